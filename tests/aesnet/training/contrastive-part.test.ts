/** The contrastive part of a training step, on small shapes: wired as METHOD.md section 3 says, and able to learn. */
import { describe, expect, it } from 'vitest';
import { array64, type Array64 } from '../../../src-aesnet/graph/array64.ts';
import { SPACES } from '../../../src-aesnet/descriptions/units.ts';
import { Graph } from '../../../src-aesnet/graph/graph.ts';
import { interpret } from '../../../src-aesnet/graph/interpreter.ts';
import { surveyParameters } from '../../../src-aesnet/layers/parameters.ts';
import { SPACE_WIDTH } from '../../../src-aesnet/networks/attribute-spaces.ts';
import { startContrastive } from '../../../src-aesnet/networks/contrastive-start.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  contrastivePart,
  drawSpaces,
  type ContrastiveSettings,
} from '../../../src-aesnet/training/contrastive-part.ts';
import {
  gradientName,
  onnxErrors,
  withGradients,
  type Checkable,
} from '../support/gradient-check.ts';
import { contrastByHand } from '../support/contrastive-reference.ts';
import { NewInputs } from '../support/input-parameters.ts';
import { lossOf, rowsOf } from '../support/loss-check.ts';
import { encodedByHand, geluByHand } from '../support/transformer-reference.ts';
import { between, filled, normal, whole } from '../support/values.ts';

const N = 3;
const WIDTH = 5;
const SETTINGS: ContrastiveSettings = {
  text: { pieces: 9, tokens: 4, width: 4, blocks: 1, heads: 2, hidden: 6 },
  spaces: 3,
};
const K = SETTINGS.spaces;
const DRAWN = [6, 0, 3];
const random = Random.from(19);

const build: Checkable['build'] = (graph) => {
  const parameters = new NewInputs(graph);
  const features = graph.input('features', [N, WIDTH]);
  const loss = contrastivePart(graph, parameters, features, SETTINGS);
  return { loss, parameters: [features, ...parameters.values] };
};

const layout = (() => {
  const scratch = new Graph();
  return surveyParameters(scratch, (parameters) => {
    contrastivePart(scratch, parameters, scratch.input('features', [N, WIDTH]), SETTINGS);
  });
})();

const inputs: Record<string, Array64> = {
  features: filled([N, WIDTH], between(0.2, 2), random),
  spaces: array64([K], DRAWN),
  tokens: filled([K * N, 4], whole(9), random),
  tokenMask: array64([K * N, 4], Array.from({ length: K * N }, (_, i) => [1, 1, i % 2, 0]).flat()),
  fused: array64([K * N, 1], [1, 0, 1, 1, 1, 0, 0, 1, 1]),
  targets: filled([K, N, N], between(0.1, 1), random),
  pairs: array64([K, N, N], [1, 1, 0, 1, 1, 1, 0, 1, 1, ...new Array(18).fill(1)]),
};

/** Parameters far from their start, so that all of them count. */
const parameters = Object.fromEntries(
  layout.slots.map(({ name, shape }) => {
    const values = filled(shape, normal, random);
    const scale = name === 'fusion.output.weight' ? 0.1 : 0.7;
    return [name, { shape, data: values.data.map((value) => Math.fround(scale * value)) }];
  }),
);
const everything: Checkable = { build, feeds: { ...inputs, ...parameters } };

/** L_MAC by hand; `next` is how far in the drawn order a is from k. */
function byHand({ next = 1, fuseAll = false } = {}): number {
  const feed = (name: string) => everything.feeds[name] as Array64;
  const texts = rowsOf(feed('tokens')).map((tokens, row) =>
    encodedByHand(parameters, tokens, rowsOf(feed('tokenMask'))[row] ?? [], SETTINGS.text),
  );
  const unit = (x: readonly number[]) => x.map((value) => value / Math.hypot(...x));
  const layer = (name: string, x: readonly number[]) =>
    rowsOf(feed(`${name}.weight`)).map((weight, out) =>
      weight.reduce((sum, w, i) => sum + w * (x[i] ?? NaN), feed(`${name}.bias`).data[out] ?? NaN),
    );
  const into = (side: string, space: number, x: readonly number[]) =>
    Array.from({ length: SPACE_WIDTH }, (_, d) =>
      x.reduce((sum, value, i) => {
        const at = (space * x.length + i) * SPACE_WIDTH + d;
        return sum + value * (feed(`spaces.${side}.weight`).data[at] ?? NaN);
      }, 0),
    );
  const images: number[] = [];
  const sentences: number[] = [];
  for (const [k, space] of DRAWN.entries()) {
    for (let i = 0; i < N; i++) {
      const v = rowsOf(feed('features'))[i] ?? [];
      const other = texts[((k + next) % K) * N + i] ?? [];
      const hidden = layer('fusion.hidden', [...unit(v), ...unit(other)]).map(geluByHand);
      const change = layer('fusion.output', hidden);
      const keep = fuseAll ? 1 : (feed('fused').data[k * N + i] ?? NaN);
      images.push(
        ...into(
          'image',
          space,
          v.map((value, d) => value + keep * (change[d] ?? NaN)),
        ),
      );
      sentences.push(...into('text', space, texts[k * N + i] ?? []));
    }
  }
  const s = feed('contrastive.temperature').data[0] ?? NaN;
  return contrastByHand(
    {
      images: array64([K, N, SPACE_WIDTH], images),
      texts: array64([K, N, SPACE_WIDTH], sentences),
      targets: feed('targets'),
      mask: feed('pairs'),
    },
    0.07 * 7 ** Math.tanh(s / 2),
  );
}

describe('the contrastive part', () => {
  it('fuses each picture with its sentence about the next space, and compares in the drawn ones', () => {
    expect(Math.abs(byHand() / lossOf(everything) - 1)).toBeLessThan(1e-6);
  });

  it('is another thing with its own or another sentence, or with none dropped', () => {
    for (const mistake of [{ next: 0 }, { next: 2 }, { fuseAll: true }]) {
      expect(Math.abs(byHand(mistake) / lossOf(everything) - 1)).toBeGreaterThan(1e-3);
    }
  });

  it('has the slopes of central differences, in all parts', () => {
    const { graph, names } = withGradients(build);
    const found = interpret(graph, everything.feeds);
    const parts = ['features', 'text.pieces', 'text.block0.', 'spaces.', 'fusion.', 'contrastive.'];
    for (const part of parts) {
      const direction = new Map(
        names
          .filter((name) => name.startsWith(part))
          .map((name) => [name, normal(random, everything.feeds[name]?.data.length ?? 0)]),
      );
      expect(direction.size, part).toBeGreaterThan(0);
      let expected = 0;
      for (const [name, along] of direction) {
        for (const [i, value] of along.entries()) {
          expected += value * (found[gradientName(name)]?.data[i] ?? NaN);
        }
      }
      const moved = (by: number) =>
        lossOf({
          build,
          feeds: Object.fromEntries(
            Object.entries(everything.feeds).map(([name, { shape, data }]) => [
              name,
              { shape, data: data.map((value, i) => value + by * (direction.get(name)?.[i] ?? 0)) },
            ]),
          ),
        });
      const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      expect(Math.abs(expected), part).toBeGreaterThan(1e-3);
      expect(Math.abs(slope / expected - 1), part).toBeLessThan(1e-5);
    }
  });

  it('does in onnxruntime what it does here', async () => {
    for (const [name, error] of Object.entries(await onnxErrors(everything))) {
      // A bias of all keys moves nothing: what there is of its gradient is rounding.
      if (!name.endsWith('.key.bias')) expect(error, name).toBeLessThan(1e-4);
    }
  });

  it('teaches both sides, from the start, within a few steps down the slope', () => {
    const vector = new Float32Array(layout.size);
    startContrastive(layout, vector, Random.from(2));
    const targets = array64(
      [K, N, N],
      new Array(K).fill([1, 0.1, 0.1, 0.1, 1, 0.1, 0.1, 0.1, 1]).flat(),
    );
    let feeds: Record<string, Array64> = { ...inputs, targets };
    for (const { name, shape } of layout.slots) {
      feeds[name] = array64(shape, layout.view(vector, name));
    }
    const { graph, names } = withGradients(build);
    const losses: number[] = [];
    for (let step = 0; step < 10; step++) {
      const found = interpret(graph, feeds);
      losses.push(found.loss?.data[0] ?? NaN);
      const moved = names.map((name) => {
        const { shape, data } = feeds[name] as Array64;
        const slopes = found[gradientName(name)]?.data;
        if (step === 0 && !name.endsWith('.key.bias')) {
          expect(
            slopes?.some((slope) => Math.abs(slope) > 1e-9),
            name,
          ).toBe(true);
        }
        return [
          name,
          { shape, data: data.map((value, i) => value - 0.0005 * (slopes?.[i] ?? NaN)) },
        ];
      });
      feeds = { ...feeds, ...Object.fromEntries(moved) };
    }
    for (const [step, loss] of losses.slice(1).entries())
      expect(loss).toBeLessThan(losses[step] ?? NaN);
    expect(losses.at(-1)).toBeLessThan(0.75 * (losses[0] ?? NaN));
  });

  it('needs another space than k to fuse with, and no more than there are', () => {
    for (const spaces of [0, 1, 8, NaN]) {
      const graph = new Graph();
      const features = graph.input('features', [N, WIDTH]);
      expect(() =>
        contrastivePart(graph, new NewInputs(graph), features, { ...SETTINGS, spaces }),
      ).toThrow(`expected 2 to 7 spaces a step, received ${spaces}`);
    }
  });
});

describe('drawing spaces', () => {
  it('takes each as often as the others, and never one twice', () => {
    const counts = new Array<number>(SPACES.length).fill(0);
    const pairs = new Set<string>();
    for (let step = 0; step < 700; step++) {
      const [k = NaN, a = NaN] = drawSpaces(random, 2);
      expect(k).not.toBe(a);
      counts[k] = (counts[k] ?? NaN) + 1;
      counts[a] = (counts[a] ?? NaN) + 1;
      pairs.add(`${k} ${a}`);
    }
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(50);
    expect(pairs.size).toBe(42);
    expect(drawSpaces(random, 7).toSorted()).toEqual([...SPACES.keys()]);
  });
});
