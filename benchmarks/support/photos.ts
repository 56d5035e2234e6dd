import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The photos that benchmarks are made from; benchmarks say so and stop where they are missing. */
export function dataFolder(relative: string): string {
  return path.join(path.resolve(ROOT, process.env.KEEPERS_DATA ?? '../shared'), relative);
}

/**
 * Makes 24 MP JPEGs (6000×4000, quality 90) by upscaling small photographs and adding noise, since no
 * camera's own files may be kept here: the noise gives them a camera file's size and decoding cost.
 */
export async function makeLargePhotos(folder: string, distinct: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const source = dataFolder('photos/clean');
  const names = (await readdir(source)).sort();
  const files: string[] = [];
  for (let index = 0; index < distinct; index++) {
    const file = path.join(folder, `large-${String(index).padStart(3, '0')}.jpg`);
    const name = names[index % names.length] ?? '';
    const pixels = await sharp(path.join(source, name))
      .resize(6000, 4000, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer();
    addNoise(pixels, index + 1);
    const raw = { width: 6000, height: 4000, channels: 3 } as const;
    await sharp(pixels, { raw }).jpeg({ quality: 90 }).toFile(file);
    files.push(file);
  }
  return files;
}

/** Triangular noise of ±12 levels from a linear congruential generator: the same for the same seed. */
function addNoise(pixels: Buffer, seed: number): void {
  let state = seed >>> 0;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let at = 0; at < pixels.length; at++) {
    const value = (pixels[at] ?? 0) + (next() + next() - 1) * 12;
    pixels[at] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

/** Copies files until `count` are there, in folders of 500, each with bytes of its own behind the picture. */
export async function multiply(
  files: readonly string[],
  folder: string,
  count: number,
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const into = path.join(folder, `day-${String(Math.floor(index / 500)).padStart(3, '0')}`);
    if (index % 500 === 0) await mkdir(into, { recursive: true });
    const file = path.join(into, `IMG_${String(index).padStart(6, '0')}.jpg`);
    await copyFile(files[index % files.length] ?? '', file);
    // Bytes after the end of a JPEG are not read: the files differ, the pictures do not.
    await writeFile(file, `\n${index}`, { flag: 'a' });
  }
}
