import path from 'node:path';
import sharp from 'sharp';
import { createDecoder, type Decoder } from '../../../src-main/decoding/index.ts';
import { spawnNodeWorker } from '../../../src-main/workers/node.ts';
import { scene } from '../../aesnet/edits/support/pictures.ts';

/** Writes `count` AVIFs of 224 × 224 pixels, each different, and gives their paths. */
export function writeAvifs(folder: string, count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const file = path.join(folder, `${index}.avif`);
      const { width, height, data } = scene(index, 224, 224);
      await sharp(data, { raw: { width, height, channels: 3 } })
        .avif({ quality: 60, effort: 0 })
        .toFile(file);
      return file;
    }),
  );
}

/** Runs with a decoder of two processes. */
export async function withDecoder<Result>(
  run: (decoder: Decoder) => Promise<Result>,
): Promise<Result> {
  const decoder = createDecoder({ spawnWorker: spawnNodeWorker, processes: 2 });
  try {
    return await run(decoder);
  } finally {
    await decoder.close();
  }
}
