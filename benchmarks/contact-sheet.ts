/**
 * A contact sheet: `node benchmarks/contact-sheet.ts [PHOTOS]`, 500 by default. From the photos themselves, as the command line
 * makes it, and from thumbnails that are there, as the app does. Prints one JSON line.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDecoder } from '../src-main/decoding/index.ts';
import { makeSheet, type ShownPhoto } from '../src-main/showing/index.ts';
import { writeNew } from '../src-main/transfer/index.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';
import { dataFolder } from './support/photos.ts';

const count = Number(process.argv[2] ?? 500);
const source = dataFolder('photos/clean');
const names = readdirSync(source)
  .sort()
  .map((name) => path.join(source, name));
const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-sheet-'));
const decoder = createDecoder({ spawnWorker: spawnNodeWorker });
decoder.prepare();

const decode = async (file: string) => {
  const { thumbnail } = await decoder.passOne({ kind: 'file', path: file }, { pictures: true });
  if (thumbnail === undefined) throw new Error(`no picture of ${file}`);
  return thumbnail;
};
const kept = new Map<string, Awaited<ReturnType<typeof decode>>>();
const photos = (isKept: boolean): ShownPhoto[] =>
  Array.from({ length: count }, (_, at) => {
    const file = names[at % names.length] ?? '';
    return {
      name: path.basename(file),
      verdict: { stars: 3, flag: 'pick', color: 'none' },
      score: 3.5,
      picture: async () => (isKept ? kept.get(file) : undefined) ?? (await decode(file)),
    };
  });

async function make(to: string, isKept: boolean): Promise<number> {
  const started = performance.now();
  const settings = {
    ...{ to: path.join(folder, to), title: 'Benchmark', paper: 'a4' as const, columns: 5, rows: 6 },
    show: ['names' as const, 'stars' as const, 'scores' as const],
  };
  const shown = await makeSheet(photos(isKept), settings, {
    drawSvg: (svg) => decoder.drawSvg(svg),
    write: writeNew,
  });
  if (shown.photos !== count) throw new Error(JSON.stringify(shown.failed[0]));
  return Number(((performance.now() - started) / 1000).toFixed(2));
}

try {
  const fromPhotos = await make('decoded.pdf', false);
  for (const file of names.slice(0, count)) kept.set(file, await decode(file));
  const pdf = await make('kept.pdf', true);
  const jpeg = await make('kept.jpg', true);
  const megabytes = Number((statSync(path.join(folder, 'kept.pdf')).size / 1e6).toFixed(1));
  console.log(
    JSON.stringify({
      ...{ photos: count, different: Math.min(count, names.length), pages: Math.ceil(count / 30) },
      secondsPdfFromPhotos: fromPhotos,
      secondsPdfFromThumbnails: pdf,
      secondsJpegPagesFromThumbnails: jpeg,
      pdfMegabytes: megabytes,
    }),
  );
} finally {
  await decoder.close();
  rmSync(folder, { recursive: true, force: true });
}
