import { createHash } from 'node:crypto';
import { link, mkdir, open, realpath, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { codeOf, sourceError, targetError } from './errors.ts';
import { publish, reclaim, syncFolder } from './publish.ts';
import { hashFile } from './read-back.ts';
import type { Copied, CopyOrder } from './types.ts';

const CHUNK = 1 << 20;

/** See `Transfer.copy`. */
export async function copyFile(order: CopyOrder): Promise<Copied> {
  const { source, targets, tag, signal } = order;
  const handle = await open(source, 'r').catch((thrown: unknown) => {
    throw sourceError(thrown, source);
  });
  try {
    const before = await handle.stat();
    const drafts = await openDrafts(targets, tag);
    return await finish(
      drafts,
      async () => {
        const copied = await pour(handle, drafts, order);
        const after = await stat(source).catch((thrown: unknown) => {
          throw sourceError(thrown, source);
        });
        if (
          copied.bytes !== after.size ||
          before.size !== after.size ||
          before.mtimeMs !== after.mtimeMs
        ) {
          throw new KeepersError('file-changed', { path: source });
        }
        for (const draft of drafts) {
          // FAT has no times of access, and some network drives none that can be set.
          await draft.handle.utimes(before.atime, before.mtime).catch(() => undefined);
        }
        return copied;
      },
      signal,
    );
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/** See `Transfer.write`. */
export async function writeFile(target: string, bytes: Uint8Array, tag: string): Promise<Copied> {
  const drafts = await openDrafts([target], tag);
  return await finish(drafts, async () => {
    for (const { handle } of drafts) {
      await handle.writeFile(bytes).catch((thrown: unknown) => {
        throw targetError(thrown, target);
      });
    }
    return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}

/** See `Transfer.link`. */
export async function linkFile(source: string, target: string): Promise<void> {
  await makeFolder(target);
  try {
    // What a link leads to is what is wanted, not the link.
    await link(await realpath(source), target);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code)) {
      throw new KeepersError('link-impossible', { path: source, reason: code }, { cause: thrown });
    }
    throw code === 'ENOENT' ? sourceError(thrown, source) : targetError(thrown, target);
  }
  await syncFolder(path.dirname(target));
}

/** See `Transfer.clear`. */
export async function clearDraft(target: string, tag: string): Promise<void> {
  await rm(draftPath(target, tag), { force: true });
}

/** A copy that has no name yet. */
interface Draft {
  readonly target: string;
  readonly temporary: string;
  readonly handle: FileHandle;
}

/** Where a copy lies until it is whole: the same for the same job, so that one begun again finds what it had left. */
function draftPath(target: string, tag: string): string {
  const mark = createHash('sha256').update(`${tag}:${target}`).digest('hex').slice(0, 16);
  return path.join(path.dirname(target), `.keepers-${mark}.part`);
}

async function openDrafts(targets: readonly string[], tag: string): Promise<Draft[]> {
  const drafts: Draft[] = [];
  try {
    for (const target of targets) {
      await makeFolder(target);
      await requireFree(target, tag);
      const temporary = draftPath(target, tag);
      // What a killed run has left may be another name of a copy by now, so it is taken away and not written over.
      await rm(temporary, { force: true });
      const handle = await open(temporary, 'wx').catch((thrown: unknown) => {
        throw targetError(thrown, target);
      });
      drafts.push({ target, temporary, handle });
    }
    return drafts;
  } catch (thrown) {
    await discard(drafts);
    throw thrown;
  }
}

/** A name that is taken or refused is told before a long copy and not after it. */
async function requireFree(target: string, tag: string): Promise<void> {
  await reclaim(draftPath(target, tag), target);
  try {
    await stat(target);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return;
    throw targetError(thrown, target);
  }
  throw new KeepersError('target-exists', { path: target });
}

async function makeFolder(target: string): Promise<void> {
  const folder = path.dirname(target);
  const first = await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw targetError(thrown, folder);
  });
  // A copy is only as durable as the folders that were made for it.
  for (let made = first && folder; made !== undefined; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
    if (made === first || made === path.dirname(made)) break;
  }
}

/** Fills drafts, flushes them, reads each back and gives it its name; whatever fails, no draft is left. */
async function finish(
  drafts: readonly Draft[],
  fill: () => Promise<Copied>,
  signal?: AbortSignal,
): Promise<Copied> {
  try {
    const copied = await fill();
    for (const { handle, target } of drafts) {
      await handle.sync().catch((thrown: unknown) => {
        throw targetError(thrown, target);
      });
      await handle.close();
    }
    // Different drives read at the same time.
    await Promise.all(
      drafts.map(async ({ temporary, target }) => {
        const found = await hashFile(temporary, signal).catch((thrown: unknown) => {
          throw targetError(thrown, target);
        });
        if (found !== copied.sha256) throw new KeepersError('copy-mismatch', { path: target });
      }),
    );
    for (const { temporary, target } of drafts) await publish(temporary, target);
    return copied;
  } catch (thrown) {
    await discard(drafts);
    throw thrown;
  }
}

async function discard(drafts: readonly Draft[]): Promise<void> {
  for (const { handle, temporary } of drafts) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Reads the next chunk while the last one is written. */
async function pour(
  source: FileHandle,
  drafts: readonly Draft[],
  { source: file, signal }: CopyOrder,
): Promise<Copied> {
  const hash = createHash('sha256');
  const memory = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const;
  let bytes = 0;
  const read = async (turn: number): Promise<Buffer> => {
    const chunk = memory[turn % 2 === 0 ? 0 : 1];
    try {
      const { bytesRead } = await source.read(chunk, 0, CHUNK, null);
      return chunk.subarray(0, bytesRead);
    } catch (thrown) {
      throw sourceError(thrown, file);
    }
  };
  let next = read(0);
  for (let turn = 1; ; turn++) {
    if (signal?.aborted === true) {
      await next.catch(() => undefined);
      throw new KeepersError('cancelled');
    }
    const chunk = await next;
    if (chunk.length === 0) return { bytes, sha256: hash.digest('hex') };
    next = read(turn);
    // A failure is met where it is awaited.
    next.catch(() => undefined);
    const written = Promise.all(
      drafts.map(({ handle, target }) => writeWhole(handle, chunk, target)),
    );
    hash.update(chunk);
    await written.catch(async (thrown: unknown) => {
      await next.catch(() => undefined);
      throw thrown;
    });
    bytes += chunk.length;
  }
}

async function writeWhole(handle: FileHandle, chunk: Buffer, target: string): Promise<void> {
  try {
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, null);
      at += bytesWritten;
    }
  } catch (thrown) {
    throw targetError(thrown, target);
  }
}
