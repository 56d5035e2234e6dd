import path from 'node:path';
import type { CopyReport, FileOutcome } from '../../../src-shared/bridge.ts';
import { KeepersError, toErrorInfo } from '../../../src-shared/errors.ts';
import { formatOfPath } from '../../../src-shared/photo.ts';
import { deliver, type DeliverProgress, type DeliverRooms } from './deliver.ts';
import { verdictOf, type PhotoSet, type VerdictRooms } from './photo-files.ts';

export const REJECTED_FOLDER = '_Rejected';

type PutAwayRooms = DeliverRooms & VerdictRooms;

/**
 * Moves photos with the files that belong to them out of the way: to the system's trash, or into `_Rejected` in their own
 * folder. One beside which a photo of the same name is wanted stays with it. What becomes of a file is in the report.
 */
export async function putAway(
  photos: readonly PhotoSet[],
  { to, dryRun = false }: { readonly to: 'trash' | 'folder'; readonly dryRun?: boolean },
  rooms: PutAwayRooms,
  progress: DeliverProgress = {},
): Promise<CopyReport> {
  progress.onTotal?.(photos.reduce((sum, { set }) => sum + set.files.length, 0));
  const { free, wanted } = await partWanted(photos, rooms);
  for (const outcome of wanted) progress.onFile?.(outcome);
  const report = await (to === 'trash'
    ? putIntoTrash(free, dryRun, rooms, progress)
    : putIntoFolders(free, dryRun, rooms, progress));
  return { ...report, files: [...wanted, ...report.files] };
}

/** Parts sets of which a photo is a pick, or has stars and is no reject: whatever the others are, they stay. */
async function partWanted(photos: readonly PhotoSet[], rooms: VerdictRooms) {
  const free: PhotoSet[] = [];
  const wanted: FileOutcome[] = [];
  for (const photo of photos) {
    const { files } = photo.set;
    let keeper: string | undefined;
    for (const { path: file } of files) {
      if (formatOfPath(file) === undefined) continue;
      const { flag, stars } = await verdictOf(file, rooms);
      if (flag === 'pick' || (flag === 'none' && stars > 0)) keeper ??= file;
    }
    if (keeper === undefined) {
      free.push(photo);
      continue;
    }
    const error = new KeepersError('reject-wanted', { path: keeper }).info;
    for (const { path: source, bytes } of files) {
      wanted.push({ source, targets: [], bytes, state: 'failed', error });
    }
  }
  return { free, wanted };
}

async function putIntoFolders(
  photos: readonly PhotoSet[],
  dryRun: boolean,
  rooms: DeliverRooms,
  { signal, onFile }: DeliverProgress,
): Promise<CopyReport> {
  const files: FileOutcome[] = [];
  for (const [folder, inside] of byFolder(photos)) {
    const report = await deliver(
      () => Promise.resolve(inside),
      { to: path.join(folder, REJECTED_FOLDER), as: 'move', template: '{name}', dryRun },
      rooms,
      { signal, ...(onFile !== undefined && { onFile }) },
    );
    files.push(...report.files);
    if (report.stopped !== undefined) return { ...report, files };
  }
  return { files, skipped: [], notSafe: [] };
}

/** Those that lie in `_Rejected` already are where they belong. */
function byFolder(photos: readonly PhotoSet[]): Map<string, PhotoSet[]> {
  const folders = new Map<string, PhotoSet[]>();
  for (const photo of photos) {
    const { folder } = photo.set;
    if (path.basename(folder) === REJECTED_FOLDER) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), photo]);
  }
  return folders;
}

async function putIntoTrash(
  photos: readonly PhotoSet[],
  dryRun: boolean,
  { transfer, isOnCameraCard }: DeliverRooms,
  { signal, onFile }: DeliverProgress,
): Promise<CopyReport> {
  const files: FileOutcome[] = [];
  const settle = (outcome: FileOutcome) => {
    files.push(outcome);
    onFile?.(outcome);
  };
  for (const { set } of photos) {
    // The photo first: a sidecar that is left says what it was, a photo without one does not.
    for (const { path: source, bytes } of [...set.files].reverse()) {
      const outcome = { source, targets: [], bytes };
      if (signal?.aborted === true) {
        const stopped = new KeepersError('cancelled').info;
        return { files, skipped: [], notSafe: [], stopped };
      }
      try {
        if (await isOnCameraCard(source)) throw new KeepersError('camera-card');
        if (!dryRun) await transfer.trash(source);
        settle({ ...outcome, state: dryRun ? 'planned' : 'trashed' });
      } catch (thrown) {
        settle({ ...outcome, state: 'failed', error: toErrorInfo(thrown) });
        break;
      }
    }
  }
  return { files, skipped: [], notSafe: [] };
}
