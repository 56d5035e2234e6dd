/** Where the last stage is fine-tuned: on the execution provider that is fastest at it. */
import { Random } from '../../../src-aesnet/random.ts';
import {
  tasteInput,
  tasteLayout,
  type Depth,
  type GeneralValues,
} from '../../../src-aesnet/training/taste-step-graph.ts';
import type { ResolvedModel } from '../../inference/index.ts';
import { candidatesFor, CPU } from '../../inference/providers.ts';
import { generalValues } from './deepen.ts';
import { TasteLevels, trainTaste, type TasteNetworkOptions } from './taste-network.ts';

/** As for scoring: only a clear gain is worth a driver's risks. */
const WORTH_SWITCHING = 1.25;
/** Made-up photos that it is tried with, and steps, of which the first few set things up. */
const PHOTOS = 8;
const STEPS = 4;
const TIMED = 2;
/** Share of what the CPU's steps move the levels by, within which another provider's have to agree. */
const AGREES = 0.05;

export interface ProviderQuestion {
  readonly model: ResolvedModel;
  readonly depth: Depth;
  /** The provider that was asked for by name; absent: the fastest. */
  readonly wanted?: string;
  readonly threads: number;
}

/**
 * The provider that was asked for, once it has been seen to work, or the fastest; for the head that is the CPU, since its 1,281
 * weights are no work. A driver may take the process with it: whoever asks does so in one of its own. Throws `provider-failed`,
 * or what `generalValues` throws.
 */
export async function providerFor(question: ProviderQuestion): Promise<string> {
  const { model, depth, wanted, threads } = question;
  if (wanted === undefined && depth === 'head') return CPU;
  const general = await generalValues(model, depth);
  if (wanted === undefined) return await fastestProvider(general, threads);
  await (await TasteLevels.open({ depth, general, provider: wanted, threads })).close();
  return wanted;
}

/**
 * The CPU, or another provider of this platform that is clearly faster and computes the same. What does not work is passed over.
 */
export async function fastestProvider(
  general: GeneralValues,
  threads: number,
  candidates: readonly string[] = candidatesFor(process.platform),
): Promise<string> {
  const optionsOf = (provider: string) => ({ depth: 'stage', general, provider, threads }) as const;
  const random = Random.from(1);
  const size = tasteInput('stage').reduce((product, length) => product * length, 1);
  const inputs = Float32Array.from({ length: PHOTOS * size }, () => random.normal());
  let best: { readonly provider: string; readonly seconds: number } | undefined;
  let cpu: Trial | undefined;
  for (const provider of candidates) {
    try {
      cpu ??= await tryProvider(optionsOf(CPU), inputs);
      const trial = await tryProvider(optionsOf(provider), inputs, cpu?.lookSeconds);
      if (cpu === undefined || trial === undefined || !agree(trial.moved, cpu.moved)) continue;
      if (trial.stepSeconds * WORTH_SWITCHING > (best?.seconds ?? cpu.stepSeconds)) continue;
      best = { provider, seconds: trial.stepSeconds };
    } catch {
      continue;
    }
  }
  return best?.provider ?? CPU;
}

interface Trial {
  /** What looking at the photos takes, and a step. */
  readonly lookSeconds: number;
  readonly stepSeconds: number;
  /** By how much the steps moved each photo's level. */
  readonly moved: readonly number[];
}

/** Undefined where looking takes longer than `most` seconds: a software adapter's step would take minutes. */
async function tryProvider(
  options: TasteNetworkOptions,
  inputs: Float32Array,
  most = Infinity,
): Promise<Trial | undefined> {
  const levels = await TasteLevels.open(options);
  try {
    const none = new Float32Array(tasteLayout(options.depth).size);
    await levels.of(inputs, none);
    let start = performance.now();
    const before = await levels.of(inputs, none);
    const lookSeconds = (performance.now() - start) / 1000;
    if (lookSeconds > most) return undefined;
    let stepSeconds = Infinity;
    let after = before;
    await trainTaste({
      ...options,
      ...{ inputs, offsets: before.map(() => 0), deviation: 1, scale: 1 },
      ...{ steps: STEPS, until: STEPS },
      pairAt: (_, at) => [at % 2, 2 + (at % (PHOTOS - 2))],
      onStep: (step) => {
        if (step === STEPS - TIMED) start = performance.now();
        if (step === STEPS) stepSeconds = (performance.now() - start) / 1000 / TIMED;
      },
      isLook: (step) => step === STEPS,
      onLook: async (_, { average }) => {
        after = await levels.of(inputs, average);
      },
    });
    const moved = Array.from(after, (level, place) => level - (before[place] as number));
    return { lookSeconds, stepSeconds, moved };
  } finally {
    await levels.close();
  }
}

function agree(moved: readonly number[], wanted: readonly number[]): boolean {
  const length = (values: readonly number[]) => Math.hypot(...values);
  const rest = moved.map((value, at) => value - (wanted[at] as number));
  return length(rest) <= AGREES * length(wanted);
}
