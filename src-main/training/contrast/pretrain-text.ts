/** Trains the text side on sentences alone, before it meets pictures: see `buildTextStep`. */
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { startContrastive } from '../../../src-aesnet/networks/contrastive-start.ts';
import type { TextEncoderShape } from '../../../src-aesnet/networks/text-encoder.ts';
import { averageDecay, rateShare } from '../../../src-aesnet/optimiser/schedule.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { buildTextStep } from '../../../src-aesnet/training/text-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { TrainingSession, type Feed } from '../../inference/training-session.ts';
import { STATE } from '../checkpoint.ts';
import type { SentenceDraws } from './sentence-draws.ts';

/** Sets these draws apart from others by the same seed. */
const PURPOSE = 0x7e48;
const SENTENCES = 96;
/** Adam's default, as of heads that start at random beside an encoder. */
const RATE = 0.001;
/** As in the run that follows; none of them was tuned. */
const UPDATE = {
  optimiser: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxNorm: 3 },
  headRate: 1,
  decay: 0.05,
} as const;
const SCHEDULE = { warmUp: 0.1, floor: 0.05, averageDecay: 0.98 } as const;

export interface PretrainTextOptions {
  readonly draws: SentenceDraws;
  readonly tokenizer: Tokenizer;
  readonly text: TextEncoderShape;
  readonly steps: number;
  /** Sentences on each side of a step. Default: 96, enough that most levels have their like among them. */
  readonly sentences?: number;
  readonly seed: number;
  readonly provider: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** `loss`: of the last step. */
  onStep?(step: number, loss: number): void;
}

/**
 * The text encoder's and the Q_k's parameters, by their names, after `steps` steps: the average over the last of them. Throws
 * `cancelled`, `provider-failed` or `training-diverged`.
 */
export async function pretrainText(
  options: PretrainTextOptions,
): Promise<ReadonlyMap<string, Float32Array>> {
  const { text, steps, seed, provider, threads, signal, onStep } = options;
  const { sentences = SENTENCES } = options;
  const { graph, layout } = buildTextStep({ ...UPDATE, text, sentences });
  const parameters = new Float32Array(layout.size);
  startContrastive(layout, parameters, Random.from(seed));
  const session = await TrainingSession.open(writeModel(graph), {
    ...{ provider, threads },
    state: Object.fromEntries(STATE.map((name) => [name, `next.${name}`])),
  });
  try {
    const shape = [layout.size];
    const empty = () => ({ data: new Float32Array(layout.size), shape });
    session.set('parameters', { data: parameters, shape });
    session.set('average', { data: parameters.slice(), shape });
    session.set('firstMoment', empty());
    session.set('secondMoment', empty());
    for (let step = 0; step < steps; step++) {
      if (signal.aborted) throw new KeepersError('cancelled');
      const outputs = await session.run({
        ...feedsOf(options, sentences, Random.from(seed, PURPOSE, step)),
        ...ratesOf(step, steps),
      });
      const loss = outputs.loss?.[0] ?? NaN;
      if (!Number.isFinite(loss)) {
        throw new KeepersError('training-diverged', { step: String(step + 1) });
      }
      onStep?.(step + 1, loss);
    }
    const average = await session.get('average');
    // The temperature is of sentences with sentences.
    const kept = layout.slots.filter(({ name }) => !name.startsWith('contrastive.'));
    return new Map(kept.map(({ name }) => [name, layout.view(average, name).slice()]));
  } finally {
    await session.close();
  }
}

function feedsOf(
  { draws, tokenizer }: Pick<PretrainTextOptions, 'draws' | 'tokenizer'>,
  count: number,
  random: Random,
): Record<string, Feed> {
  const { space, texts, targets, mask } = draws.draw(count, random);
  const { tokens, mask: tokenMask } = tokenizer.encode(texts);
  const shape = [texts.length, tokens.length / texts.length];
  const square = [1, count, count];
  return {
    tokens: { data: tokens, shape },
    tokenMask: { data: tokenMask, shape },
    space: { data: BigInt64Array.of(BigInt(space)), shape: [1] },
    targets: { data: targets, shape: square },
    pairs: { data: mask, shape: square },
  };
}

function ratesOf(step: number, steps: number): Record<string, Feed> {
  const { warmUp, floor, averageDecay: most } = SCHEDULE;
  const { beta1, beta2 } = UPDATE.optimiser;
  const scalar = (value: number): Feed => ({ data: Float32Array.of(value), shape: [] });
  const schedule = { steps, warmUp: Math.round(warmUp * steps), floor };
  return {
    rate: scalar(RATE * rateShare(step, schedule)),
    correction1: scalar(1 - beta1 ** (step + 1)),
    correction2: scalar(1 - beta2 ** (step + 1)),
    averageDecay: scalar(averageDecay(step, most)),
  };
}
