import { stat } from 'node:fs/promises';
import path from 'node:path';
import { RATED_ATTRIBUTES, SCORED, SCORED_NAMES } from '../../src-shared/attribute.ts';
import type { Suggestion } from '../../src-shared/suggestion.ts';
import { amountInWords, EDIT_TITLES } from '../../src-shared/suggestion-words.ts';
import type { FailedFile } from '../engine/headless.ts';
import { openHeadlessExplain, type ExplainedFile } from '../engine/headless-explain.ts';
import { explainedAsJson } from './explain-json.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, EXIT, printable, printLine, say } from './output.ts';
import { openProfile } from './personal-profile.ts';
import { oneOf } from './photo-choice.ts';
import { ScoreProgress } from './score-progress.ts';
import { failureAsJson } from './score-json.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers explain PHOTO… [--json] [--heatmap FILE.png [--of SCORE]] [--profile FILE] [--no-suggestions]`: why photos have their scores,
 * in the order of the photos, with a profile in its person's words. Suggestions take most of the time, as some 120 copies of a photo are
 * tried. The heat map of one photo goes to FILE.png; those of several, or of a folder, to FILE-1.png, FILE-2.png and so on. No file is
 * replaced.
 */
export async function explain(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    json: { type: 'boolean' },
    heatmap: { type: 'string' },
    of: { type: 'string' },
    profile: { type: 'string' },
    'no-suggestions': { type: 'boolean' },
  });
  if (positionals.length === 0) throw usageError('explain: name at least one photo or folder.');
  if (values.of !== undefined && values.heatmap === undefined) {
    throw usageError('explain: --of needs --heatmap.');
  }
  const of = oneOf('of', values.of ?? 'aesthetic', SCORED);
  const fileOf =
    values.heatmap === undefined ? undefined : await heatMapFiles(values.heatmap, positionals);
  const opened = values.profile === undefined ? undefined : await openProfile(values.profile);
  const headless = await openHeadlessExplain(
    { ...engineOptions(), onTrouble: say, suggestions: values['no-suggestions'] !== true },
    opened && { model: opened.model, ...(opened.words !== undefined && { words: opened.words }) },
  );
  const usual = headless.model.entry.residuals;
  const progress = new ScoreProgress('Explaining');
  let failed = 0;
  const print = (result: ExplainedFile | FailedFile) => {
    const isFailed = 'error' in result;
    if (isFailed) failed++;
    progress.finished(isFailed);
    if (values.json === true) {
      const object = isFailed ? failureAsJson(result) : explainedAsJson(result);
      void printLine(JSON.stringify(object));
    } else if (isFailed) say(`${printable(result.path)}: ${result.error.message}`);
    else {
      clearProgress();
      void printLine(asText(result, usual));
    }
  };
  try {
    await headless.explain(positionals, {
      signal,
      onResult: print,
      onFound: (found, complete) => progress.found(found, complete),
      ...(fileOf !== undefined && { heatMaps: { of, fileOf } }),
    });
  } finally {
    progress.end();
    await Promise.all([headless.close(), opened?.close()]);
  }
  const unusable = values.profile !== undefined && opened === undefined;
  return failed > 0 || unusable || signal.aborted ? EXIT.someFailed : EXIT.done;
}

/** Names for heat maps: as given for a single photo, else numbered. */
async function heatMapFiles(
  given: string,
  paths: readonly string[],
): Promise<(number: number) => string> {
  if (path.extname(given).toLowerCase() !== '.png') {
    throw usageError(`--heatmap: expected the name of a PNG file, received “${given}”.`);
  }
  const [only = ''] = paths;
  const isOne =
    paths.length === 1 &&
    (await stat(only).then(
      (info) => !info.isDirectory(),
      () => true,
    ));
  if (isOne) return () => given;
  const { dir, name, ext } = path.parse(given);
  return (number) => path.join(dir, `${name}-${number}${ext}`);
}

type Usual = Awaited<ReturnType<typeof openHeadlessExplain>>['model']['entry']['residuals'];

/** A paragraph for a person: the overall score, then the attributes, what stands out most first. */
function asText(result: ExplainedFile, usual: Usual): string {
  const { score, percentiles, sentences, measurements, suggestions, heatMap, warnings } = result;
  const { values, spread, residuals = {} } = score;
  const place = (of: keyof typeof values) => {
    const percentile = percentiles?.values[of];
    return percentile === undefined ? '' : `  above ${Math.round(percentile)} %`;
  };
  const farness = (of: (typeof RATED_ATTRIBUTES)[number]) =>
    Math.abs(residuals[of] ?? 0) / (usual?.[of]?.standardDeviation ?? 1);
  const attributes = RATED_ATTRIBUTES.filter((of) => values[of] !== undefined)
    .sort((a, b) => farness(b) - farness(a))
    .flatMap((of) => {
      const residual = residuals[of];
      const sentence = sentences[of];
      const departs =
        residual === undefined
          ? ''
          : `  ${residual < 0 ? '−' : '+'}${Math.abs(residual).toFixed(2)}`;
      return [
        `  ${SCORED_NAMES[of].padEnd(18)}${values[of]?.toFixed(2) ?? ''}${departs}${place(of)}`,
        ...(sentence === undefined ? [] : [`    ${sentence}`]),
      ];
    });
  const overall = values.aesthetic?.toFixed(2) ?? '–';
  const over = percentiles === undefined ? '' : ` of ${percentiles.over} photos in the library`;
  return [
    printable(result.path),
    `  ${'Overall'.padEnd(18)}${overall}${spread === undefined ? '' : ` ± ${spread.toFixed(2)}`}${place('aesthetic')}${over}`,
    ...attributes,
    `  ${measuredInWords(measurements)}`,
    ...suggestedInWords(suggestions, result.width / result.height),
    ...(heatMap === undefined ? [] : [`  Heat map: ${printable(heatMap)}`]),
    ...warnings.map(({ message }) => `  ${message}`),
  ].join('\n');
}

function suggestedInWords(
  suggestions: readonly Suggestion[] | undefined,
  aspect: number,
): string[] {
  if (suggestions === undefined) return [];
  if (suggestions.length === 0) return ['  Nothing we know would help.'];
  return suggestions.map((suggestion, at) => {
    const what = `${EDIT_TITLES[suggestion.edit]} ${amountInWords(suggestion, aspect)}`;
    return `  ${at === 0 ? 'Would help:' : '           '} ${what} (+${suggestion.gain.toFixed(2)})`;
  });
}

/** Below this the direction of a tilt is not sure enough to be spoken of. */
const SURE = 0.8;
const LEVEL = 0.3;

function measuredInWords({
  focus,
  horizon,
  clippedHighlights,
  clippedShadows,
}: ExplainedFile['measurements']): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    focus === undefined ? 'nothing sharp' : `blur of ${focus.toFixed(1)} px`,
    `${percent(clippedHighlights)} blown out`,
    `${percent(clippedShadows)} black`,
    ...(horizon.confidence >= SURE && Math.abs(horizon.degrees) >= LEVEL
      ? [`horizon leans ${Math.abs(horizon.degrees).toFixed(1)}°`]
      : []),
  ].join(', ');
}
