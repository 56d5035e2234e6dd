/** How a run's network does on photos that it does not learn from. */
import { srcc } from '../../src-aesnet/evaluation/correlation.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import { CacheReader, type ParaRow, type RawCache } from './data/index.ts';
import type { Predictor } from './predict.ts';

/** Photos with their labels; slot i of the cache shows row i. */
export interface RatedPhotos {
  readonly rows: readonly ParaRow[];
  readonly cache: RawCache;
}

export interface ValidationPhotos {
  readonly training: RatedPhotos;
  /** Slots of the training photos that no gradient is taken with. */
  readonly held: readonly number[];
  readonly validation: RatedPhotos;
}

/** More of the held-out photos would not make their figure much surer, and take time. */
const MOST_HELD_OUT = 512;

/** SRCC of the overall score, −1 to 1; NaN where there are too few photos, or all are rated alike. */
export interface ValidationFigures {
  readonly validation: number;
  /** Of a part of `held`. */
  readonly heldOut: number;
}

/** `parameters`: a vector in the order of `aesNetLayout`. */
export async function validate(
  predictor: Predictor,
  parameters: Float32Array,
  { training, held, validation }: ValidationPhotos,
): Promise<ValidationFigures> {
  predictor.use(parameters);
  return {
    validation: await overallSrcc(predictor, validation, [...validation.rows.keys()]),
    heldOut: await overallSrcc(predictor, training, held.slice(0, MOST_HELD_OUT)),
  };
}

async function overallSrcc(
  predictor: Predictor,
  { rows, cache }: RatedPhotos,
  slots: readonly number[],
): Promise<number> {
  const damaged = new Set(cache.damaged.map(({ slot }) => slot));
  const seen = slots.filter((slot) => !damaged.has(slot));
  if (seen.length < 2) return NaN;
  const reader = new CacheReader(cache.folder);
  try {
    const { scores } = await predictor.predict(seen.length, (index, into) =>
      reader.read(seen[index] as number, into),
    );
    return srcc(
      Float64Array.from(seen, (_, index) => scores[index * SCORED.length] as number),
      Float64Array.from(seen, (slot) => rows[slot]?.means[0] as number),
    );
  } finally {
    reader.close();
  }
}
