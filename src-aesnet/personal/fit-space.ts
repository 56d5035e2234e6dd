/**
 * What a person has said about an attribute's photos, learnt by that attribute's space alone (METHOD.md sections 2 and 3).
 *
 * A sentence's vector t becomes t + t·D: the text side's projection Q_k times (I + D), up to length. D is the only thing that learns,
 * so that pictures' vectors, which a library keeps, stay as they are, and so do all scores. The loss is that of the contrastive part with
 * soft targets, among sentences of one source and unit, which makes it convex in D: it has one minimum, found in milliseconds. What the
 * person has not spoken of is to stay: D is charged for what it changes between photos unlike theirs and what else is said in the space.
 */
import { minimise } from '../linear/lbfgs.ts';
import { symmetricEigen } from '../linear/symmetric-eigen.ts';
import { TEMPERATURE } from '../retrieval/departed-space.ts';
import { momentsOf, momentsOfOthers, rowsOf, turned, turnedBack } from './space-axes.ts';
import { comparisonOf, lossOf, placesOf, type Comparison } from './space-loss.ts';

/** Weights of D's squares: for itself, and for what it changes in logits elsewhere. Chosen by `benchmarks/learnt-words.ts`. */
const RIDGE = 0.1;
const KEEP = 30;

/** What a person has said about one attribute, and what it is learnt beside. */
export interface SpaceLesson {
  /** Values of a vector. */
  readonly size: number;
  /** What can be said on one scale, one vector each, row-major [choices, size]. */
  readonly choices: Float32Array;
  /** Photos that the person has spoken of, of unit length, row-major [photos, size]. */
  readonly photos: Float32Array;
  /** Of each photo how far each choice is true, summing up to 1; undefined where nothing on that scale was said. */
  readonly targets: readonly (readonly number[] | undefined)[];
  /** Sentences of their own, and the places of the photos that each was said of. */
  readonly own: readonly { readonly vector: Float32Array; readonly photos: readonly number[] }[];
  /** Other photos, [others, size]. */
  readonly others: Float32Array;
  /** What else is said in this space, [sentences, size]. */
  readonly sentences: Float32Array;
}

/** D [size, size], row-major. All zero where nothing can be compared. */
export function fitSpace(lesson: SpaceLesson): Float64Array {
  return fit(lesson, new Set(placesOf(lesson)));
}

/** Of every photo that was spoken of, by how much its loss falls with what is learnt from those of other folds, nats. */
export function heldOutGains(lesson: SpaceLesson, folds: number): number[] {
  const places = placesOf(lesson);
  const count = Math.min(folds, places.length);
  if (count < 2) return [];
  const none = new Float64Array(lesson.size ** 2);
  const gains: number[] = [];
  for (let fold = 0; fold < count; fold++) {
    const held = places.filter((_, at) => at % count === fold);
    const departure = fit(lesson, new Set(places.filter((_, at) => at % count !== fold)));
    for (const place of held) {
      const judged = comparisonOf(lesson, new Set([place]));
      if (judged.terms.length > 0) gains.push(lossOf(judged, none) - lossOf(judged, departure));
    }
  }
  return gains;
}

function fit(lesson: SpaceLesson, places: ReadonlySet<number>): Float64Array {
  const { size } = lesson;
  const comparison = comparisonOf(lesson, places);
  if (comparison.terms.length === 0) return new Float64Array(size * size);
  // In the axes of what is to be kept the charge is a sum of squares: scaled by its roots, the search is short.
  const said = symmetricEigen(momentsOf(rowsOf(lesson.sentences, size), size), size);
  const seen = symmetricEigen(momentsOfOthers(lesson, places), size);
  const scale = new Float64Array(size * size);
  for (let at = 0; at < scale.length; at++) {
    const value =
      (said.values[Math.floor(at / size)] as number) * (seen.values[at % size] as number);
    scale[at] = 1 / Math.sqrt(RIDGE + (KEEP * Math.max(0, value)) / TEMPERATURE ** 2);
  }
  const inAxes: Comparison = {
    photos: comparison.photos.map((photo) => turned(photo, seen.vectors)),
    sentences: comparison.sentences.map((sentence) => turned(sentence, said.vectors)),
    terms: comparison.terms,
  };
  const { x } = minimise(
    (point, gradient) => {
      const departure = point.map((each, at) => each * (scale[at] as number));
      const slope = new Float64Array(point.length);
      let value = lossOf(inAxes, departure, slope);
      for (const [at, each] of point.entries()) {
        value += each * each;
        gradient[at] = 2 * each + (slope[at] as number) * (scale[at] as number);
      }
      return value;
    },
    new Float64Array(size * size),
    { tolerance: 1e-3, iterations: 200 },
  );
  const departure = x.map((each, at) => each * (scale[at] as number));
  return turnedBack(departure, said.vectors, seen.vectors, size);
}
