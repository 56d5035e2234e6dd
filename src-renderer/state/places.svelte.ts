import type { Folder } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';

export interface FolderNode {
  readonly folder: Folder;
  readonly name: string;
  readonly depth: number;
  /** Photos in it and below it. */
  readonly photos: number;
}

/** Folders and shoots of the left panel. */
export class Places {
  readonly #engine: Engine;
  folders = $state.raw<readonly Folder[]>([]);
  days = $state.raw<readonly { day: string; photos: number }[]>([]);

  readonly trees = $derived(treesByRoot(this.folders));

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    const [folders, days] = await Promise.all([
      this.#engine.request('folders.list', {}),
      this.#engine.request('days.list', {}),
    ]);
    this.folders = folders;
    this.days = days.toSorted((a, b) => (a.day < b.day ? 1 : -1));
  }
}

/** Each root's folders, a parent before its children, siblings in the natural order of their names. */
export function treesByRoot(folders: readonly Folder[]): Map<number, FolderNode[]> {
  const totals = new Map<string, number>();
  for (const { rootId, path, photos } of folders) {
    const parts = path.split('/');
    for (let length = parts.length; length > 0; length -= 1) {
      const key = `${rootId}/${parts.slice(0, length).join('/')}`;
      totals.set(key, (totals.get(key) ?? 0) + photos);
    }
  }
  const nodes = folders
    .filter(({ path }) => path !== '')
    .map((folder) => ({ folder, parts: folder.path.split('/') }))
    .sort((a, b) => compareParts(a.parts, b.parts));
  const trees = new Map<number, FolderNode[]>();
  for (const { folder, parts } of nodes) {
    const list = trees.get(folder.rootId) ?? [];
    const photos = totals.get(`${folder.rootId}/${folder.path}`) ?? 0;
    list.push({ folder, name: parts.at(-1) ?? '', depth: parts.length, photos });
    trees.set(folder.rootId, list);
  }
  return trees;
}

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (const [at, part] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    const order = byName.compare(part, other) || (part < other ? -1 : part > other ? 1 : 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
