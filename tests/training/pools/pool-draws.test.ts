/** Batches drawn from a pool of features. */
import { describe, expect, it } from 'vitest';
import { EDIT_NAMES, type EditName } from '../../../src-aesnet/edits/index.ts';
import { layoutOf, type BatchFacts } from '../../../src-main/training/data/index.ts';
import { FeaturePool } from '../../../src-main/training/pools/feature-pool.ts';
import { drawBatch, type FavouredEdit } from '../../../src-main/training/pools/pool-draws.ts';

const BATCHES = 20;
const WIDTH = 2;
const LAYOUT = layoutOf({ side: 8, photos: 4, edited: 5, stable: 1 });
/** One edited photo in five is compressed, one of all is brighter. */
const kindAt = (batch: number, at: number): EditName =>
  batch === 7 && at === 1 ? 'brighter' : at === 3 ? 'jpeg' : 'tilt';

/** Features that say which batch and place they are of. */
function pool(): FeaturePool {
  const values = new Float32Array(BATCHES * LAYOUT.pictures * WIDTH);
  for (let at = 0; at < values.length; at += WIDTH) {
    const picture = at / WIDTH;
    values.set([Math.floor(picture / LAYOUT.pictures), picture % LAYOUT.pictures], at);
  }
  const numbers = Array.from({ length: LAYOUT.edited }, (_, at) => at);
  const facts = Array.from({ length: BATCHES }, (_, batch): BatchFacts => {
    const floats = Float32Array.from(numbers);
    return {
      batch,
      rows: Int32Array.from({ length: LAYOUT.drawn }, (_, at) => 100 * batch + at),
      edits: {
        kinds: Int32Array.from(numbers, (at) => EDIT_NAMES.indexOf(kindAt(batch, at))),
        attributes: Int32Array.from(numbers),
        faults: new Uint8Array(LAYOUT.edited),
        ...{ weak: floats, strong: floats, weakMargins: floats, strongMargins: floats },
        measured: [],
      },
    };
  });
  return new FeaturePool(values, facts, LAYOUT, WIDTH);
}

const SHAPE = { photos: 3, edited: 200, stable: 2 };
const draw = (favoured?: readonly FavouredEdit[], seed = 1) =>
  drawBatch(pool(), SHAPE, 5, seed, favoured);

function countOf(kind: EditName, favoured?: readonly FavouredEdit[]): number {
  const { edits } = draw(favoured);
  return edits.kinds.filter((of) => EDIT_NAMES[of] === kind).length;
}

describe('batches of a pool', () => {
  it('have the features, rows and amounts of what was drawn, in one order', () => {
    const { features, rows, edits } = draw([{ kind: 'jpeg', share: 0.5 }]);
    const { photos, edited } = SHAPE;
    for (let index = 0; index < edited; index++) {
      const [original, weak, strong] = [0, 1, 2].map((copy) => {
        const at = (photos + copy * edited + index) * WIDTH;
        return Array.from(features.subarray(at, at + WIDTH));
      });
      const [batch, place] = original ?? [];
      const at = (place ?? NaN) - LAYOUT.originals;
      expect(weak).toEqual([batch, LAYOUT.weak + at]);
      expect(strong).toEqual([batch, LAYOUT.strong + at]);
      expect(rows[photos + index]).toBe(100 * (batch ?? NaN) + LAYOUT.photos + at);
      expect(edits.weak[index]).toBe(at);
      expect(EDIT_NAMES[edits.kinds[index] ?? NaN]).toBe(kindAt(batch ?? NaN, at));
    }
  });

  it('are the same for the same seed and step, with and without favoured edits', () => {
    for (const favoured of [undefined, [{ kind: 'jpeg', share: 0.4 } as const]]) {
      expect(draw(favoured)).toEqual(draw(favoured));
      expect(draw(favoured).rows).not.toEqual(draw(favoured, 2).rows);
    }
    expect(draw([])).toEqual(draw());
  });

  it('have a favoured kind as often as its share and chance say', () => {
    // Of 200: a fifth by chance, give or take four standard deviations of 5.7.
    expect(Math.abs(countOf('jpeg') - 40)).toBeLessThan(23);
    // Half, and a fifth of the other half.
    const favoured = [{ kind: 'jpeg', share: 0.5 }] as const;
    expect(Math.abs(countOf('jpeg', favoured) - 120)).toBeLessThan(28);
    expect(countOf('jpeg', [{ kind: 'jpeg', share: 1 }])).toBe(200);
    const both = [...favoured, { kind: 'brighter', share: 0.25 }] as const;
    expect(Math.abs(countOf('brighter', both) - 50)).toBeLessThan(25);
    expect(Math.abs(countOf('jpeg', both) - 110)).toBeLessThan(28);
  });

  it('cannot favour what is not there', () => {
    expect(() => draw([{ kind: 'noise', share: 1 }])).toThrow(RangeError);
  });
});
