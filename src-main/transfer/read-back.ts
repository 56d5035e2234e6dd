import { createHash } from 'node:crypto';
import { constants, open, type FileHandle } from 'node:fs/promises';
import { KeepersError } from '../../src-shared/errors.ts';
import { codeOf } from './errors.ts';

const CHUNK = 1 << 20;
/** Direct reads want memory, offset and length in whole blocks of this, bytes. */
const BLOCK = 4096;
/** Allocators put their own words before what they hand out; most often it lies this far into a page. */
const USUAL_OFFSET = 16;

/**
 * SHA-256 of a file, hexadecimal, as the drive holds it.
 *
 * What was just written lies in the system's memory, and reading it from there proves nothing about the drive. So on
 * Linux it is read past that memory (O_DIRECT), wherever the file system can.
 */
export async function hashFile(file: string, signal?: AbortSignal): Promise<string> {
  const direct = await openDirect(file);
  try {
    const hash = direct === undefined ? undefined : await hashDirect(direct, signal);
    if (hash !== undefined) return hash;
  } finally {
    await direct?.close();
  }
  const handle = await open(file, 'r');
  try {
    return await hashPlain(handle, signal);
  } finally {
    await handle.close();
  }
}

async function openDirect(file: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_DIRECT } = constants as { O_RDONLY: number; O_DIRECT?: number };
  if (process.platform !== 'linux' || O_DIRECT === undefined) return undefined;
  return await open(file, O_RDONLY | O_DIRECT).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'EINVAL') return undefined;
    throw thrown;
  });
}

/** Undefined where the file system opens files so but cannot read them. */
async function hashDirect(
  handle: FileHandle,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  const memory = Buffer.allocUnsafeSlow(CHUNK + BLOCK);
  const start = await alignedStart(handle, memory);
  if (start === undefined) return undefined;
  for (let position = 0; ;) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    const { bytesRead } = await handle.read(memory, start, CHUNK, position);
    hash.update(memory.subarray(start, start + bytesRead));
    position += bytesRead;
    // A read that ends within a block is the last: the next would not begin at one.
    if (bytesRead === 0 || bytesRead % BLOCK !== 0) return hash.digest('hex');
  }
}

/** Where in a buffer a block begins: JavaScript cannot ask for an address, but the system says when it is wrong. */
async function alignedStart(handle: FileHandle, memory: Buffer): Promise<number | undefined> {
  for (let tried = 0; tried < BLOCK; tried += 16) {
    const start = (2 * BLOCK - USUAL_OFFSET - tried) % BLOCK;
    try {
      await handle.read(memory, start, BLOCK, 0);
      return start;
    } catch (thrown) {
      if (codeOf(thrown) !== 'EINVAL') throw thrown;
    }
  }
  return undefined;
}

async function hashPlain(handle: FileHandle, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  const memory = Buffer.allocUnsafeSlow(CHUNK);
  for (let position = 0; ;) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    const { bytesRead } = await handle.read(memory, 0, CHUNK, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(memory.subarray(0, bytesRead));
    position += bytesRead;
  }
}
