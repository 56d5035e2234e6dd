/** Pictures of PARA with what people said of them, as far as a picture could be read. */
import { columnOf } from '../../src-aesnet/evaluation/values.ts';
import type { PeoplesMeans } from '../../src-aesnet/personal/simulated-people.ts';
import { RATED_ATTRIBUTES, SCORED, type RatedAttribute } from '../../src-shared/attribute.ts';
import {
  ensureParaCache,
  holdOutSessions,
  readPara,
  readParaTestForFinalFigures,
  type ParaRow,
  type ParaSplit,
  type RawCache,
} from './data/index.ts';
import type { Labels } from './evaluate/figures.ts';

export interface RatedPictures {
  readonly cache: RawCache;
  /** Row i belongs to slot i of the cache. */
  readonly rows: readonly ParaRow[];
  /** The slots that are looked at; every table of labels and answers has one row each, in this order. */
  readonly slots: readonly number[];
}

export interface OpenRatedOptions {
  /** PARA's folder. */
  readonly data: string;
  /** Where raw caches lie. */
  readonly cache: string;
  /** Processes that decode. */
  readonly processes: number;
  onProgress(what: string, done: number, count: number): void;
}

/** What the runs of every model of ours held out of `train`, as their configs say. */
export const HELD_OUT = { share: 0.02, seed: 1 };

/** Pictures of those sessions of `train` that are only looked at, as `openRated`. */
export async function openHeldOut(options: OpenRatedOptions): Promise<RatedPictures> {
  const { rows, cache, slots } = await openRated('train', options);
  const held = new Set(holdOutSessions(rows, HELD_OUT.share, HELD_OUT.seed).held);
  return { rows, cache, slots: slots.filter((slot) => held.has(slot)) };
}

/** All pictures of a split that can be read, decoded first where they are not yet. */
export async function openRated(
  split: ParaSplit | 'test',
  { data, cache: folder, processes, onProgress }: OpenRatedOptions,
): Promise<RatedPictures> {
  const rows = await (split === 'test' ? readParaTestForFinalFigures(data) : readPara(data, split));
  const cache = await ensureParaCache(rows, {
    folder,
    name: split,
    processes,
    onProgress: ({ done, count }) => onProgress(`Decoding ${split}`, done, count),
  });
  return { cache, rows, slots: cache.usable };
}

/** What people said of the slots, in their order. */
export function labelsFor({ rows, slots }: Omit<RatedPictures, 'cache'>): Labels {
  const seen = slots.map((slot) => rows[slot] as ParaRow);
  const deviations = seen.flatMap((row) => row.deviations ?? []);
  return {
    scores: Float64Array.from(seen.flatMap(({ means }) => means)),
    emotion: Float64Array.from(seen.flatMap(({ emotions }) => emotions)),
    ...(deviations.length === seen.length * SCORED.length && {
      deviations: Float64Array.from(deviations),
      raters: Float64Array.from(seen, ({ votes }) => votes),
    }),
  };
}

/** People's means of them, and their scenes: `others` where none is known. */
export function peoplesMeansOf(pictures: Omit<RatedPictures, 'cache'>): PeoplesMeans {
  const { scores } = labelsFor(pictures);
  const attributes = RATED_ATTRIBUTES.map(
    (name, at) => [name, columnOf(scores, at + 1, SCORED.length)] as const,
  );
  return {
    aesthetic: columnOf(scores, 0, SCORED.length),
    attributes: Object.fromEntries(attributes) as unknown as Record<RatedAttribute, Float64Array>,
    scenes: pictures.slots.map((slot) => pictures.rows[slot]?.scene ?? 'others'),
  };
}
