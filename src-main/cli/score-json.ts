import { RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import type { FailedFile, ScoredFile } from '../engine/headless.ts';

/** Scores are printed to this many decimals; more would pretend to a precision that no rating has. */
const DECIMALS = 4;

const round = (value: number) => Number(value.toFixed(DECIMALS));

/** One photo as `score --json` prints it. What the model does not give is absent. */
export function scoredAsJson(result: ScoredFile): Record<string, unknown> {
  const { values, spread, model, provider } = result.score;
  const attributes = RATED_ATTRIBUTES.flatMap((attribute) => {
    const value = values[attribute];
    return value === undefined ? [] : [[attribute, { score: round(value) }] as const];
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
    attributes: Object.fromEntries(attributes),
    ...(result.measurements !== undefined && { measurements: result.measurements }),
    ...(result.warnings.length > 0 && { warnings: result.warnings }),
    model,
    provider,
  };
}

/** A photo that could not be scored. */
export function failureAsJson({ path, error }: FailedFile): Record<string, unknown> {
  return { path, error: { code: error.code, message: error.message } };
}
