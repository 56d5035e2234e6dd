import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src-main/decoding/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { dataPath } from '../support/data.ts';
import { writeFrame } from '../support/frames.ts';
import { temporaryFolder } from '../support/temporary.ts';

const decoder = createDecoder({ spawnWorker: spawnNodeWorker, processes: 1 });
afterAll(() => decoder.close());

const photo = path.join(temporaryFolder('edited'), 'photo.jpg');
await writeFrame(photo, { width: 900, height: 600 });
const file = (name: string) => ({ kind: 'file', path: name }) as const;
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;

describe('copies for the model', () => {
  it('are one a trial, the first the photo as it is scored, and leave the file alone', async () => {
    const before = createHash('sha256').update(readFileSync(photo)).digest('hex');
    const { trials, tensors, votes, horizon } = await decoder.editedCopies(file(photo), {
      edits: ['exposure', 'straighten', 'crop'],
    });
    expect(tensors).toHaveLength(trials.copies.length);
    for (const tensor of tensors) expect(tensor).toHaveLength(224 * 224 * 3);
    const { tensor } = await decoder.passOne(file(photo), { pictures: false });
    expect(difference(tensors[0] ?? new Uint8Array(), tensor)).toBeLessThan(2);
    expect([votes.upright.length, votes.level.length, votes.crossing.length]).toEqual([21, 21, 21]);
    expect(horizon.confidence).toBeGreaterThanOrEqual(0);
    expect(createHash('sha256').update(readFileSync(photo)).digest('hex')).toBe(before);
  });

  it('try the horizon that was measured at full resolution', async () => {
    const horizon = { degrees: 2.3, confidence: 0.8 };
    const { trials } = await decoder.editedCopies(file(photo), { horizon, edits: ['straighten'] });
    expect(trials.trials.map(({ amount }) => amount)).toContain(2.3);
    const unsure = { degrees: 2.3, confidence: 0.1 };
    const without = await decoder.editedCopies(file(photo), {
      horizon: unsure,
      edits: ['straighten'],
    });
    expect(without.trials.trials).toHaveLength(20);
  });

  it('cannot be made of what is no picture, and say why', async () => {
    const broken = path.join(path.dirname(photo), 'broken.jpg');
    writeFileSync(broken, 'no picture');
    await expect(decoder.editedCopies(file(broken), {})).rejects.toMatchObject({
      code: 'photo-damaged',
    });
    await expect(decoder.editedCopies(file('/nowhere.jpg'), {})).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  const leaning = dataPath('photos/clean/kodak-19.jpg');
  it.skipIf(leaning === undefined)('see which way a real photo was turned', async () => {
    const turned = path.join(path.dirname(photo), 'turned.jpg');
    const { width, height } = await sharp(leaning).metadata();
    // Clockwise by 5°, and a frame that fits within.
    const [w, h] = [Math.round(width * 0.82), Math.round(height * 0.82)];
    const rotated = await sharp(leaning).rotate(5).toBuffer({ resolveWithObject: true });
    await sharp(rotated.data)
      .extract({
        left: Math.round((rotated.info.width - w) / 2),
        top: Math.round((rotated.info.height - h) / 2),
        width: w,
        height: h,
      })
      .jpeg({ quality: 92 })
      .toFile(turned);
    const { horizon } = await decoder.editedCopies(file(turned), { edits: ['straighten'] });
    expect(horizon.degrees).toBeGreaterThan(-6.5);
    expect(horizon.degrees).toBeLessThan(-3.5);
  });
});

it('pictures to look at have the edit and the size that was asked for', async () => {
  const pictures = await decoder.editedPictures(
    file(photo),
    [
      { edit: 'exposure', amount: -1 },
      { edit: 'crop', amount: { x: 0, y: 0, w: 0.5, h: 0.5 } },
      { edit: 'straighten', amount: 3 },
    ],
    300,
  );
  expect(pictures.map(({ width, height, mime }) => [width, height, mime])).toEqual([
    [300, 200, 'image/jpeg'],
    [150, 100, 'image/jpeg'],
    [300, 200, 'image/jpeg'],
  ]);
  const brightness = async (bytes: Uint8Array) =>
    (await sharp(bytes).stats()).channels[1]?.mean ?? NaN;
  const darker = await brightness(pictures[0]?.bytes ?? new Uint8Array());
  expect(darker).toBeLessThan(0.8 * (await brightness(readFileSync(photo))));
});
