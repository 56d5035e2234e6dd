import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { asStored, develop } from './develop.ts';
import { dngBytes, type Preview } from './dng.ts';
import { exifDirectory, SOFTWARE, withExif } from './exif.ts';
import { practiceShoot, type Frame } from './shoot.ts';
import { tiffBytes } from './tiff.ts';
import type { RenderPracticeShoot } from './types.ts';

const DEFAULT_SEED = 1;
const QUALITY = 86;
/** Of a RAW's own pictures, smaller than the RAW as with many cameras. */
const THUMBNAIL_WIDTH = 256;
const PREVIEW_WIDTH = 1620;
const README = 'README.txt';

const README_TEXT = `${SOFTWARE}

These 60 pictures are drawn by Keepers; no camera took them. They show what a real shoot holds: bursts
with times in fractions of a second, one exposure bracket, RAW+JPEG pairs (the DNG files are real RAW
files with a Bayer mosaic), upright portraits, and frames that are out of focus, shaken, tilted, too
dark, too bright or noisy. Do with them what you like. Delete the folder when you are done.
`;

/** Documented in types.ts. Frames are rendered one after the other, and each file appears whole or not at all. */
export const renderPracticeShoot: RenderPracticeShoot = async (folder, options = {}) => {
  const { seed = DEFAULT_SEED, onProgress, signal } = options;
  const frames = practiceShoot();
  try {
    await mkdir(folder, { recursive: true });
    for (const name of [README, ...frames.map((frame) => frame.name)]) {
      await refuseForeign(path.join(folder, name));
    }
    await write(path.join(folder, README), Buffer.from(README_TEXT));
    const written: string[] = [];
    for (const frame of frames) {
      throwIfCancelled(signal);
      const file = path.join(folder, frame.name);
      await write(file, await render(frame, seed));
      written.push(file);
      onProgress?.({ done: written.length, total: frames.length });
    }
    return written;
  } catch (error) {
    throw asKeepersError(error, folder);
  }
};

async function render(frame: Frame, seed: number): Promise<Uint8Array> {
  const pixels = await develop(frame, seed);
  const encode = async (width: number): Promise<Preview> => {
    const stored = asStored(pixels, frame.orientation);
    const sized = width === pixels.width ? stored : stored.resize({ width });
    const { data, info } = await sized
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  };
  if (frame.format === 'dng') {
    return dngBytes(frame, pixels, await encode(THUMBNAIL_WIDTH), await encode(PREVIEW_WIDTH));
  }
  const jpeg = await encode(pixels.width);
  return withExif(jpeg.data, tiffBytes(exifDirectory(frame, jpeg)));
}

/** Throws where something that is not ours has the name. */
async function refuseForeign(file: string): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (!bytes.includes(SOFTWARE)) {
    throw new KeepersError('write-failed', {
      path: file,
      reason: 'another file has this name; choose an empty folder',
    });
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.keepers.tmp`);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new KeepersError('cancelled');
}

function asKeepersError(error: unknown, folder: string): KeepersError {
  if (error instanceof KeepersError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new KeepersError('disk-full', { what: 'the practice shoot' }, { cause: error });
  }
  const reason = code ?? reasonOf(error);
  return new KeepersError('write-failed', { path: folder, reason }, { cause: error });
}
