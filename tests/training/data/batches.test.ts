import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { isFault, measurePicture } from '../../../src-aesnet/descriptions/index.ts';
import { EDIT_KINDS, EDIT_NAMES } from '../../../src-aesnet/edits/index.ts';
import { blank, type Picture } from '../../../src-aesnet/picture.ts';
import { resample } from '../../../src-aesnet/resample.ts';
import {
  buildRawCache,
  CacheReader,
  createBatches,
  DEFAULT_AUGMENTATION,
  layoutOf,
  type Augmentation,
  type Batch,
  type Batches,
  type BatchSpec,
} from '../../../src-main/training/data/index.ts';
import { RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { withDecoder, writeAvifs } from './support.ts';

const COUNT = 9;
const PLAIN: Augmentation = { ...DEFAULT_AUGMENTATION, mirrored: 0, crop: 1, stretch: 0, jpeg: 0 };
let cache = '';

beforeAll(async () => {
  const folder = temporaryFolder('batches');
  cache = path.join(folder, 'cache');
  const files = await writeAvifs(folder, COUNT);
  await withDecoder((decoder) => buildRawCache(files, { folder: cache, decoder }));
});

function specOf(changes: Partial<BatchSpec> = {}): BatchSpec {
  return {
    cache,
    members: Int32Array.from({ length: COUNT }, (_, slot) => slot),
    side: 48,
    photos: 3,
    edited: 2,
    stable: 1,
    seed: 5,
    augmentation: DEFAULT_AUGMENTATION,
    ...changes,
  };
}

/** The next `count` batches with copies of their pictures. */
async function take(batches: Batches, count: number): Promise<Batch[]> {
  const taken: Batch[] = [];
  try {
    while (taken.length < count) {
      const batch = await batches.next();
      taken.push({ ...batch, pictures: batch.pictures.slice() });
    }
  } finally {
    await batches.close();
  }
  return taken;
}

function picture(batch: Batch, at: number, side = 48): Uint8Array {
  return batch.pictures.subarray(at * side * side * 3, (at + 1) * side * side * 3);
}

/** Root mean square of the difference, in 8-bit codes. */
function distance(a: Uint8Array, b: Uint8Array): number {
  return Math.sqrt(a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0) / a.length);
}

describe('the layout of a batch', () => {
  it('puts each part behind the one before', () => {
    expect(layoutOf({ side: 160, photos: 32, edited: 8, stable: 4 })).toEqual({
      side: 160,
      photos: 32,
      edited: 8,
      stable: 4,
      originals: 32,
      weak: 40,
      strong: 48,
      firstCopies: 56,
      secondCopies: 60,
      labelled: 40,
      pictures: 64,
      drawn: 44,
      pictureBytes: 76_800,
    });
  });
});

describe('batches', () => {
  it('are the same with one worker and with two, and when taken up in the middle', async () => {
    const one = await take(createBatches(specOf(), { workers: 1 }), 4);
    const two = await take(createBatches(specOf(), { workers: 2, depth: 3 }), 4);
    const later = await take(createBatches(specOf(), { from: 3 }), 1);
    expect(two).toEqual(one);
    expect(later).toEqual(one.slice(3));
    expect(one.map(({ batch }) => batch)).toEqual([0, 1, 2, 3]);
  });

  it('differ from one another and by their seed', async () => {
    const [first, second] = await take(createBatches(specOf()), 2);
    const [other] = await take(createBatches(specOf({ seed: 6 })), 1);
    expect(second?.pictures).not.toEqual(first?.pictures);
    expect(other?.pictures).not.toEqual(first?.pictures);
    expect(other?.rows).not.toEqual(first?.rows);
  });

  it('take every member once an epoch, in another order each time', async () => {
    // 3 batches of 6 rows are 2 epochs of 9.
    const batches = await take(createBatches(specOf()), 3);
    const rows = batches.flatMap((batch) => [...batch.rows]);
    expect(rows).toHaveLength(18);
    const epochs = [rows.slice(0, 9), rows.slice(9)];
    for (const epoch of epochs) expect(epoch.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(epochs[0]).not.toEqual(epochs[1]);
    const members = Int32Array.of(2, 4);
    const [few] = await take(createBatches(specOf({ members })), 1);
    expect(new Set(few?.rows)).toEqual(new Set([2, 4]));
  });

  it('show the photos of their rows, in planes', async () => {
    const spec = specOf({ photos: 9, edited: 0, stable: 0, side: 224, augmentation: PLAIN });
    const own = { ...spec, augmentation: { ...PLAIN, kernels: onlyLanczos() } };
    const [batch] = await take(createBatches(own), 1);
    if (batch === undefined) throw new Error('no batch');
    const reader = new CacheReader(cache);
    const raw = new Uint8Array(224 * 224 * 3);
    for (const [at, row] of batch.rows.entries()) {
      reader.read(row, raw);
      const planes = picture(batch, at, 224);
      const back = raw.map(
        (_, index) => planes[(index % 3) * 224 * 224 + Math.floor(index / 3)] ?? 0,
      );
      expect(Buffer.compare(back, raw)).toBe(0);
    }
    reader.close();
  });

  it('hold triples that get worse, with the kind, the attribute and the margins of each edit', async () => {
    const batches = await take(createBatches(specOf({ photos: 0, edited: 4, stable: 0 })), 6);
    const { originals, weak, strong } = layoutOf(specOf({ photos: 0, edited: 4, stable: 0 }));
    let ordered = 0;
    for (const batch of batches) {
      for (let index = 0; index < 4; index++) {
        const original = picture(batch, originals + index);
        const weakly = distance(original, picture(batch, weak + index));
        const strongly = distance(original, picture(batch, strong + index));
        expect(weakly).toBeGreaterThan(0.2);
        if (strongly > weakly) ordered++;
        const name = EDIT_NAMES[batch.edits.kinds[index] ?? -1];
        if (name === undefined) throw new Error('no such kind');
        const attribute = RATED_ATTRIBUTES[batch.edits.attributes[index] ?? -1];
        expect(attribute).toBe(EDIT_KINDS[name].attribute);
        const [weakMargin = 0, strongMargin = 0] = [
          batch.edits.weakMargins[index],
          batch.edits.strongMargins[index],
        ];
        expect(weakMargin).toBeGreaterThanOrEqual(0.199);
        expect(strongMargin).toBeGreaterThanOrEqual(0.499);
        expect(strongMargin).toBeGreaterThan(weakMargin);
      }
    }
    // Shrunk to 48 pixels, an off-centre crop may differ as much either way.
    expect(ordered).toBeGreaterThanOrEqual(22);
  });

  it('ask nobody to see an edit that cannot be seen', async () => {
    const folder = temporaryFolder('grey');
    const file = path.join(folder, 'grey.png');
    const grey = { width: 224, height: 224, channels: 3, background: '#808080' } as const;
    await sharp({ create: grey }).png().toFile(file);
    const own = path.join(folder, 'cache');
    await withDecoder((decoder) => buildRawCache([file], { folder: own, decoder }));
    const spec = specOf({
      cache: own,
      members: Int32Array.of(0),
      photos: 0,
      edited: 20,
      stable: 0,
    });
    const batches = await take(createBatches(spec), 1);
    const kinds = new Set(
      batches.flatMap(({ edits }) => [...edits.kinds].map((k) => EDIT_NAMES[k])),
    );
    expect(kinds).toContain('noise');
    expect(kinds).toContain('darker');
    for (const nothing of ['desaturated', 'defocus', 'tilt', 'jpeg']) {
      expect(kinds).not.toContain(nothing);
    }
  });

  it('tell which edits are faults in their photos, where that is asked', async () => {
    const spec = specOf({ edited: 6, side: 32, faults: true });
    const batches = await take(createBatches(spec), 8);
    const reader = new CacheReader(cache);
    const photo = blank(224, 224);
    const seen: number[] = [];
    for (const { rows, edits } of batches) {
      for (const [index, fault] of edits.faults.entries()) {
        reader.read(rows[spec.photos + index] as number, photo.data);
        const kind = EDIT_NAMES[edits.kinds[index] as number] as (typeof EDIT_NAMES)[number];
        expect(fault, kind).toBe(isFault(kind, measurePicture(photo)) ? 1 : 0);
        seen.push(fault);
      }
    }
    reader.close();
    expect(new Set(seen)).toEqual(new Set([0, 1]));
    const [unasked] = await take(createBatches({ ...spec, faults: false }), 1);
    expect(unasked?.edits.faults).toEqual(new Uint8Array(6));
  });

  it('hold pairs that differ, and hardly', async () => {
    const spec = specOf({ photos: 0, edited: 0, stable: 4, side: 96 });
    const { firstCopies, secondCopies } = layoutOf(spec);
    const [batch] = await take(createBatches(spec), 1);
    if (batch === undefined) throw new Error('no batch');
    const reader = new CacheReader(cache);
    for (let index = 0; index < 4; index++) {
      const first = picture(batch, firstCopies + index, 96);
      const second = picture(batch, secondCopies + index, 96);
      const other = picture(batch, firstCopies + ((index + 1) % 4), 96);
      expect(distance(first, second)).toBeGreaterThan(0);
      expect(distance(first, second)).toBeLessThan(0.5 * distance(first, other));
      // Both are still what the photo is.
      const photo = blank(224, 224);
      reader.read(batch.rows[index] ?? -1, photo.data);
      const plain = [false, true].map((mirrored) =>
        planesOf(resample(photo, { width: 96, height: 96, kernel: 'lanczos3', mirrored })),
      );
      for (const copy of [first, second]) {
        expect(Math.min(...plain.map((planes) => distance(copy, planes)))).toBeLessThan(18);
      }
    }
    reader.close();
  });

  it('are ready when the caller was busy for long enough', async () => {
    const batches = createBatches(specOf(), { depth: 3 });
    const waitedFor = async (count: number) => {
      const before = batches.waited;
      for (let batch = 0; batch < count; batch++) await batches.next();
      return (batches.waited - before) / count;
    };
    // The first one waits for its worker to start, too.
    await waitedFor(1);
    const busy = await waitedFor(10);
    await new Promise((resolve) => setTimeout(resolve, 10 * busy + 1000));
    expect(await waitedFor(3)).toBeLessThan(busy / 4);
    await batches.close();
  });

  it('say what is wrong with the cache instead of waiting for ever', async () => {
    const missing = createBatches(specOf({ cache: path.join(cache, 'nowhere') }));
    await expect(missing.next()).rejects.toMatchObject({ name: 'KeepersError' });
    await missing.close();
    const beyond = createBatches(specOf({ members: Int32Array.of(400) }));
    await expect(beyond.next()).rejects.toMatchObject({ code: 'training-data-invalid' });
    await beyond.close();
    expect(() => createBatches(specOf({ members: new Int32Array() }))).toThrow('which is missing');
  });
});

/** Red, green and blue apart. */
function planesOf({ width, height, data }: Picture): Uint8Array {
  const size = width * height;
  return data.map((_, at) => data[(at % size) * 3 + Math.floor(at / size)] ?? 0);
}

function onlyLanczos(): Augmentation['kernels'] {
  return { lanczos3: 1, lanczos2: 0, cubic: 0, mitchell: 0, area: 0, linear: 0 };
}
