import { openHeadless, type Headless, type ScoredFile } from '../engine/headless.ts';
import { libraryEvidence, type EvidencePhoto } from '../engine/headless-taste.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  evidenceOfRatings,
  learn,
  profileOf,
  readDefaults,
  readRatings,
  writeProfile,
  DEPTHS,
  type Evidence,
  type Learnt,
  type LearntWords,
  type Profile,
} from '../personal/index.ts';
import { finetuneDeep, type DeepRequest } from './finetune-deep.ts';
import { findWords, finetuneWords } from './finetune-words.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers finetune --ratings FILE|--from-catalogue --out PROFILE [--force] [--deep [--depth head|stage] [--provider NAME|auto]
 * [--descriptions FILE [--photos PATH]…]]`: learns a taste with the model in use, from a CSV file with `path` and at least one of `stars` and `flag`, or from what was
 * decided in the library; prints the path of the profile. `--force` uses it whatever the gate says. `--deep` fine-tunes the network
 * as well, its head or at most its last stage, and keeps that where it beats the closed form; the profile is there before that. With
 * sentences that the person has checked, of the library or of a description database, it learns what they mean by words, too; a
 * database alone will do.
 */
export async function finetune(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ratings: { type: 'string' },
    'from-catalogue': { type: 'boolean' },
    out: { type: 'string' },
    force: { type: 'boolean' },
    deep: { type: 'boolean' },
    descriptions: { type: 'string' },
    photos: { type: 'string', multiple: true, default: [] },
    depth: { type: 'string' },
    provider: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError('finetune: takes options alone.');
  const fromCatalogue = values['from-catalogue'] === true;
  const { descriptions, photos: places } = values;
  for (const name of ['descriptions', 'photos'] as const) {
    const given = name === 'photos' ? places.length > 0 : descriptions !== undefined;
    if (given && values.deep !== true) throw usageError(`finetune: --${name} needs --deep.`);
  }
  if (places.length > 0 && descriptions === undefined) {
    throw usageError('finetune: --photos needs --descriptions.');
  }
  if (fromCatalogue && values.ratings !== undefined) {
    throw usageError('finetune: --ratings and --from-catalogue exclude each other.');
  }
  if (!fromCatalogue && values.ratings === undefined && descriptions === undefined) {
    throw usageError(
      'finetune: name a CSV file with --ratings, say --from-catalogue, or name sentences with --deep --descriptions.',
    );
  }
  const out = needed('finetune', values.out, 'the profile to write with --out');
  const deep = deepRequest(values);
  const failures = new Failures();
  const given =
    values.ratings === undefined ? undefined : await ratingsFrom(values.ratings, failures);
  const headless = await openHeadless({ ...engineOptions(), onTrouble: say });
  let allTried = true;
  try {
    const defaults = await readDefaults(headless.model);
    const score = (paths: readonly string[]) => scorePaths(headless, paths, failures, signal);
    const hasWords = descriptions !== undefined || (fromCatalogue && deep !== undefined);
    const known = hasWords
      ? await findWords({
          ...{ headless, file: descriptions, photos: places, score },
          trouble: (sentence) => failures.say(sentence),
        })
      : undefined;
    const { evidence, photos } =
      given !== undefined
        ? await fromRatings(given, score, values.ratings ?? '')
        : fromCatalogue
          ? await fromLibrary(
              headless,
              deep !== undefined,
              score,
              (known?.described.length ?? 0) > 0,
            )
          : NO_DECISIONS;
    const lesson = { defaults, evidence };
    let learnt = learn(lesson);
    let words: LearntWords | undefined;
    const profileOfAll = () =>
      profileOf(headless.model, defaults, evidence, learnt, {
        ...{ force: values.force === true, at: Date.now(), words },
      });
    // Whatever becomes of the network, there is a profile.
    await writeProfile(out, profileOfAll());
    if (known !== undefined) {
      words = await finetuneWords(known, headless, signal);
      await writeProfile(out, profileOfAll());
    }
    if (deep !== undefined && evidence.decisions.length > 0) {
      const input = { lesson, learnt, photos, headless, out };
      const result = await finetuneDeep(input, deep, signal);
      learnt = result.learnt;
      allTried = result.tried;
      if (allTried) await writeProfile(out, profileOfAll());
    }
    if (evidence.decisions.length === 0) {
      say('There are no decisions to learn a ranking from: the general one stays.');
    } else for (const sentence of summary(profileOfAll(), learnt)) say(sentence);
  } finally {
    await headless.close();
  }
  await printLine(out);
  return failures.any || !allTried ? EXIT.someFailed : EXIT.done;
}

/** Throws `bad-usage` for what says how to fine-tune, where that is not asked for. */
function deepRequest(values: {
  readonly deep?: boolean | undefined;
  readonly depth?: string | undefined;
  readonly provider?: string | undefined;
}): DeepRequest | undefined {
  const { deep = false, depth: asked = 'head', provider } = values;
  if (!deep) {
    for (const name of ['depth', 'provider'] as const) {
      if (values[name] !== undefined) throw usageError(`finetune: --${name} needs --deep.`);
    }
    return undefined;
  }
  const depth = DEPTHS.find((each) => each === asked);
  if (depth === undefined) {
    throw usageError(`--depth: expected ${DEPTHS.join(' or ')}, received “${asked}”.`);
  }
  const named = provider === 'auto' ? undefined : provider;
  return { depth, provider: named ?? (process.env.KEEPERS_PROVIDER || undefined) };
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

interface Learnable {
  readonly evidence: Evidence;
  /** By the rows of the evidence. */
  readonly photos: readonly EvidencePhoto[];
}

async function fromRatings(ratings: Ratings, score: Score, file: string): Promise<Learnable> {
  const scored = await score([...new Set(ratings.map(({ path }) => path))]);
  const rated = ratings.flatMap((rating) => {
    const photo = scored.get(rating.path);
    return photo === undefined ? [] : [{ ...photo, rating }];
  });
  if (rated.length === 0) {
    const reason = 'no photo in it has a rating and can be read';
    throw new KeepersError('ratings-invalid', { file, reason });
  }
  const { evidence, photos } = evidenceOfRatings(rated);
  return { evidence, photos: photos.map((photo) => ({ ...photo, path: photo.rating.path })) };
}

/** Who gives sentences alone has decided nothing. */
const NO_DECISIONS: Learnable = { evidence: evidenceOfRatings([]).evidence, photos: [] };

async function fromLibrary(
  { model }: Headless,
  features: boolean,
  score: Score,
  hasWords: boolean,
): Promise<Learnable> {
  const { home } = engineOptions();
  const { evidence, photos, unscored } = await libraryEvidence({ home, model, features, score });
  if (unscored > 0) say(`${unscored} photos with decisions could not be scored and are left out.`);
  if (evidence.decisions.length === 0 && !hasWords) throw new KeepersError('decisions-missing');
  return { evidence, photos };
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
      spaces: true,
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
