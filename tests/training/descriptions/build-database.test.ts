import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ratingScaleOf } from '../../../src-aesnet/training/rating-scale.ts';
import {
  buildDatabase,
  readDescriptions,
  type BuildOptions,
} from '../../../src-main/training/descriptions/index.ts';
import { readPara } from '../../../src-main/training/data/index.ts';
import { RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { TRAIN_COUNT, VALIDATION_COUNT, writePara } from '../support.ts';
import { collect } from './support.ts';

const folder = temporaryFolder('build-descriptions');
const data = path.join(folder, 'para');

beforeAll(() => writePara(data));

function options(out: string, changes: Partial<BuildOptions> = {}): BuildOptions {
  return {
    data,
    cache: path.join(folder, 'cache'),
    out: path.join(folder, 'out', out),
    split: 'train',
    seed: 3,
    processes: 1,
    onProgress: () => undefined,
    ...changes,
  };
}

function read(out: string) {
  const file = path.join(folder, 'out', out);
  return collect(readDescriptions(file, (problem) => expect.unreachable(problem)));
}

describe('the database of a split', () => {
  it('has a line for every photo and one for each of its copies', async () => {
    const progress: number[] = [];
    const built = await buildDatabase(
      options('train.jsonl', { onProgress: (_what, done) => progress.push(done) }),
    );
    expect(built).toEqual({ photos: TRAIN_COUNT, copies: 2 * TRAIN_COUNT, damaged: 0 });
    expect(progress.at(-1)).toBe(TRAIN_COUNT);
    const records = await read('train.jsonl');
    const rows = await readPara(data, 'train');
    const photos = records.filter(({ edit }) => edit === undefined);
    expect(photos.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    for (const [at, { score, attributes }] of photos.entries()) {
      expect(score).toBeCloseTo(rows[at]?.means[0] ?? NaN, 3);
      for (const source of ['human', 'measured']) {
        expect(attributes.light?.map((one) => one.source)).toContain(source);
      }
    }
  });

  it('with a limit is a part of the whole, the same sentence for sentence', async () => {
    await buildDatabase(options('part.jsonl', { limit: 7 }));
    const part = await read('part.jsonl');
    expect(part.filter(({ edit }) => edit === undefined)).toHaveLength(7);
    const whole = new Map((await read('train.jsonl')).map((record) => [record.id, record]));
    for (const record of part) expect(record).toEqual(whole.get(record.id));
    await buildDatabase(options('other.jsonl', { limit: 7, seed: 4 }));
    const ids = (records: readonly { id: string }[]) => records.map(({ id }) => id);
    expect(ids(await read('other.jsonl'))).not.toEqual(ids(part));
  });

  it('of another split is told in the training ratings’ terms', async () => {
    const built = await buildDatabase(options('validation.jsonl', { split: 'validation' }));
    expect(built.photos).toBe(VALIDATION_COUNT);
    const training = await readPara(data, 'train');
    const { attributes: lines } = ratingScaleOf(
      Float32Array.from(training.flatMap(({ means }) => means)),
    );
    const means = new Map((await readPara(data, 'validation')).map((row) => [row.id, row.means]));
    let residuals = 0;
    for (const { id, attributes } of await read('validation.jsonl')) {
      for (const [index, attribute] of RATED_ATTRIBUTES.entries()) {
        const { intercept = NaN, slope = NaN } = lines[index] ?? {};
        const [overall = NaN, ...ratings] = means.get(id) ?? [];
        for (const one of attributes[attribute] ?? []) {
          if (one.unit !== 'residual') continue;
          residuals++;
          expect(one.level).toBeCloseTo((ratings[index] ?? NaN) - intercept - slope * overall, 3);
        }
      }
    }
    expect(residuals).toBeGreaterThan(10);
  });

  it('is not left half made', async () => {
    const controller = new AbortController();
    const building = buildDatabase(
      options('half.jsonl', {
        signal: controller.signal,
        onProgress: (what, done) => {
          if (what.startsWith('Describing') && done === 5) controller.abort();
        },
      }),
    );
    await expect(building).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(path.join(folder, 'out')).filter((name) => /half/.test(name))).toEqual([]);
  });
});
