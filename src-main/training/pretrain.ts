/** A training run: batches through the step's graph, with a log, validation and checkpoints. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TextEncoderShape } from '../../src-aesnet/networks/text-encoder.ts';
import { rankedLevels } from '../../src-aesnet/training/ranked-levels.ts';
import { standardised } from '../../src-aesnet/training/rating-scale.ts';
import { buildStep } from '../../src-aesnet/training/step-graph.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import type { CheckpointHeader, TrainingState } from './checkpoint.ts';
import { contrastiveOf, type TrainingConfig } from './config.ts';
import {
  ContrastMaker,
  openText,
  pretrainText,
  SentenceDraws,
  type SentenceStore,
} from './contrast/index.ts';
import { createBatches, DEFAULT_AUGMENTATION, holdOutSessions, labelsOf } from './data/index.ts';
import { Predictor } from './predict.ts';
import { RunLog } from './run-log.ts';
import { freshRun, resumedRun, type StartWeights } from './run-state.ts';
import { layoutOfText, stepSettings } from './step-settings.ts';
import { Trainer } from './trainer.ts';
import { CHECKPOINT, TrainingRun, type TrainingProgress } from './training-run.ts';
import type { RatedPhotos } from './validation.ts';

/** What a run learns from. */
export interface TrainingData extends RatedPhotos {
  /** v⁰ [rows, 1280]. */
  readonly general: Float32Array;
  /** Photos with which no gradient is ever taken: `validation.csv`. */
  readonly validation: RatedPhotos;
  /** Descriptions of the rows' pictures, for a contrastive loss. */
  readonly sentences?: SentenceStore | undefined;
}

export interface PretrainOptions {
  /** Where checkpoints and log are kept; outside of the repository. */
  readonly folder: string;
  readonly provider: string;
  /** Threads of the CPU provider. */
  readonly threads: number;
  /** Threads that make batches. */
  readonly workers: number;
  readonly config: TrainingConfig;
  readonly start: StartWeights;
  readonly signal: AbortSignal;
  /** Seconds after which it stops with a checkpoint. Default: when it is finished. */
  readonly seconds?: number;
  onProgress(progress: TrainingProgress): void;
  /** While the text side learns from sentences alone: before the first step, where the config asks for it. */
  readonly onTextStep?: ((step: number, steps: number, loss: number) => void) | undefined;
}

export interface PretrainResult {
  /** False where it was interrupted; the checkpoint goes on from there. */
  readonly finished: boolean;
  readonly checkpoint: string;
  readonly best: CheckpointHeader['best'];
}

/**
 * Runs until the last step or the signal, from the folder's checkpoint where there is one. Throws `checkpoint-invalid` for one
 * that does not fit, `training-diverged` where the loss is no number any more; the checkpoint is then the one before.
 */
export async function pretrain(
  data: TrainingData,
  {
    folder,
    provider,
    threads,
    workers,
    config,
    start,
    signal,
    seconds,
    onProgress,
    onTextStep,
  }: PretrainOptions,
): Promise<PretrainResult> {
  await mkdir(folder, { recursive: true });
  const checkpoint = path.join(folder, CHECKPOINT);
  const { kept, held } = holdOutSessions(data.rows, config.heldOut, config.seed, config.pictures);
  const usable = new Set(data.cache.usable);
  const members = Int32Array.from(kept.filter((row) => usable.has(row)));
  const { text, contrast, learnText } = await contrastOf(data, folder, config, start);
  const layout = layoutOfText(text);
  const { header, state } = existsSync(checkpoint)
    ? await resumedRun(checkpoint, layout, config)
    : freshRun(layout, labelsOf(data.rows, members).scores, { config, start, text });
  if (header.step === 0) {
    await learnText?.(layout, state, members, { provider, threads, signal, onTextStep });
  }
  const { side, photos, edited, stable, seed } = config;
  const shape = { side, photos, edited, stable };
  const opened: { close(): Promise<void> }[] = [];
  const closedLater = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    opened.push(part);
    return part;
  };
  try {
    const batches = closedLater(
      createBatches(
        {
          ...{ ...shape, cache: data.cache.folder, members, seed },
          augmentation: { ...DEFAULT_AUGMENTATION, ...viewsOf(config) },
          faults: contrast !== undefined,
        },
        { from: header.step, workers },
      ),
    );
    const { scale } = header;
    const { graph } = buildStep(stepSettings(config, scale, text), state.parameters);
    const trainer = closedLater(await Trainer.open(graph, state, { provider, threads, config }));
    const predictor = closedLater(await Predictor.open(scale, { provider, threads, side }));
    const steps = Math.ceil((config.epochs * members.length) / batches.layout.drawn);
    const run = new TrainingRun({
      folder,
      header,
      steps,
      validationEvery: Math.ceil(steps / config.validations),
      batches,
      labelled: {
        ...{ rows: data.rows, scale, general: data.general },
        ...(config.rankedLevel !== undefined && {
          levelOf: rankedLevels(
            standardised(labelsOf(data.rows, members).scores, scale).level,
            config.rankedLevel,
          ),
        }),
        ...(config.dropout !== undefined && { dropout: { share: config.dropout, seed } }),
      },
      contrast,
      trainer,
      predictor,
      photos: { training: data, held, validation: data.validation },
      log: await RunLog.open(folder, header.step),
      onProgress,
    });
    await run.go(signal, seconds ?? Infinity);
    return { finished: run.finished, checkpoint, best: run.best };
  } finally {
    for (const part of opened.reverse()) await part.close();
  }
}

/** How photos are seen, as far as the config says so. */
function viewsOf({ crop, stretch, jpeg }: TrainingConfig) {
  return {
    ...(crop !== undefined && { crop }),
    ...(stretch !== undefined && { stretch }),
    ...(jpeg !== undefined && { jpeg }),
  };
}

interface Contrastive {
  readonly text: TextEncoderShape;
  readonly contrast: ContrastMaker;
  /** Puts what the text side learns from the sentences of these rows alone into a run's first state. */
  learnText(
    layout: ParameterLayout,
    state: TrainingState,
    rows: Int32Array,
    options: Pick<PretrainOptions, 'provider' | 'threads' | 'signal' | 'onTextStep'>,
  ): Promise<void>;
}

/** What the contrastive loss needs, where the config asks for one. */
async function contrastOf(
  { sentences: store }: TrainingData,
  folder: string,
  config: TrainingConfig,
  start: StartWeights,
): Promise<Partial<Contrastive>> {
  const contrastive = contrastiveOf(config);
  if (contrastive === undefined) return {};
  if (store === undefined) throw new KeepersError('descriptions-missing');
  const { pieces } = contrastive;
  const earlier = start.kind === 'warm' ? start.vocabulary : undefined;
  const { tokenizer, shape: text } = await openText(folder, store, { pieces, earlier });
  const { photos, edited, seed, textSteps = 0 } = config;
  // A text side that has learnt already goes on from there.
  const steps = earlier === undefined ? textSteps : 0;
  const layout = { photos, edited };
  return {
    text,
    contrast: new ContrastMaker({ store, tokenizer, config: contrastive, layout, seed }),
    learnText: async (parameters, state, rows, { onTextStep, ...session }) => {
      if (steps === 0) return;
      const draws = new SentenceDraws(store, rows, contrastive);
      const learnt = await pretrainText({
        ...{ draws, tokenizer, text, steps, seed, ...session },
        onStep: (step, loss) => onTextStep?.(step, steps, loss),
      });
      for (const [name, values] of learnt) {
        parameters.view(state.parameters, name).set(values);
        parameters.view(state.average, name).set(values);
      }
    },
  };
}
