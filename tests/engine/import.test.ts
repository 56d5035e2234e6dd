import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenedEngine } from '../support/engine.ts';
import { openTestEngine, until, untilSettled } from '../support/engine.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

const PHOTOS = 6;
const FILMS = 8;
const FILM_BYTES = 64 * 1024 * 1024;
const card = temporaryFolder('card-to-score');
let opened: OpenedEngine;

beforeAll(async () => {
  const dcim = path.join(card, 'DCIM', '100CANON');
  mkdirSync(dcim, { recursive: true });
  for (let index = 0; index < PHOTOS; index++) {
    await writePicture(path.join(dcim, `IMG_000${index}.JPG`), { seed: index + 1 });
  }
  // What takes long to copy comes after them.
  for (let index = 0; index < FILMS; index++) {
    writeFileSync(path.join(dcim, `MVI_100${index}.MOV`), randomBytes(FILM_BYTES));
  }
  opened = await openTestEngine(path.join(temporaryFolder('import-home'), 'home'));
}, 60_000);

afterAll(() => opened.close());

it('scores photos while the rest of the card is still being copied', async () => {
  const to = temporaryFolder('imported');
  let done = false;
  const importing = opened.client
    .request('import.run', { card, to, template: '{name}' })
    .finally(() => (done = true));
  const scored = until(
    async () => (await opened.client.request('status', {})).scored,
    (count) => count > 0,
  );
  await Promise.race([scored, importing]);
  expect(done).toBe(false);
  expect(await scored).toBeGreaterThan(0);
  const { files, safeToErase } = await importing;
  expect(files.filter(({ state }) => state === 'copied')).toHaveLength(PHOTOS + FILMS);
  expect(safeToErase).toBe(true);
  await untilSettled(opened.client, PHOTOS);
}, 120_000);
