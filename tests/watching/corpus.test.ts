import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createWatching } from '../../src-main/watching/index.ts';
import { sleep, temporaryFolder, until } from './support.ts';

const FOLDERS = 1000;
const FILES = 100;

it('corpus: holds 100,000 files in 1,000 folders with one handle a folder and little memory', async () => {
  const root = temporaryFolder();
  for (let folder = 0; folder < FOLDERS; folder++) {
    const at = path.join(root, `shoot-${folder}`);
    mkdirSync(at);
    for (let file = 0; file < FILES; file++) writeFileSync(path.join(at, `IMG_${file}.jpg`), '');
  }
  const gc = globalThis.gc ?? (() => undefined);
  gc();
  const before = process.memoryUsage().heapUsed;
  const watching = createWatching({ freshMs: 0 });
  try {
    let files = 0;
    let complete = false;
    const late: string[] = [];
    watching.onEvent((event) => {
      if (event.type === 'files') {
        files += event.files.length;
        if (complete) late.push(...event.files.map((file) => file.path));
      }
      if (event.type === 'scanned') complete = event.complete;
    });
    await watching.add(root);
    await until('scanned', () => complete, 60_000);
    expect(files).toBe(FOLDERS * FILES);
    expect(watching.handles()).toBe(FOLDERS + 1);
    await sleep(100);
    gc();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100e6);
    const touched = path.join(root, 'shoot-999', 'IMG_99.jpg');
    utimesSync(touched, 1, 1);
    await until('change', () => late.length > 0);
    expect(late).toEqual([touched]);
  } finally {
    await watching.close();
  }
});
