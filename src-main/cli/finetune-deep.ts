/** `keepers finetune --deep`: the network's own fine-tuning, after the closed form has learnt. */
import type { Headless } from '../engine/headless.ts';
import type { EvidencePhoto } from '../engine/headless-taste.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  createLearner,
  featuresOfPhotos,
  forNetwork,
  type Depth,
  type Evidence,
  type Learner,
  type Learnt,
  type Lesson,
} from '../personal/index.ts';
import { engineOptions } from './installation.ts';
import { printable, say, showProgress } from './output.ts';
import { deepProgressPrinter } from './deep-progress-printer.ts';

export interface DeepRequest {
  readonly depth: Depth;
  /** The execution provider that was asked for; absent: the fastest. */
  readonly provider: string | undefined;
}

export interface DeepInput {
  readonly lesson: Lesson;
  /** What the closed form has learnt. */
  readonly learnt: Learnt;
  /** By the rows of the evidence. */
  readonly photos: readonly EvidencePhoto[];
  readonly headless: Headless;
  /** The profile's file, beside which it is kept what an interrupted run found out. */
  readonly out: string;
}

/** Pictures that are decoded and handed on at a time. */
const PART = 32;

/**
 * What was learnt, with the network where it won; and whether it could be tried. Where it was cancelled or does not work a
 * sentence says so, and the closed form stays.
 */
export async function finetuneDeep(
  input: DeepInput,
  request: DeepRequest,
  signal: AbortSignal,
): Promise<{ readonly learnt: Learnt; readonly tried: boolean }> {
  const { learnt } = input;
  const start = performance.now();
  const learner = createLearner(engineOptions().spawnWorker);
  const progress = deepProgressPrinter();
  try {
    showProgress('Fine-tuning: choosing where to compute');
    const provider = await learner.providerFor(input.headless.model, request.depth, {
      ...(request.provider !== undefined && { wanted: request.provider }),
      signal,
    });
    const result = await learner.deepen(
      (send) => prepare(input, { depth: request.depth, provider }, send, signal),
      { signal, onStep: (step) => progress.step(step) },
    );
    progress.end();
    for (const sentence of outcome(result)) say(sentence);
    const seconds = (performance.now() - start) / 1000;
    say(`Fine-tuning took ${seconds.toFixed(1)} s (${provider}).`);
    return { learnt: result, tried: true };
  } catch (thrown) {
    progress.end();
    if (!(thrown instanceof KeepersError)) throw thrown;
    const isCancelled = thrown.code === 'cancelled';
    say(
      isCancelled
        ? 'Fine-tuning was cancelled: the profile holds the closed form. The same command goes on where this one was.'
        : `${sentence(printable(thrown.message))} The profile holds the closed form.`,
    );
    return { learnt, tried: false };
  } finally {
    learner.close();
  }
}

type Send = Parameters<Parameters<Learner['deepen']>[0]>[0];

/** The lesson; for the last stage its photos are decoded, and those that cannot be are left out. */
async function prepare(
  { lesson, learnt, photos, headless, out }: DeepInput,
  { depth, provider }: { readonly depth: Depth; readonly provider: string },
  send: Send,
  signal: AbortSignal,
): ReturnType<Parameters<Learner['deepen']>[0]> {
  const { evidence } = lesson;
  const known = (row: number) => photos[row]?.embedding !== undefined;
  let chosen = forNetwork(evidence, known);
  if (depth === 'stage') {
    const seen = await sendPictures(headless, photos, chosen.photos, send, signal);
    chosen = forNetwork(evidence, (row) => known(row) && seen.has(row));
  }
  const { used, photos: rows } = chosen;
  sayWhatIsLeftOut(evidence, used.length);
  return {
    ...{ lesson, learnt, used, depth, provider, photos: rows },
    features: featuresOfPhotos(rows.map((row) => photos[row]?.embedding)),
    model: headless.model,
    folder: `${out}.deep`,
  };
}

async function sendPictures(
  headless: Headless,
  photos: readonly EvidencePhoto[],
  rows: readonly number[],
  send: Send,
  signal: AbortSignal,
): Promise<Set<number>> {
  const seen = new Set<number>();
  for (let first = 0; first < rows.length; first += PART) {
    if (signal.aborted) throw new KeepersError('cancelled');
    const part = rows.slice(first, first + PART);
    const pictures = await headless.pictures(part.map((row) => photos[row]?.path ?? ''));
    if (signal.aborted) throw new KeepersError('cancelled');
    const good: [number, Uint8Array][] = [];
    for (const [at, picture] of pictures.entries()) {
      if ('error' in picture) say(`${printable(picture.path)}: ${picture.error.message}`);
      else good.push([part[at] as number, picture]);
    }
    await send(good);
    for (const [row] of good) seen.add(row);
    showProgress(`Fine-tuning: decoded ${first + part.length} of ${rows.length} photos`);
  }
  return seen;
}

function sayWhatIsLeftOut({ decisions }: Evidence, used: number): void {
  if (used === decisions.length) return;
  say(
    `The network learns from ${used} of ${decisions.length} decisions: the newest whose photos can be read.`,
  );
}

function outcome({ deep }: Learnt): string[] {
  if (deep === undefined) {
    return [
      'There are too few decisions that differ to fine-tune the network: the closed form stays.',
    ];
  }
  const { verdict, decisions, taste } = deep;
  const { comparisons, gain, lower, upper } = verdict;
  const sure = Number.isFinite(lower)
    ? ` (at least ${signed(lower)} and at most ${signed(upper)}, each 80 % sure)`
    : '';
  const by = `On ${comparisons} comparisons of ${decisions} held-out decisions the fine-tuned network foretells by ${signed(gain)} nats more${sure}`;
  return [
    taste === undefined
      ? `The closed form stays. ${by}, which does not prove it better.`
      : `The fine-tuned network takes the closed form’s place (${taste.depth}, ${taste.steps} steps). ${by}.`,
  ];
}

/** What a driver says need not end like one. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function signed(nats: number): string {
  return `${nats < 0 ? '−' : '+'}${Math.abs(nats).toFixed(3)}`;
}
