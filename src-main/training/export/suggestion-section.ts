/** What a model's card says of its suggestions, which are learnt and measured once the model is there. */
import type { SuggestionReport } from '../suggestions/evaluate-suggestions.ts';
import { suggestionReportText } from '../suggestions/report.ts';

const HEADING = '## Suggestions';
/** Sections that come after it, the first that there is. */
const BEFORE = ['## Drawings', '## Limits'];

/** The card with these figures in place of what it said before, if anything. Throws a RangeError for a card without limits. */
export function withSuggestionFigures(card: string, reports: readonly SuggestionReport[]): string {
  const start = card.indexOf(`\n${HEADING}\n`);
  const rest = start < 0 ? card : card.slice(0, start + 1) + afterSection(card, start + 1);
  const place = BEFORE.map((heading) => rest.indexOf(`\n${heading}\n`)).find((at) => at >= 0);
  if (place === undefined) throw new RangeError('the card has no section about limits');
  return `${rest.slice(0, place + 1)}${section(reports)}\n\n${rest.slice(place + 1)}`;
}

function afterSection(card: string, start: number): string {
  const next = card.indexOf('\n## ', start);
  return next < 0 ? '' : card.slice(next + 1);
}

function section(reports: readonly SuggestionReport[]): string {
  return [
    HEADING,
    `What would change a photo is told from the answers to some 120 edited copies, weighed by \`suggestions.json\`, which was learnt from damaged pictures of one half of
\`validation\`; the floor was set on the photos. \`keepers evaluate --suggestions\` printed, for the other half, and for photos from elsewhere on which the
floor was set, so that what these are told flatters it:`,
    ...reports.map((report) => `\`\`\`text\n${suggestionReportText(report)}\n\`\`\``),
  ].join('\n\n');
}
