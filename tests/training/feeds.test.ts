import { describe, expect, it } from 'vitest';
import { layoutOf, type Batch, type ParaRow } from '../../src-main/training/data/index.ts';
import { feedsOf } from '../../src-main/training/feeds.ts';
import { SCALE } from '../aesnet/training/support.ts';

const layout = layoutOf({ side: 32, photos: 2, edited: 2, stable: 1 });
const rows: ParaRow[] = Array.from({ length: 6 }, (_, index) => ({
  id: `${index}`,
  image: `${index}.jpg`,
  means: Array.from({ length: 7 }, (_unused, k) => 2 + 0.1 * index + 0.01 * k),
  emotions: Array.from({ length: 8 }, (_unused, c) => (c === index ? 1 : 0)),
  votes: 20,
}));
/** v⁰ of row r is full of r. */
const general = Float32Array.from({ length: 6 * 1280 }, (_, at) => Math.floor(at / 1280));
const batch: Batch = {
  batch: 0,
  rows: Int32Array.of(5, 3, 0, 4, 1),
  pictures: new Uint8Array(layout.pictures * layout.pictureBytes).fill(7),
  edits: {
    kinds: Int32Array.of(0, 1),
    attributes: Int32Array.of(4, 0),
    faults: Uint8Array.of(0, 0),
    weak: Float32Array.of(1, 0.4),
    strong: Float32Array.of(2, 0.9),
    weakMargins: Float32Array.of(0.2, 0.3),
    strongMargins: Float32Array.of(0.5, 0.6),
    measured: [],
  },
};
const feeds = feedsOf(batch, layout, { rows, scale: SCALE, general });
const valuesOf = (name: string) => Array.from(feeds[name]?.data ?? [], Number);

describe('the inputs of a step', () => {
  it('are of the shapes that it wants', () => {
    expect(Object.entries(feeds).map(([name, { shape }]) => `${name} [${shape.join()}]`)).toEqual([
      'pictures [10,3,32,32]',
      'level [4,1]',
      'residuals [4,6]',
      'emotions [4,8]',
      'general [2,1280]',
      'edited [2,6]',
      'weakMargin [2,1]',
      'strongMargin [2,1]',
    ]);
    for (const [name, { data, shape }] of Object.entries(feeds)) {
      expect(data, name).toHaveLength(shape.reduce((product, size) => product * size, 1));
    }
  });

  it('have another level in place of the rated one where that is asked for', () => {
    const levelOf = (level: number) => -2 * level;
    const { level } = feedsOf(batch, layout, { rows, scale: SCALE, general, levelOf });
    expect(Array.from(level?.data ?? [], Number)).toEqual(valuesOf('level').map(levelOf));
    expect(valuesOf('level').some((each) => each !== 0)).toBe(true);
  });

  it('carry the labels of the photos that they show', () => {
    const rated = [5, 3, 0, 4];
    for (const [at, row] of rated.entries()) {
      const points = (valuesOf('level')[at] ?? NaN) * SCALE.deviation + SCALE.mean;
      expect(points).toBeCloseTo(2 + 0.1 * row, 5);
      expect(valuesOf('emotions').indexOf(1, at * 8) - at * 8).toBe(row);
      for (const [k, { intercept, slope, residualDeviation }] of SCALE.attributes.entries()) {
        const rest = (valuesOf('residuals')[at * 6 + k] ?? NaN) * residualDeviation;
        expect(intercept + slope * points + rest).toBeCloseTo(2 + 0.1 * row + 0.01 * (k + 1), 5);
      }
    }
  });

  it('carry the general features of the photos alone', () => {
    const values = valuesOf('general');
    expect(new Set(values.slice(0, 1280))).toEqual(new Set([5]));
    expect(new Set(values.slice(1280))).toEqual(new Set([3]));
  });

  it('say what was edited, and how far apart the copies are to be', () => {
    expect(valuesOf('edited')).toEqual([0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    expect(feeds.weakMargin?.data).toEqual(Float32Array.of(0.2, 0.3));
    expect(feeds.strongMargin?.data).toEqual(Float32Array.of(0.5, 0.6));
  });

  it('drop a share of the feature, another one each batch, and keep its mean', () => {
    const kept = (number: number) =>
      feedsOf({ ...batch, batch: number }, layout, {
        rows,
        scale: SCALE,
        general,
        dropout: { share: 0.25, seed: 1 },
      }).kept ?? expect.unreachable();
    const { data, shape } = kept(0);
    expect(shape).toEqual([4, 1280]);
    const values = Array.from(data, Number);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.25, 1);
    expect(kept(0).data).toEqual(data);
    expect(kept(1).data).not.toEqual(data);
    // Of each picture another one.
    expect(values.slice(0, 1280)).not.toEqual(values.slice(1280, 2560));
  });
});
