/** What is compared when an attribute's space learns from a person, and how far off it is. */
import { logit, movedBy, softmax, TEMPERATURE } from '../retrieval/departed-space.ts';
import type { SpaceLesson } from './fit-space.ts';
import { rowsOf } from './space-axes.ts';

/** Of what own words are said of, the share that is to lie on the photos that they were said of; the rest stays in proportion. */
const OWN_SHARE = 0.5;

/** One softmax over pairs of a photo and a sentence, by their places, and what it should be. */
interface Term {
  readonly photos: readonly number[];
  readonly sentences: readonly number[];
  readonly target: readonly number[];
  /** Logits without a departure. */
  readonly base: readonly number[];
}

/** All photos and sentences that are compared, and how. */
export interface Comparison {
  readonly photos: readonly Float32Array[];
  readonly sentences: readonly Float32Array[];
  readonly terms: readonly Term[];
}

/** Places of the photos that were spoken of. */
export function placesOf({ targets, own }: SpaceLesson): number[] {
  const spoken = new Set(own.flatMap(({ photos }) => photos));
  return targets.flatMap((target, at) => (target !== undefined || spoken.has(at) ? [at] : []));
}

/** What was said of the photos at these places. */
export function comparisonOf(lesson: SpaceLesson, places: ReadonlySet<number>): Comparison {
  const { targets, own, size } = lesson;
  const choices = rowsOf(lesson.choices, size);
  const spoken = rowsOf(lesson.photos, size);
  const photos = [...spoken, ...rowsOf(lesson.others, size)];
  const rated = targets.flatMap((target, at): Term[] => {
    if (target === undefined || !places.has(at)) return [];
    return [
      {
        photos: choices.map(() => at),
        sentences: choices.map((_, of) => of),
        target,
        base: choices.map((choice) => logit(photos[at] as Float32Array, choice)),
      },
    ];
  });
  const said = own.flatMap(({ vector, photos: of }, which): Term[] => {
    const meant = of.filter((at) => places.has(at));
    const beside = photos.flatMap((_, at) => (of.includes(at) ? [] : [at]));
    if (meant.length === 0 || beside.length === 0) return [];
    const logits = photos.map((photo) => logit(photo, vector));
    const base = (at: number) => logits[at] as number;
    const usual = softmax(beside.map(base));
    const target = [OWN_SHARE, ...usual.map((share) => (1 - OWN_SHARE) * share)];
    // Each photo by itself against all others, so that the last of twenty says as much as the first.
    return meant.map((at) => ({
      photos: [at, ...beside],
      sentences: target.map(() => choices.length + which),
      target,
      base: [at, ...beside].map(base),
    }));
  });
  return {
    photos,
    sentences: [...choices, ...own.map(({ vector }) => vector)],
    terms: [...rated, ...said],
  };
}

/** Cross-entropy of all terms with this departure, nats; its slope is added to `slope`. */
export function lossOf(
  { photos, sentences, terms }: Comparison,
  departure: Float64Array,
  slope?: Float64Array,
): number {
  const size = Math.sqrt(departure.length);
  const moves = sentences.map((sentence) => movedBy(sentence, departure));
  const pulls = sentences.map(() => new Float64Array(size));
  let loss = 0;
  for (const term of terms) {
    const logits = term.base.map((base, at) => {
      const photo = photos[term.photos[at] as number] as Float32Array;
      return base + logit(photo, moves[term.sentences[at] as number] as Float64Array);
    });
    const shares = softmax(logits);
    for (const [at, target] of term.target.entries()) {
      const share = shares[at] as number;
      loss -= target * Math.log(Math.max(share, Number.MIN_VALUE));
      if (slope === undefined) continue;
      const by = (share - target) / TEMPERATURE;
      const pull = pulls[term.sentences[at] as number] as Float64Array;
      const photo = photos[term.photos[at] as number] as Float32Array;
      for (let of = 0; of < size; of++) {
        pull[of] = (pull[of] as number) + by * (photo[of] as number);
      }
    }
  }
  if (slope === undefined) return loss;
  for (const [at, sentence] of sentences.entries()) {
    const pull = pulls[at] as Float64Array;
    for (let row = 0; row < size; row++) {
      const value = sentence[row] as number;
      for (let column = 0; column < size; column++) {
        const to = row * size + column;
        slope[to] = (slope[to] as number) + value * (pull[column] as number);
      }
    }
  }
  return loss;
}
