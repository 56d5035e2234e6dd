/** Heat maps as the window asks for them, with a real engine on real files. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeatMaps } from '../../src-shared/bridge.ts';
import {
  openTestEngine,
  photosByName,
  until,
  untilSettled,
  type OpenedEngine,
} from '../support/engine.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

/** A grey picture of 448×224 with a white patch in its lower left corner, as a camera that was held upright stores it. */
async function writeTurned(file: string): Promise<void> {
  const upright = { width: 224, height: 448 };
  const data = new Uint8Array(upright.width * upright.height * 3).fill(90);
  for (let y = 400; y < 448; y++) {
    data.fill(255, 3 * y * upright.width, 3 * (y * upright.width + 32));
  }
  const stored = await sharp(data, { raw: { ...upright, channels: 3 } })
    .rotate(270)
    .raw()
    .toBuffer();
  await sharp(stored, { raw: { width: 448, height: 224, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(file);
}

/** The places that differ from what most are like. */
function patchOf({ width, maps }: HeatMaps): [x: number, y: number][] {
  const map = maps.light ?? [];
  const usual = [...map].sort((a, b) => a - b)[map.length >> 1] ?? NaN;
  const most = Math.max(...map.map((value) => Math.abs(value - usual)));
  return map.flatMap((value, at) =>
    Math.abs(value - usual) > most / 2
      ? [[at % width, Math.floor(at / width)] as [number, number]]
      : [],
  );
}

describe('heat maps of photos', () => {
  let opened: OpenedEngine;
  let shoot: string;
  let turned: number;
  let damaged: number;

  beforeAll(async () => {
    shoot = path.join(temporaryFolder('heat-maps'), 'shoot');
    const models = temporaryFolder('heat-models');
    writeTinyModels(models, { id: 'tiny' });
    mkdirSync(shoot);
    await writeTurned(path.join(shoot, 'turned.jpg'));
    writeFileSync(path.join(shoot, 'damaged.jpg'), 'no picture');
    opened = await openTestEngine(path.join(temporaryFolder('heat'), 'home'), models);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, 2);
    const photos = await photosByName(opened.client);
    turned = photos.get('turned.jpg')?.id ?? 0;
    damaged = photos.get('damaged.jpg')?.id ?? 0;
  });
  afterAll(() => opened.close());

  const ask = (id: number) => opened.client.request('photos.heatMaps', { id });

  it('lie in the upright frame, whichever way the camera was held', async () => {
    const found = await ask(turned);
    expect(found).toMatchObject({ model: { id: 'tiny', version: '1' }, width: 28, height: 28 });
    // A seventh of the width, a ninth of the height.
    expect(new Set(patchOf(found).map(([x]) => x))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(patchOf(found).map(([, y]) => y))).toEqual(new Set([25, 26, 27]));
  });

  it('of what cannot be read are refused with its reason, and the next is drawn', async () => {
    await expect(ask(damaged)).rejects.toMatchObject({ code: 'photo-damaged' });
    await expect(ask(99_999)).rejects.toMatchObject({ code: 'photo-unknown' });
    expect((await ask(turned)).width).toBe(28);
  });

  it('are drawn from the preview while the drive is away', async () => {
    const before = await ask(turned);
    renameSync(shoot, `${shoot}-away`);
    await until(
      () => opened.client.request('photos.get', { ids: [turned] }),
      ([photo]) => photo?.online === false,
    );
    const away = await ask(turned);
    expect(patchOf(away)).toEqual(patchOf(before));
    const [one, other] = [before, away].map(({ maps }) => maps.light ?? []);
    for (const [at, value] of (one ?? []).entries()) {
      expect(Math.abs(value - (other?.[at] ?? NaN))).toBeLessThan(1e-4);
    }
  });
});
