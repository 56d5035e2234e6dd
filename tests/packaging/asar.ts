/** Reads Electron's archive format: a JSON header with a tree of files, then their bytes. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface Node {
  readonly files?: Readonly<Record<string, Node>>;
  readonly offset?: string;
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly link?: string;
}

export interface AsarFile {
  readonly path: string;
  /** Lies beside the archive, in `app.asar.unpacked`. */
  readonly unpacked: boolean;
  readonly bytes: Buffer | undefined;
}

export function readAsar(file: string): AsarFile[] {
  const archive = readFileSync(file);
  // Two Chromium pickles: the header's size, then the header as a length and a string.
  const headerSize = archive.readUInt32LE(4);
  const length = archive.readUInt32LE(12);
  const header = JSON.parse(archive.toString('utf8', 16, 16 + length)) as Node;
  const start = 8 + headerSize;
  const found: AsarFile[] = [];
  const visit = (node: Node, at: string) => {
    for (const [name, child] of Object.entries(node.files ?? {})) {
      const where = at === '' ? name : `${at}/${name}`;
      if (child.files !== undefined) visit(child, where);
      else if (child.size !== undefined) {
        const from = start + Number(child.offset ?? 0);
        const bytes =
          child.unpacked === true ? undefined : archive.subarray(from, from + child.size);
        found.push({ path: where, unpacked: child.unpacked === true, bytes });
      }
    }
  };
  visit(header, '');
  return found;
}

/** Lays an archive and what is unpacked beside it out as ordinary files, as plain Node needs them. */
export function extractAsar(file: string, folder: string): void {
  for (const { path: relative, bytes } of readAsar(file)) {
    if (bytes === undefined) continue;
    const target = path.join(folder, relative);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  cpSync(`${file}.unpacked`, folder, { recursive: true });
}
