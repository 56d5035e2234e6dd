import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src-main/decoding/index.ts';
import { passTwo } from '../../src-main/decoding/full.ts';
import { passOne } from '../../src-main/decoding/pass-one.ts';
import type { Decoder, PassOne, Source } from '../../src-main/decoding/types.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { dataPath } from '../support/data.ts';
import { withFolder } from './support/folder.ts';
import { meanDifference, tensorPixel } from './support/pixels.ts';
import { scene, sceneJpeg } from './support/scenes.ts';

const folder = withFolder();
const file = (path: string): Source => ({ kind: 'file', path });
const codes = ({ warnings }: Pick<PassOne, 'warnings'>) => warnings.map(({ code }) => code);

describe('damaged photos', () => {
  it('cut short give what was read of them, with a warning', async () => {
    const whole = await sceneJpeg(2400, 1600);
    const path = await folder.write('cut.jpg', whole.subarray(0, whole.length * 0.6));
    const expected = await passOne(file(await folder.write('whole.jpg', whole)), false);
    const one = await passOne(file(path), false);
    expect(codes(expected)).toEqual([]);
    expect(codes(one)).toEqual(['damaged']);
    expect([one.width, one.height]).toEqual([2400, 1600]);
    // The upper part is the picture still.
    const upper = 224 * 3 * 60;
    expect(
      meanDifference(one.tensor.subarray(0, upper), expected.tensor.subarray(0, upper)),
    ).toBeLessThan(0.5);
    expect(tensorPixel(one.tensor, 100, 220)).not.toEqual(tensorPixel(expected.tensor, 100, 220));
    const two = await passTwo({ source: file(path), roomForLarge: false });
    if ('tooLargeForNow' in two) throw new Error('it is small');
    expect(codes(two)).toEqual(['damaged']);
  });

  it('of every format give a picture with a warning, or an error, and nothing else', async () => {
    const image = () => scene(800, 600);
    const formats = {
      png: await image().png().toBuffer(),
      webp: await image().webp().toBuffer(),
      tif: await image().tiff({ compression: 'lzw' }).toBuffer(),
      avif: await image().avif().toBuffer(),
      gif: await image().gif().toBuffer(),
    };
    for (const [extension, bytes] of Object.entries(formats)) {
      for (const share of [0.01, 0.3, 0.7]) {
        const cut = bytes.subarray(0, Math.max(20, Math.floor(bytes.length * share)));
        const name = `cut-${share}.${extension}`;
        const outcome = await passOne(file(await folder.write(name, cut)), false).then(
          (one) => codes(one).join(),
          (thrown: { code?: string }) => thrown.code,
        );
        expect(['damaged', 'photo-damaged'], name).toContain(outcome);
      }
    }
  });

  it('are not those with padding before their end', async () => {
    const whole = await sceneJpeg();
    const padded = Buffer.concat([whole.subarray(0, -2), Buffer.alloc(3), whole.subarray(-2)]);
    expect(codes(await passOne(file(await folder.write('padded.jpg', padded)), false))).toEqual([]);
    const trailer = Buffer.concat([whole, Buffer.from('a maker’s own data after the end')]);
    expect(codes(await passOne(file(await folder.write('trailer.jpg', trailer)), false))).toEqual(
      [],
    );
  });
});

const heic = dataPath('photos/heif/samplefilehub.heif');

it.skipIf(heic === undefined)(
  'damaged HEICs fail with a readable reason, and the next one decodes (needs KEEPERS_DATA)',
  async () => {
    const whole = await readFile(heic ?? '');
    for (const share of [0.02, 0.2, 0.6]) {
      const cut = await folder.write('cut.heic', whole.subarray(0, whole.length * share));
      const thrown = await passOne(file(cut), false).catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: 'photo-damaged' });
      expect((thrown as Error).message).toMatch(/from this file \([A-Za-z][^\n]{8,90}\)\. Copy/);
      expect(codes(await passOne(file(heic ?? ''), false))).toEqual([]);
    }
  },
);

const corpus = dataPath('photos/damaged');

describe.skipIf(corpus === undefined)('the damaged corpus (needs KEEPERS_DATA)', () => {
  let decoder: Decoder;
  beforeAll(() => {
    decoder = createDecoder({ spawnWorker: spawnNodeWorker, processes: 2 });
  });
  afterAll(() => decoder.close());

  it('is told apart the same way, whatever else the process decodes', async () => {
    const tell = (name: string) =>
      passOne(file(path.join(corpus ?? '', name)), false).then(
        (one) => codes(one).join(),
        (thrown: Error) => thrown.message,
      );
    const names = readdirSync(corpus ?? '').slice(0, 120);
    const alone: string[] = [];
    for (const name of names) alone.push(await tell(name));
    expect(await Promise.all(names.map(tell))).toEqual(alone);
  });

  it('goes through both passes with pictures or clear errors, and disturbs no other photo', async () => {
    const files = readdirSync(corpus ?? '').filter((name) => /\.(jpg|png)$/.test(name));
    expect(files).toHaveLength(199);
    const good = await folder.write('good.jpg', await sceneJpeg(3001, 2003));
    const alone = await passOne(file(good), true);
    const outcome = (call: Promise<Pick<PassOne, 'warnings'>>) =>
      call.then(
        (result) => `picture ${codes(result).join()}`,
        (thrown: { code?: string; message: string }) => `${thrown.code}: ${thrown.message}`,
      );
    const outcomes: Promise<string>[] = [];
    const goods: Promise<PassOne>[] = [];
    files.forEach((name, index) => {
      const source = file(path.join(corpus ?? '', name));
      outcomes.push(outcome(decoder.passOne(source, { pictures: true })));
      outcomes.push(outcome(decoder.passTwo(source)));
      if (index % 40 === 0) goods.push(decoder.passOne(file(good), { pictures: true }));
    });
    const counted = new Map<string, number>();
    for (const text of await Promise.all(outcomes)) {
      const kind = text.replace(/:.*/s, '');
      counted.set(kind, (counted.get(kind) ?? 0) + 1);
      // A reason is one line without the names of libraries.
      expect(text).not.toMatch(/\n|vips|Input buffer/i);
    }
    expect([...counted.keys()].filter((kind) => !/^picture |^photo-damaged$/.test(kind))).toEqual(
      [],
    );
    expect(counted.get('photo-damaged')).toBeGreaterThan(0);
    expect(counted.get('picture damaged')).toBeGreaterThan(0);
    for (const one of await Promise.all(goods)) {
      expect(Buffer.from(one.tensor).equals(alone.tensor)).toBe(true);
      expect(
        Buffer.from(one.preview?.bytes ?? []).equals(alone.preview?.bytes ?? Buffer.of(0)),
      ).toBe(true);
    }
  });
});
