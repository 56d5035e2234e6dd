/** The text encoder in plain TypeScript, sentence by sentence and number by number: what its graph is checked against. */
import type { TextEncoderShape } from '../../../src-aesnet/networks/text-encoder.ts';
import type { Array64 } from '../../../src-aesnet/graph/array64.ts';
import { rowsOf, shares } from './loss-check.ts';

type Weights = Readonly<Record<string, Array64>>;
type Matrix = readonly (readonly number[])[];

/** What can be got wrong. */
export interface Mistakes {
  /** Padding is attended to. */
  readonly seesPadding?: boolean;
  /** Padding counts in the mean. */
  readonly poolsPadding?: boolean;
  /** Scores are not divided by √(width of a head). */
  readonly unscaled?: boolean;
  /** Shares sum to 1 over the queries instead of over the keys. */
  readonly turned?: boolean;
  readonly withoutPositions?: boolean;
}

/** t of one sentence. */
export function encodedByHand(
  weights: Weights,
  tokens: readonly number[],
  mask: readonly number[],
  { blocks, heads, width }: TextEncoderShape,
  mistakes: Mistakes = {},
): number[] {
  const row = (name: string, at: number) => rowsOf(at64(weights, name))[at] ?? [];
  const normal = (name: string, x: Matrix) =>
    x.map((values) => {
      const mean = sum(values) / width;
      const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / width + 1e-5);
      const scale = at64(weights, `${name}.scale`).data;
      const shift = at64(weights, `${name}.shift`).data;
      return values.map((value, d) => ((value - mean) / deviation) * at(scale, d) + at(shift, d));
    });
  const layer = (name: string, x: Matrix) =>
    x.map((values) =>
      rowsOf(at64(weights, `${name}.weight`)).map(
        (weight, out) => dot(weight, values) + at(at64(weights, `${name}.bias`).data, out),
      ),
    );
  const plus = (a: Matrix, b: Matrix) =>
    a.map((values, i) => values.map((value, d) => value + at(b[i] ?? [], d)));

  let x: Matrix = tokens.map((token, position) => {
    const place = row('text.positions.weight', position);
    return row('text.pieces.weight', token).map(
      (value, d) => value + (mistakes.withoutPositions ? 0 : at(place, d)),
    );
  });
  for (let block = 0; block < blocks; block++) {
    const name = `text.block${block}`;
    const calm = normal(`${name}.attentionNorm`, x);
    const attend = (part: string) => layer(`${name}.attention.${part}`, calm);
    const [query, key, value] = [attend('query'), attend('key'), attend('value')];
    const size = width / heads;
    const taken = tokens.map(() => new Array<number>(width).fill(0));
    for (let head = 0; head < heads; head++) {
      const part = (of: readonly number[]) => of.slice(head * size, (head + 1) * size);
      const scores = query.map((q) =>
        key.map((k, j) => {
          const score = dot(part(q), part(k)) / (mistakes.unscaled ? 1 : Math.sqrt(size));
          return mask[j] === 0 && !mistakes.seesPadding ? -Infinity : score;
        }),
      );
      const attention = mistakes.turned
        ? turned(turned(scores).map(shares))
        : scores.map((of) => shares(of));
      for (const [i, of] of attention.entries()) {
        for (let d = 0; d < size; d++) {
          (taken[i] as number[])[head * size + d] = sum(
            of.map((share, j) => share * at(part(value[j] ?? []), d)),
          );
        }
      }
    }
    x = plus(x, layer(`${name}.attention.output`, taken));
    const wide = layer(`${name}.mlp.expand`, normal(`${name}.mlpNorm`, x));
    x = plus(
      x,
      layer(
        `${name}.mlp.project`,
        wide.map((values) => values.map(geluByHand)),
      ),
    );
  }
  const pooled = normal('text.norm', x).filter((_, i) => mask[i] === 1 || mistakes.poolsPadding);
  return Array.from(
    { length: width },
    (_, d) => sum(pooled.map((of) => at(of, d))) / pooled.length,
  );
}

/** x·Φ(x), the normal distribution's integral by Simpson's rule. */
export function geluByHand(x: number): number {
  const steps = 400;
  const height = (t: number) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let area = 0;
  for (let step = 0; step < steps; step++) {
    const [a, b] = [(x * step) / steps, (x * (step + 1)) / steps];
    area += ((b - a) / 6) * (height(a) + 4 * height((a + b) / 2) + height(b));
  }
  return x * (0.5 + area);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], b: readonly number[]) =>
  sum(a.map((value, i) => value * at(b, i)));
const at = (values: ArrayLike<number>, index: number) => values[index] ?? NaN;
const turned = (rows: Matrix) => (rows[0] ?? []).map((_, j) => rows.map((of) => at(of, j)));

function at64(weights: Weights, name: string): Array64 {
  const found = weights[name];
  if (found === undefined) throw new RangeError(`there is no ${name}`);
  return found;
}
