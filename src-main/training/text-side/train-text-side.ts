/**
 * Trains a text encoder and the attribute spaces on a finished network, which stays as it is: for the model whose scores are to be
 * kept (see `buildSpacesStep`).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ParameterLayout } from '../../../src-aesnet/layers/parameters.ts';
import { startContrastive } from '../../../src-aesnet/networks/contrastive-start.ts';
import { SPACES_STANDARD } from '../../../src-aesnet/networks/attribute-spaces.ts';
import { MLSP } from '../../../src-aesnet/networks/mlsp.ts';
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import type { TextEncoderShape } from '../../../src-aesnet/networks/text-encoder.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { buildSpacesStep } from '../../../src-aesnet/training/spaces-step-graph.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import {
  lastOf,
  readCheckpoint,
  STATE,
  writeCheckpoint,
  type CheckpointHeader,
  type TrainingState,
} from '../checkpoint.ts';
import {
  ContrastMaker,
  openText,
  pretrainText,
  SentenceDraws,
  type SentenceStore,
} from '../contrast/index.ts';
import { holdOutSessions } from '../data/index.ts';
import { MlspFeatures } from '../mlsp/mlsp-features.ts';
import { standardise } from '../mlsp/mlsp-start.ts';
import type { TrainedNetwork } from '../model-of-checkpoint.ts';
import { openPool, type PoolShape } from '../pools/feature-pool.ts';
import { drawBatch } from '../pools/pool-draws.ts';
import { Predictor } from '../predict.ts';
import type { TrainingData } from '../pretrain.ts';
import { runSteps } from '../run-steps.ts';
import { sameConfig } from '../same-config.ts';
import { layoutOfText } from '../step-settings.ts';
import { Trainer } from '../trainer.ts';
import { CHECKPOINT } from '../training-run.ts';
import type { TextConfig } from './text-config.ts';

const POOL_SHAPE: PoolShape = { photos: 64, edited: 32 };

export interface TextSideOptions {
  readonly folder: string;
  readonly network: TrainedNetwork;
  readonly config: TextConfig;
  readonly provider: string;
  readonly threads: number;
  /** Threads that make pictures. */
  readonly workers: number;
  /** How many pictures a batch of features holds. Default: `POOL_SHAPE`. */
  readonly shape?: PoolShape;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number, loss?: number): void;
}

/**
 * Runs until the last step or the signal, from where the folder's files are, and leaves a checkpoint: the network with its text
 * side. Throws `cancelled` before the first step, `checkpoint-invalid` for a folder of another network or config,
 * `training-diverged` where the loss is no number any more.
 */
export async function trainTextSide(
  data: Omit<TrainingData, 'general' | 'validation'> & { readonly sentences: SentenceStore },
  options: TextSideOptions,
): Promise<{ readonly checkpoint: string; readonly finished: boolean }> {
  const { folder, network, config, provider, threads, workers, signal, onProgress } = options;
  const file = path.join(folder, CHECKPOINT);
  if (network.mlsp !== undefined) {
    const reason =
      'it has a head on multi-level features, which comes after text: begin with the network before that';
    throw new KeepersError('checkpoint-invalid', { file, reason });
  }
  const { kept } = holdOutSessions(data.rows, config.heldOut, config.seed);
  const usable = new Set(data.cache.usable);
  const members = Int32Array.from(kept.filter((row) => usable.has(row)));
  const encoder = await openEncoder(network, config.allBlocks === true, { provider, threads });
  const { width } = encoder;
  const pool = await openPool({
    ...{ folder, sha256: network.sha256, batches: config.batches, seed: config.seed },
    ...{ shape: options.shape ?? POOL_SHAPE, faults: true, width, precision: encoder.precision },
    ...{ cache: data.cache.folder, members, workers, signal },
    featuresOf: (pictures, count) => encoder.featuresOf(pictures, count),
    onProgress: (done, count) => onProgress('Features', done, count),
  }).finally(() => encoder.close());
  const { sentences: store } = data;
  const { tokenizer, shape } = await openText(folder, store, { pieces: config.pieces });
  const text: TextEncoderShape = {
    ...shape,
    ...(config.allBlocks === true && { allBlocks: true }),
  };
  const { photos, edited, steps, spaces, seed } = config;
  const contrast = new ContrastMaker({
    ...{ store, tokenizer, config, layout: { photos, edited }, seed },
  });
  const { beta1, beta2, epsilon, maxNorm, decay } = config;
  const whole = layoutOfText(text);
  const fresh = async (): Promise<{ header: CheckpointHeader; state: TrainingState }> => {
    const draws = new SentenceDraws(store, members, config);
    const learnt = await pretrainText({
      ...{ draws, tokenizer, text, steps: config.textSteps, seed, provider, threads, signal },
      onStep: (step, loss) => onProgress('Sentences alone', step, config.textSteps, loss),
    });
    const begun = freshText({ network, config, layout: whole, text, learnt });
    if (text.allBlocks === true) {
      const { parameters, average } = begun.state;
      for (const vector of [parameters, average]) {
        standardise(pool, SPACES_STANDARD, whole, vector);
      }
    }
    return begun;
  };
  const { header, state } = existsSync(file)
    ? await resumedText(file, network, config, whole)
    : await fresh();
  const offset = aesNetLayout().size;
  const graph = buildSpacesStep({
    ...{ contrastive: { text, spaces }, pictures: photos + 3 * edited, headRate: 1, decay },
    optimiser: { beta1, beta2, epsilon, maxNorm },
    ...(text.allBlocks === true && { start: state.parameters.slice(offset) }),
  });
  const trainer = await Trainer.open(graph, lastOf(state, offset), { provider, threads, config });
  try {
    const finished = await runSteps({
      ...{ folder, trainer, from: header.textRun?.step ?? 0, steps, signal },
      feedsOf: (step) => {
        const { features, ...batch } = drawBatch(pool, { photos, edited }, step, seed);
        return {
          ...contrast.feedsOf(batch),
          features: { data: features, shape: [photos + 3 * edited, width] },
        };
      },
      logged: (figures) => ({ ...figures, 'loss.contrastive': figures.loss }),
      save: async (step) => {
        const now = await trainer.state();
        for (const name of STATE) state[name].set(now[name], offset);
        await writeCheckpoint(file, { header: { ...header, textRun: { step, config } }, state });
      },
      onStep: (step, loss) => {
        onProgress('Sentences with pictures', step, steps, loss);
      },
    });
    return { checkpoint: file, finished };
  } finally {
    await trainer.close();
  }
}

/** What computes features of pictures, and how wide they are. */
interface Encoder {
  readonly width: number;
  readonly precision: 'float16' | 'float32';
  featuresOf(pictures: Uint8Array, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}

async function openEncoder(
  { header, parameters }: TrainedNetwork,
  allBlocks: boolean,
  options: { readonly provider: string; readonly threads: number },
): Promise<Encoder> {
  if (allBlocks) {
    const features = await MlspFeatures.open(parameters, options);
    return {
      ...{ width: MLSP, precision: 'float16' },
      featuresOf: (pictures, count) => features.of(pictures, count),
      close: () => features.close(),
    };
  }
  const predictor = await Predictor.open(header.scale, options);
  predictor.use(parameters);
  return {
    ...{ width: FEATURES, precision: 'float32' },
    featuresOf: (pictures, count) => predictor.featuresOf(pictures, count),
    close: () => predictor.close(),
  };
}

function freshText({
  network: { header, parameters: own },
  config,
  layout,
  text,
  learnt,
}: {
  readonly network: TrainedNetwork;
  readonly config: TextConfig;
  readonly layout: ParameterLayout;
  readonly text: TextEncoderShape;
  readonly learnt: ReadonlyMap<string, Float32Array>;
}): { header: CheckpointHeader; state: TrainingState } {
  const parameters = new Float32Array(layout.size);
  startContrastive(layout, parameters, Random.from(config.seed));
  parameters.set(own);
  for (const [name, values] of learnt) layout.view(parameters, name).set(values);
  return {
    header: { ...header, text, size: layout.size, best: null, textRun: { step: 0, config } },
    state: {
      parameters,
      firstMoment: new Float32Array(layout.size),
      secondMoment: new Float32Array(layout.size),
      average: parameters.slice(),
    },
  };
}

/** Throws `checkpoint-invalid` where it is of another network or was begun with other hyper-parameters. */
async function resumedText(
  file: string,
  network: TrainedNetwork,
  config: TextConfig,
  layout: ParameterLayout,
): Promise<{ header: CheckpointHeader; state: TrainingState }> {
  const { header, state } = await readCheckpoint(file);
  const invalid = (reason: string) => new KeepersError('checkpoint-invalid', { file, reason });
  if (header.textRun === undefined || header.size !== layout.size) {
    throw invalid('it is not of such a run');
  }
  const same = network.parameters.every((value, at) => value === state.average[at]);
  if (!same) throw invalid('it is of another network');
  sameConfig(file, header.textRun.config, config);
  return { header, state };
}
