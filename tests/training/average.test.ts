import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Graph } from '../../src-aesnet/graph/graph.ts';
import { floats } from '../../src-aesnet/graph/tensor.ts';
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { averageWithStart } from '../../src-main/training/average.ts';
import { readCheckpoint } from '../../src-main/training/checkpoint.ts';
import { tunedStart } from '../../src-main/training/tuned-start.ts';
import { SCALE } from '../aesnet/training/support.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeRandomCheckpoint } from './export/support.ts';
import { randomEncoder } from './support.ts';

const layout = aesNetLayout();
const folder = temporaryFolder('average');
const at = (name: string) => path.join(folder, name);
const general = randomEncoder();
const tuned = new Map<string, Weight>([
  ...randomEncoder(9),
  ['scores_w_h', { shape: [7, 1280], data: new Float32Array(7 * 1280).fill(0.01) }],
  ['scores_b', { shape: [7], data: new Float32Array(7).fill(3) }],
]);

const readGeneral = () => Promise.resolve(general);
const unread = () => expect.unreachable();

function writeTuned(file: string, weights: ReadonlyMap<string, Weight>): void {
  const graph = new Graph();
  for (const [name, { shape, data }] of weights) {
    graph.output(graph.constant(floats(data, shape), name), `${name}.out`);
  }
  writeFileSync(file, writeModel(graph));
}

describe('averaging a run with the encoder that it started from', () => {
  it('takes shares of encoder, level and residuals, and leaves the other heads', async () => {
    await writeRandomCheckpoint(at('run.bin'), 5);
    writeTuned(at('tuned.onnx'), tuned);
    const out = at('average.bin');
    await averageWithStart({
      ...{
        checkpoint: at('run.bin'),
        start: at('tuned.onnx'),
        general: readGeneral,
        share: 0.75,
        out,
      },
    });
    const { state: run } = await readCheckpoint(at('run.bin'));
    const { header: read, state } = await readCheckpoint(out);
    const { header } = await readCheckpoint(at('run.bin'));
    expect(read).toEqual({ ...header, averagedShare: 0.75 });
    const copy = tunedStart(layout, { general, tuned, scale: SCALE, share: 1, seed: 1 });
    for (const { name } of layout.slots) {
      const own = /^head\.(spread|emotions|content)/.test(name);
      for (const i of [0, -1]) {
        const of = (vector: Float32Array) => layout.view(vector, name).at(i) ?? NaN;
        const expected = own ? of(run.average) : 0.75 * of(run.average) + 0.25 * of(copy);
        expect(of(state.average), name).toBeCloseTo(expected, 6);
      }
    }
  });

  it('takes shares of everything where the start is one of our own', async () => {
    await writeRandomCheckpoint(at('run.bin'), 5);
    await writeRandomCheckpoint(at('start.bin'), 6);
    const out = at('average.bin');
    await averageWithStart({
      ...{ checkpoint: at('run.bin'), start: at('start.bin'), general: unread, share: 0.25 },
      out,
    });
    const [run, start, state] = await Promise.all(
      ['run.bin', 'start.bin', 'average.bin'].map(
        async (name) => (await readCheckpoint(at(name))).state,
      ),
    );
    for (const { name } of layout.slots) {
      const [a, b, c] = [run, start, state].map(
        (of) => layout.view(of?.average ?? new Float32Array(), name)[0] ?? NaN,
      ) as [number, number, number];
      expect(c, name).toBeCloseTo(0.25 * a + 0.75 * b, 6);
    }
  });

  it('refuses a file that is no fine-tuned encoder', async () => {
    await writeRandomCheckpoint(at('run.bin'), 5);
    writeTuned(at('other.onnx'), randomEncoder());
    await expect(
      averageWithStart({
        ...{
          checkpoint: at('run.bin'),
          start: at('other.onnx'),
          general: readGeneral,
          share: 0.5,
        },
        out: at('none.bin'),
      }),
    ).rejects.toMatchObject({ code: 'training-data-invalid' });
  });
});
