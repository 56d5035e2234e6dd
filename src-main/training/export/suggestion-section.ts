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
    `What would change a photo is told from the answers to some 120 edited copies and from what two networks say of the photo as it is, weighed by
\`suggestions.json\`, which was learnt from ${reports[0]?.learntFrom ?? 0} pictures of one half of \`validation\` with known damage.`,
    `- \`turns.onnx\` tells by how much a photo has to be turned to be level: MobileNetV2 at 128 px, started as this model's encoder, on pieces of PARA's training
  pictures that were turned by known angles, in three runs (\`turns.json\`, \`turns-2.json\`, \`turns-3.json\`). It takes those pictures for level, which not all of them are.
- \`damage.onnx\` tells what undoing known damage would gain: this model's encoder, with a ridge regression on what all its blocks see, learnt from edited
  copies of the same pictures (\`keepers train-damage\`).`,
    `A gain is what exceeds the one that a fifth of some photos from elsewhere, of which none is known to lack anything, would be told, each way and for crops.
The floor was set on the same photos. \`keepers evaluate --suggestions\` printed, for the other half, and for those photos
from elsewhere, so that what they are told flatters it:`,
    ...reports.map((report) => `\`\`\`text\n${suggestionReportText(report)}\n\`\`\``),
  ].join('\n\n');
}
