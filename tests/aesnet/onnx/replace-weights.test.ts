import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromHalves, halves } from '../../../src-aesnet/graph/half.ts';
import { readWeights } from '../../../src-aesnet/onnx/read.ts';
import { replaceWeights } from '../../../src-aesnet/onnx/replace-weights.ts';
import { modelsFolder, shipped } from '../../inference/support.ts';

const bytes = readFileSync(path.join(modelsFolder, shipped.model.path));
const weights = readWeights(bytes);
const valuesOf = (name: string) => weights.get(name)?.data ?? expect.unreachable(name);

describe('other weights in a model’s file', () => {
  it('change nothing else, in half precision and in single', () => {
    // One of each.
    const changed = new Map(
      ['last.weight', 'head.level.weight'].map((name) => [
        name,
        valuesOf(name).map((value) => value + 0.125),
      ]),
    );
    const after = readWeights(replaceWeights(bytes, changed));
    expect([...after.keys()]).toEqual([...weights.keys()]);
    for (const [name, { shape, data }] of after) {
      expect(shape).toEqual(weights.get(name)?.shape);
      const wanted = changed.get(name) ?? valuesOf(name);
      const same = name === 'last.weight' ? fromHalves(halves(wanted)) : wanted;
      expect(Buffer.from(data.buffer).equals(Buffer.from(same.buffer)), name).toBe(true);
    }
    expect(Buffer.from(replaceWeights(bytes, new Map())).equals(bytes)).toBe(true);
  });

  it('are refused where the file has none of that name or size', () => {
    const refused = (name: string, size: number) =>
      expect(() => replaceWeights(bytes, new Map([[name, new Float32Array(size)]])));
    refused('head.taste.weight', 1).toThrow('no weight head.taste.weight');
    refused('head.level.bias', 2).toThrow('head.level.bias has 1 values, received 2');
  });
});
