import { openHeadless, type Headless, type ScoredFile } from '../engine/headless.ts';
import { libraryEvidence } from '../engine/headless-taste.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  evidenceOfRatings,
  learn,
  profileOf,
  readDefaults,
  readRatings,
  writeProfile,
  type Evidence,
  type Learnt,
  type Profile,
} from '../personal/index.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers finetune --ratings FILE|--from-catalogue --out PROFILE [--force]`: learns a taste with the model in use, from a CSV
 * file with `path` and at least one of `stars` and `flag`, or from what was decided in the library; prints the path of the
 * profile. `--force` uses it whatever the gate says.
 */
export async function finetune(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ratings: { type: 'string' },
    'from-catalogue': { type: 'boolean' },
    out: { type: 'string' },
    force: { type: 'boolean' },
  });
  if (positionals.length > 0) throw usageError('finetune: takes options alone.');
  const fromCatalogue = values['from-catalogue'] === true;
  if (fromCatalogue === (values.ratings !== undefined)) {
    throw usageError('finetune: name a CSV file with --ratings, or say --from-catalogue.');
  }
  const out = needed('finetune', values.out, 'the profile to write with --out');
  const failures = new Failures();
  const given =
    values.ratings === undefined ? undefined : await ratingsFrom(values.ratings, failures);
  const headless = await openHeadless({ ...engineOptions(), onTrouble: say });
  try {
    const defaults = await readDefaults(headless.model);
    const score = (paths: readonly string[]) => scorePaths(headless, paths, failures, signal);
    const evidence =
      given === undefined
        ? await fromLibrary(headless, score)
        : await fromRatings(given, score, values.ratings ?? '');
    const learnt = learn({ defaults, evidence });
    const profile = profileOf(headless.model, defaults, evidence, learnt, {
      ...{ force: values.force === true, at: Date.now() },
    });
    await writeProfile(out, profile);
    for (const sentence of summary(profile, learnt)) say(sentence);
  } finally {
    await headless.close();
  }
  await printLine(out);
  return failures.any ? EXIT.someFailed : EXIT.done;
}

/** What could not be used, said as it is met. */
class Failures {
  any = false;

  say(sentence: string): void {
    this.any = true;
    say(printable(sentence));
  }
}

type Score = (paths: readonly string[]) => Promise<Map<string, ScoredFile>>;
type Ratings = Awaited<ReturnType<typeof readRatings>>['ratings'];

async function ratingsFrom(file: string, failures: Failures): Promise<Ratings> {
  const { ratings, problems } = await readRatings(file);
  for (const problem of problems) failures.say(problem);
  return ratings;
}

async function fromRatings(ratings: Ratings, score: Score, file: string): Promise<Evidence> {
  const scored = await score([...new Set(ratings.map(({ path }) => path))]);
  const rated = ratings.flatMap((rating) => {
    const photo = scored.get(rating.path);
    return photo === undefined ? [] : [{ ...photo, rating }];
  });
  if (rated.length === 0) {
    const reason = 'no photo in it has a rating and can be read';
    throw new KeepersError('ratings-invalid', { file, reason });
  }
  return evidenceOfRatings(rated);
}

async function fromLibrary({ model }: Headless, score: Score): Promise<Evidence> {
  const { home } = engineOptions();
  const { evidence, unscored } = await libraryEvidence({ home, model, score });
  if (unscored > 0) say(`${unscored} photos with decisions could not be scored and are left out.`);
  if (evidence.decisions.length === 0) throw new KeepersError('decisions-missing');
  return evidence;
}

async function scorePaths(
  headless: Headless,
  paths: readonly string[],
  failures: Failures,
  signal: AbortSignal,
): Promise<Map<string, ScoredFile>> {
  const progress = new ScoreProgress();
  const scored = new Map<string, ScoredFile>();
  try {
    await headless.score(paths, {
      measure: false,
      embeddings: true,
      signal,
      onResult: (result) => {
        progress.finished('error' in result);
        if ('error' in result) failures.say(`${result.path}: ${result.error.message}`);
        else scored.set(result.path, result);
      },
      onFound: (found, complete) => progress.found(found, complete),
    });
  } finally {
    progress.end();
  }
  if (signal.aborted) throw new KeepersError('cancelled');
  return scored;
}

function summary({ learnt, gate }: Profile, { verdict }: Learnt): string[] {
  const { photos, stars, picks, rejects, pairs } = learnt;
  const compared = pairs > 0 ? `, ${pairs} comparisons` : '';
  const lines = [
    `Learnt from ${stars} stars, ${picks} picks and ${rejects} rejects${compared} of ${photos} photos.`,
  ];
  if (gate.gain === undefined) {
    lines.push('There are too few decisions that differ to try this on held-out ones.');
  } else {
    lines.push(
      `On ${gate.comparisons} held-out comparisons it foretells better than the general score by ${gate.gain.toFixed(3)} nats (80 % sure of more than ${gate.lower?.toFixed(3)}).`,
    );
  }
  if (gate.state === 'open') lines.push('The personal ranking is on.');
  else if (gate.state === 'closed')
    lines.push('The general ranking stays until the personal one proves better.');
  else lines.push('The personal ranking is on because you said so: it has not proved better.');
  if (verdict.worse)
    lines.push('On these decisions the personal ranking is worse than the general one.');
  return lines;
}
