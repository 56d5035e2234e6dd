/** Whether pictures of one scene still lie together. */
import {
  bootstrap,
  type BootstrapOptions,
  type Estimate,
} from '../../../src-aesnet/evaluation/bootstrap.ts';
import { neighbourHits } from '../../../src-aesnet/evaluation/nearest-neighbours.ts';
import { mean, take } from '../../../src-aesnet/evaluation/values.ts';
import type { Vectors } from '../../../src-aesnet/linear/unit-rows.ts';

/** Vectors of the same N pictures; what a model does not give is absent. */
export interface Embeddings {
  /** The image feature v behind the scores. */
  readonly features?: Vectors;
  /** The `content` embedding. */
  readonly content?: Vectors;
  /** The frozen general encoder's feature v⁰. */
  readonly general?: Vectors;
}

/** Share of pictures whose scene their seven nearest others name. */
export interface NeighbourhoodFigures {
  readonly pictures: number;
  readonly features?: Estimate;
  readonly content?: Estimate;
  readonly general?: Estimate;
  /** The share of `content` over that of `general`, of the same drawn pictures. */
  readonly contentKept?: Estimate;
}

/** 7-nearest-neighbour scene accuracy (cosine, leave-one-out) of each embedding that is there. */
export function evaluateNeighbourhoods(
  embeddings: Embeddings,
  scenes: readonly string[],
  options: BootstrapOptions = {},
): NeighbourhoodFigures {
  const hitsOf = (vectors: Vectors | undefined) =>
    vectors === undefined ? undefined : neighbourHits(vectors, scenes);
  const hits = {
    features: hitsOf(embeddings.features),
    content: hitsOf(embeddings.content),
    general: hitsOf(embeddings.general),
  };
  const share = (of: Float64Array | undefined) =>
    of && bootstrap(scenes.length, (rows) => mean(take(of, rows)), options);
  const { content, general } = hits;
  const kept =
    content &&
    general &&
    bootstrap(
      scenes.length,
      (rows) => mean(take(content, rows)) / mean(take(general, rows)),
      options,
    );
  return {
    pictures: scenes.length,
    ...present('features', share(hits.features)),
    ...present('content', share(content)),
    ...present('general', share(general)),
    ...present('contentKept', kept),
  };
}

function present<Key extends string>(
  key: Key,
  value: Estimate | undefined,
): { readonly [K in Key]?: Estimate } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Estimate });
}
