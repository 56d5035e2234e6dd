import { expectedLevel, type ResidualLine } from '../../src-shared/residual.ts';
import { mean, requireSameLength, type Values } from './values.ts';

/**
 * The line of an attribute on the overall score by least squares (METHOD's a_k and b_k), both of one origin: a
 * model's own predictions, or people's means. Flat where every overall score is the same.
 */
export function fitResidualLine(aesthetic: Values, attribute: Values): ResidualLine {
  requireSameLength(aesthetic, attribute);
  const meanX = mean(aesthetic);
  const meanY = mean(attribute);
  let xx = 0;
  let xy = 0;
  for (let i = 0; i < aesthetic.length; i++) {
    const x = (aesthetic[i] as number) - meanX;
    xx += x * x;
    xy += x * ((attribute[i] as number) - meanY);
  }
  const slope = xx > 0 ? xy / xx : 0;
  return { intercept: meanY - slope * meanX, slope };
}

/** residual = attribute − (intercept + slope · aesthetic), one a picture, in points of the 1–5 scale. */
export function residuals(aesthetic: Values, attribute: Values, line: ResidualLine): Float64Array {
  requireSameLength(aesthetic, attribute);
  return Float64Array.from(
    attribute,
    (score, i) => score - expectedLevel(aesthetic[i] as number, line),
  );
}
