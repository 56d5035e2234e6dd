/**
 * Whether heat maps show what scores rest on.
 *
 * [Note: faithful heat maps] The hottest tenth of a picture, of the map as the app draws it, gives way to the picture's mean colour. A
 * hard edge is a fault of its own that scores answer to, so edges are soft. What that costs the score is held against what the very
 * same mask costs at other places, which differ in nothing else.
 *
 * That maps are the model's and not the picture's is told by shuffling weights (Adebayo et al., NeurIPS 2018): what a map of
 * nonsense shares with the real one, as a rank correlation over its places, is near zero.
 */
import {
  hottestMask,
  maskedPicture,
  movedMask,
  softened,
} from '../../../src-aesnet/explaining/masks.ts';
import type { Estimate } from '../../../src-aesnet/evaluation/bootstrap.ts';
import { srcc } from '../../../src-aesnet/evaluation/correlation.ts';
import { mean } from '../../../src-aesnet/evaluation/values.ts';
import { wilson } from '../../../src-aesnet/evaluation/wilson.ts';
import { readWeights, type Weight } from '../../../src-aesnet/onnx/read.ts';
import { replaceWeights } from '../../../src-aesnet/onnx/replace-weights.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Scored } from '../../../src-shared/attribute.ts';
import { HeatMapSession, type RawHeatMaps } from '../../inference/heat-map-session.ts';
import type { OpenedModel } from '../open-model.ts';
import type { ScorePictures } from './clean-photos.ts';

export interface HeatMapFigures {
  readonly pictures: number;
  /** Other places that each mask was put to. */
  readonly places: number;
  /** Pictures of which maps of shuffled weights were drawn. */
  readonly shuffled: number;
  readonly scores: { readonly [S in Scored]?: ScoreMapFigures };
}

export interface ScoreMapFigures {
  /** Share of pictures of which masking the hottest tenth lowers the score more than masking another one does on average. */
  readonly lowersMore: Estimate;
  /** The same against one other tenth. */
  readonly thanOne: Estimate;
  /** Mean rank correlation with the map of the overall score. */
  readonly likeOverall: number;
  /** Mean rank correlation with the maps of the same model with its heads shuffled five times, or all of its weights. */
  readonly headsShuffled: number;
  readonly allShuffled: number;
}

export interface HeatMapOptions {
  readonly model: Pick<OpenedModel, 'bytes' | 'entry'>;
  readonly threads: number;
  /** Scores of pictures of side×side×3 bytes. */
  readonly score: ScorePictures;
  readonly pictures: readonly Uint8Array[];
  /** Other places that each mask is put to. Default: 4. */
  readonly places?: number;
  /** Pictures of which maps of shuffled weights are drawn. Default: 40. */
  readonly shuffled?: number;
  readonly onPicture?: (done: number, total: number) => void;
}

const PLACES = 4;
const SHUFFLED = 40;
const SHUFFLES = 5;
/** Of a mask's edge, pixels of 224: less than a third of a place. */
const SOFT = 10;
const SEED = 1;

/** Throws `heat-map-unsupported` for a model that cannot be differentiated. */
export async function heatMapFigures(options: HeatMapOptions): Promise<HeatMapFigures> {
  const { model, pictures, places = PLACES, onPicture } = options;
  const { columns } = model.entry.outputs.scores;
  const maps = await drawn(model.bytes, pictures, options);
  const random = Random.from(SEED);
  const more = columns.map(() => ({ thanMean: 0, thanOne: 0 }));
  for (const [at, picture] of pictures.entries()) {
    const drops = await dropsOf(picture, maps[at] as RawHeatMaps, random, options);
    for (const [column, { hottest, others }] of drops.entries()) {
      const tally = more[column] as (typeof more)[number];
      if (hottest > mean(others)) tally.thanMean++;
      if (hottest > (others[0] as number)) tally.thanOne++;
    }
    onPicture?.(at + 1, pictures.length);
  }
  const few = pictures.slice(0, options.shuffled ?? SHUFFLED);
  const weights = readWeights(model.bytes);
  // Of the head on all blocks, too, where the model has one.
  const ofHeads = new Map(
    [...weights].filter(([name]) => /^(head|mlsp\.(hidden|output))\./.test(name)),
  );
  const heads = await shuffled(ofHeads, few, options);
  const all = await shuffled(weights, few, options);
  const scores = columns.map((name, column) => {
    const { thanMean, thanOne } = more[column] as (typeof more)[number];
    const own = mapsOf(maps, column);
    const figures: ScoreMapFigures = {
      lowersMore: wilson(thanMean, pictures.length),
      thanOne: wilson(thanOne, pictures.length),
      likeOverall: alike(own, mapsOf(maps, columns.indexOf('aesthetic'))),
      headsShuffled: mean(heads.map((each) => alike(own, mapsOf(each, column)))),
      allShuffled: mean(all.map((each) => alike(own, mapsOf(each, column)))),
    };
    return [name, figures] as const;
  });
  return {
    ...{ pictures: pictures.length, places, shuffled: few.length },
    scores: Object.fromEntries(scores),
  };
}

/** By how much each score falls where its hottest tenth is masked, and where the same mask lies elsewhere. */
async function dropsOf(
  picture: Uint8Array,
  drawing: RawHeatMaps,
  random: Random,
  { model, score, places = PLACES }: HeatMapOptions,
): Promise<{ hottest: number; others: number[] }[]> {
  const { preprocessing, outputs } = model.entry;
  const { side } = preprocessing;
  const { columns } = outputs.scores;
  const { width, height } = drawing;
  const whole = { width: side, height: side, data: picture };
  const copies = [picture];
  for (const column of columns.keys()) {
    const [values = new Float32Array()] = mapsOf([drawing], column);
    const hottest = hottestMask({ width, height, values }, side, side);
    const masks = [hottest];
    for (let place = 0; place < places; place++) {
      // Anywhere but where it is.
      const to = 1 + random.integer(side * side - 1);
      masks.push(movedMask(hottest, to % side, Math.floor(to / side)));
    }
    for (const mask of masks) copies.push(maskedPicture(whole, softened(mask, SOFT)).data);
  }
  const { scores } = await score(copies);
  return columns.map((_, column) => {
    const drop = (copy: number) =>
      (scores[column] as number) - (scores[copy * columns.length + column] as number);
    const first = 1 + column * (places + 1);
    const others = Array.from({ length: places }, (__, place) => drop(first + 1 + place));
    return { hottest: drop(first), others };
  });
}

async function drawn(
  bytes: Uint8Array,
  pictures: readonly Uint8Array[],
  { model, threads }: HeatMapOptions,
): Promise<RawHeatMaps[]> {
  const session = await HeatMapSession.open(bytes, model.entry, { threads });
  const drawings: RawHeatMaps[] = [];
  for (const picture of pictures) drawings.push(await session.map(picture));
  return drawings;
}

/** What models of nonsense make of these pictures: one model's weights alone may happen to agree with the real ones. */
async function shuffled(
  weights: ReadonlyMap<string, Weight>,
  pictures: readonly Uint8Array[],
  options: HeatMapOptions,
): Promise<RawHeatMaps[][]> {
  const random = Random.from(SEED);
  const drawings: RawHeatMaps[][] = [];
  for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
    const bytes = shuffledWeights(options.model.bytes, weights, random);
    drawings.push(await drawn(bytes, pictures, options));
  }
  return drawings;
}

/** The maps of one score. */
function mapsOf(drawings: readonly RawHeatMaps[], column: number): Float32Array[] {
  return drawings.map(({ width, height, maps }) =>
    maps.subarray(column * width * height, (column + 1) * width * height),
  );
}

/** The mean rank correlation of maps of the same pictures; one that is flat is like no other. */
function alike(some: readonly Float32Array[], others: readonly Float32Array[]): number {
  const found = others.map((other, at) => srcc(some[at] as Float32Array, other));
  return mean(found.map((value) => (Number.isNaN(value) ? 0 : value)));
}

/** The file with the values of each of these weights in another order: what they are like stays, what they mean is lost. */
function shuffledWeights(
  bytes: Uint8Array,
  weights: ReadonlyMap<string, Weight>,
  random: Random,
): Uint8Array {
  const values = new Map<string, Float32Array>();
  for (const [name, { data }] of weights) values.set(name, random.shuffle(data.slice()));
  return replaceWeights(bytes, values);
}
