import type { RatedAttribute } from '../../src-shared/attribute.ts';
import type { Suggestion } from '../../src-shared/suggestion.ts';
import type { ExplainedFile } from '../engine/headless-explain.ts';
import { scoredAsJson } from './score-json.ts';

interface Printed {
  readonly score: number;
  readonly residual?: number;
}

/** Of a percentile: a tenth is more than a thousand photos can tell. */
const tenth = (value: number) => Number(value.toFixed(1));

/** Of a gain: a hundredth of the floor would do. */
const DECIMALS = 4;
const round = (value: number) => Number(value.toFixed(DECIMALS));

/**
 * One photo as `explain --json` prints it: as `score --json`, with percentiles where there is a library, and what would make it
 * better. Sentences are null where the model puts nothing into words; suggestions are absent where it cannot give any.
 */
export function explainedAsJson(explained: ExplainedFile): Record<string, unknown> {
  const { percentiles, sentences, summary, suggestions, heatMap } = explained;
  const { aesthetic, attributes, warnings, model, provider, ...scored } = scoredAsJson(explained, {
    embeddings: false,
  }) as Record<string, unknown> & {
    readonly aesthetic?: Printed;
    readonly attributes: Readonly<Record<string, Printed>>;
  };
  const placed = (of: string, printed: Printed) => {
    const percentile = (percentiles?.values as Record<string, number> | undefined)?.[of];
    return { ...printed, ...(percentile !== undefined && { percentile: tenth(percentile) }) };
  };
  const { path, width, height, ...facts } = scored;
  return {
    ...{ path, width, height },
    ...(aesthetic !== undefined && { aesthetic: placed('aesthetic', aesthetic) }),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([of, printed]) => [
        of,
        { ...placed(of, printed), sentence: sentences[of as RatedAttribute] ?? null },
      ]),
    ),
    ...facts,
    ...(summary !== undefined && { summary }),
    ...(suggestions !== undefined && { suggestions: suggestions.map(suggestedAsJson) }),
    ...(percentiles !== undefined && { percentilesOver: percentiles.over }),
    ...(heatMap !== undefined && { heatmap: heatMap }),
    ...(warnings !== undefined && { warnings }),
    ...{ model, provider },
  };
}

/** Units of the amount: README.md, `explain --json`. */
function suggestedAsJson({ edit, amount, gain, attributes }: Suggestion) {
  const changes = Object.entries(attributes).map(([of, by]) => [of, round(by ?? 0)] as const);
  return {
    edit,
    amount:
      typeof amount === 'number'
        ? round(amount)
        : { x: round(amount.x), y: round(amount.y), w: round(amount.w), h: round(amount.h) },
    gain: round(gain),
    attributes: Object.fromEntries(changes),
  };
}
