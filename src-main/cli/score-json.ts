import { EMOTIONS, RATED_ATTRIBUTES, SCENES } from '../../src-shared/attribute.ts';
import type { FailedFile, ScoredFile } from '../engine/headless.ts';
import type { GateState, PersonalScore } from '../personal/index.ts';

/**
 * Decimals of every number that a model gives: as many as float32 holds of a score, so that what holds for
 * the values holds for what is printed. A printed residual is what the printed scores give to 2e-6, and
 * printed shares sum to 1 to 5e-6. They do not claim that a score is as certain as that: `spread` says how
 * certain it is.
 */
const DECIMALS = 6;

const round = (value: number) => Number(value.toFixed(DECIMALS));

/** What a profile says of one photo. */
export interface PersonalResult extends PersonalScore {
  readonly gate: GateState;
}

export interface ScoredOptions {
  /** Whether embeddings are printed that are there. */
  readonly embeddings?: boolean;
  readonly personal?: PersonalResult | undefined;
}

/** One photo as `score --json` prints it. What the model does not give is absent. */
export function scoredAsJson(
  result: ScoredFile,
  { embeddings = true, personal }: ScoredOptions = {},
): Record<string, unknown> {
  const { values, spread, residuals, emotion, scene, model, provider } = result.score;
  const attributes = RATED_ATTRIBUTES.flatMap((attribute) => {
    const score = values[attribute];
    const residual = residuals?.[attribute];
    if (score === undefined) return [];
    const printed = {
      score: round(score),
      ...(residual !== undefined && { residual: round(residual) }),
    };
    return [[attribute, printed] as const];
  });
  return {
    path: result.path,
    width: result.width,
    height: result.height,
    ...(values.aesthetic !== undefined && {
      aesthetic: {
        score: round(values.aesthetic),
        ...(spread !== undefined && { spread: round(spread) }),
      },
    }),
    ...(personal !== undefined && {
      personal: { score: round(personal.score), spread: round(personal.spread) },
      gate: personal.gate,
    }),
    attributes: Object.fromEntries(attributes),
    ...(emotion !== undefined && { emotion: sharesOf(EMOTIONS, emotion) }),
    ...(scene !== undefined && { scene: sharesOf(SCENES, scene) }),
    ...(result.measurements !== undefined && { measurements: result.measurements }),
    ...(result.warnings.length > 0 && { warnings: result.warnings }),
    model,
    provider,
    // Last, because a person who reads the line stops here.
    ...(embeddings &&
      result.embedding !== undefined && { embedding: Array.from(result.embedding, round) }),
    ...(embeddings &&
      result.contentEmbedding !== undefined && {
        contentEmbedding: Array.from(result.contentEmbedding, round),
      }),
  };
}

/** A photo that could not be scored. */
export function failureAsJson({ path, error }: FailedFile): Record<string, unknown> {
  return { path, error: { code: error.code, message: error.message } };
}

function sharesOf<Name extends string>(
  names: readonly Name[],
  shares: { readonly [N in Name]?: number | undefined },
): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const share = shares[name];
      return share === undefined ? [] : [[name, round(share)]];
    }),
  );
}
