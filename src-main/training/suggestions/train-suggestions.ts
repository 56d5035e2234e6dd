/** `keepers train-suggestions`: what a model's answers to edited copies are worth, written beside it and named in its manifest. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import { quantile } from '../../../src-aesnet/evaluation/quantile.ts';
import {
  toneGains,
  type SuggestionCalibration,
} from '../../../src-aesnet/suggestions/calibration.ts';
import { expectedGains, type PhotoAnswers } from '../../../src-aesnet/suggestions/choose.ts';
import { DIRECTIONS } from '../../../src-aesnet/suggestions/directions.ts';
import { fitTones, fitTurns } from '../../../src-aesnet/suggestions/fit.ts';
import { toneFeatures, withToldGains } from '../../../src-aesnet/suggestions/tone-features.ts';
import { WEIGHED_FEATURES } from '../../../src-aesnet/suggestions/turn-features.ts';
import { readWholePicture } from '../../decoding/training-pictures.ts';
import { calibrationText } from '../../explaining/suggestions/index.ts';
import { writeDurably } from '../../inference/index.ts';
import { MANIFEST, modelName, parseManifest, type Manifest } from '../../inference/manifest.ts';
import { sha256Of } from '../../inference/model-files.ts';
import type { SessionOptions } from '../apply-model.ts';
import { DamageSession } from '../../inference/damage-session.ts';
import { openModel, type OpenedModel } from '../open-model.ts';
import type { OpenRatedOptions } from '../rated-pictures.ts';
import { askModel, type AskedModel } from './ask-model.ts';
import { collectAnswers } from './collect.ts';
import { halfOf } from './rated-halves.ts';
import { toldAnswers } from './told-answers.ts';

export interface TrainSuggestionsOptions extends SessionOptions, OpenRatedOptions {
  /** An id of the manifest; absent: its default. */
  readonly model?: string;
  readonly modelsFolder: string;
  /** A folder of JPEG files of which none is known to lack anything. */
  readonly photos: string;
  /** Files of the networks for turns and for damage (`keepers train-turns`, `train-damage`): they are put beside the model. */
  readonly turns: string;
  readonly damage: string;
  /** Pictures of `validation` to learn from. */
  readonly pictures: number;
  readonly signal: AbortSignal;
}

export interface TrainedSuggestions {
  readonly file: string;
  readonly floor: number;
  readonly usualCrop: number;
  /** In the order of DIRECTIONS. */
  readonly usualTones: readonly number[];
  /** The ridge of each direction. */
  readonly lambdas: readonly number[];
}

/** Edits of each picture to learn from. */
const KINDS = 6;
const SEED = 1;
/** So many undamaged photos may be told to change their exposure, or any other tone one way, or to crop: a share. */
const TOLD = 0.2;
/** The score of 1 to 5 is shown in hundredths: of a gain below this little is seen. */
const LEAST_FLOOR = 0.02;

/**
 * Learns on one half of `validation`, and sets the floor on undamaged photos. Throws what `openModel` and `openRated` throw,
 * `model-unknown` for a model that no manifest names, `training-data-missing` for a folder without photos, or `cancelled`: what was
 * asked of the model until then is kept.
 */
export async function trainSuggestions(
  options: TrainSuggestionsOptions,
): Promise<TrainedSuggestions> {
  const { modelsFolder, signal, onProgress } = options;
  const opened = await openModel(options.model, modelsFolder, options);
  const networks = await readNetworks(options);
  const model = { ...opened, damage: await openNetworks(networks, options) };
  const pictures = await halfOf('learning', options);
  const known = await collectAnswers(model, pictures, {
    file: path.join(options.cache, `suggestions-${model.sha256.slice(0, 16)}.jsonl`),
    kinds: KINDS,
    signal,
    onProgress: (done, count) => onProgress('Asking about edited pictures', done, count),
  });
  const told = await toldAnswers(known, pictures, {
    ...{ damage: model.damage, kinds: KINDS, signal },
    onProgress: (done, count) => onProgress('Looking at edited pictures', done, count),
  });
  const { model: tones, lambdas } = fitTones(told.tones, SEED);
  const learnt = {
    tones,
    turns: { weights: fitTurns(told.turns, WEIGHED_FEATURES) },
    usual: { tones: new Float64Array(DIRECTIONS.length), crop: 0 },
  };
  const undamaged = await askAbout(model, options);
  const calibration = withUsual(learnt, undamaged);
  const floor = floorOf(calibration, undamaged);
  const file = await write(model, {
    ...{ modelsFolder, calibration, floor, networks },
    pictures: pictures.length,
  });
  return {
    ...{ file, floor, lambdas },
    usualCrop: calibration.usual.crop,
    usualTones: Array.from(calibration.usual.tones),
  };
}

interface Networks {
  readonly turns: Uint8Array;
  readonly damage: Uint8Array;
}

async function readNetworks({ turns, damage }: TrainSuggestionsOptions): Promise<Networks> {
  const read = async (file: string) => {
    try {
      return await readFile(file);
    } catch (thrown) {
      throw new KeepersError('file-missing', { path: file }, { cause: thrown });
    }
  };
  return { turns: await read(turns), damage: await read(damage) };
}

async function openNetworks(
  networks: Networks,
  options: TrainSuggestionsOptions,
): Promise<DamageSession> {
  try {
    return await DamageSession.open(networks, options);
  } catch (thrown) {
    const place = `${options.turns} or ${options.damage}`;
    const reason = reasonOf(thrown);
    throw new KeepersError('training-data-invalid', { place, reason }, { cause: thrown });
  }
}

async function askAbout(
  model: AskedModel,
  { photos, signal, onProgress }: TrainSuggestionsOptions,
): Promise<PhotoAnswers[]> {
  const names = (await readdir(photos).catch(() => [])).filter((name) => /\.jpe?g$/i.test(name));
  if (names.length === 0) throw new KeepersError('training-data-missing', { path: photos });
  const answers: PhotoAnswers[] = [];
  for (const [done, name] of names.sort().entries()) {
    if (signal.aborted) throw new KeepersError('cancelled');
    answers.push(await askModel(model, await readWholePicture(path.join(photos, name))));
    onProgress('Asking about undamaged photos', done + 1, names.length);
  }
  return answers;
}

/** What undamaged photos are offered more often than allowed is chance, or that they are unlike those that were learnt from. */
function withUsual(
  learnt: SuggestionCalibration,
  undamaged: readonly PhotoAnswers[],
): SuggestionCalibration {
  const tones = undamaged.map((answers) =>
    toneGains(learnt, withToldGains(toneFeatures(answers), answers.told.gains)),
  );
  const crops = undamaged.map((answers) => gainOf('crop', answers, learnt));
  const most = (gains: readonly number[]) => Math.max(0, quantile(gains, 1 - TOLD));
  return {
    ...learnt,
    usual: {
      tones: Float64Array.from(DIRECTIONS, (direction) =>
        upTo(most(tones.map((gains) => gains.get(direction) ?? 0))),
      ),
      // The floor is on top of it.
      crop: upTo(Math.max(0, most(crops) - LEAST_FLOOR)),
    },
  };
}

function floorOf(calibration: SuggestionCalibration, undamaged: readonly PhotoAnswers[]): number {
  const exposures = undamaged.map((answers) => gainOf('exposure', answers, calibration));
  return upTo(Math.max(LEAST_FLOOR, quantile(exposures, 1 - TOLD)));
}

/** What is expected of the best edit of a kind; no gain where none is worth trying. */
function gainOf(
  kind: 'crop' | 'exposure',
  answers: PhotoAnswers,
  calibration: SuggestionCalibration,
): number {
  const found = expectedGains(answers, calibration).find(
    ({ answer }) => answer.trial.edit === kind,
  );
  return found?.gain ?? 0;
}

/** In thousandths, so that what was set by it stays below. */
function upTo(value: number): number {
  return Math.ceil(value * 1000) / 1000;
}

interface Written {
  readonly modelsFolder: string;
  readonly calibration: SuggestionCalibration;
  readonly floor: number;
  readonly networks: Networks;
  /** How many were learnt from. */
  readonly pictures: number;
}

async function write(
  { name: opened, sha256: modelSha256 }: OpenedModel,
  { modelsFolder, calibration, floor, networks, pictures }: Written,
): Promise<string> {
  const manifestFile = path.join(modelsFolder, MANIFEST);
  const listed = await readFile(manifestFile, 'utf8');
  parseManifest(listed, manifestFile);
  // As it is written, so that nothing else in it moves.
  const manifest = JSON.parse(listed) as Manifest;
  const entry = manifest.models.find((each) => modelName(each) === opened);
  if (entry === undefined) throw new KeepersError('model-unknown', { id: opened });
  const { id, version } = entry;
  const keep = async (name: string, bytes: Uint8Array) => {
    const of = `${id}/${version}/${name}`;
    await writeDurably(path.join(modelsFolder, ...of.split('/')), bytes);
    return { path: of, sha256: sha256Of(bytes), bytes: bytes.byteLength };
  };
  const turns = await keep('turns.onnx', networks.turns);
  const damage = await keep('damage.onnx', networks.damage);
  const text = calibrationText(calibration, {
    ...{ modelSha256, pictures },
    ...{ turnsSha256: turns.sha256, damageSha256: damage.sha256 },
  });
  const described = await keep('suggestions.json', Buffer.from(text));
  entry.suggestions = { file: described, turns, damage, floor };
  await writeDurably(manifestFile, Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`));
  return path.join(modelsFolder, ...described.path.split('/'));
}
