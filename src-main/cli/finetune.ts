import { openHeadless, type ScoredFile } from '../engine/headless.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  learnProfile,
  readDefaults,
  readRatings,
  writeProfile,
  type Learnt,
} from '../personal/index.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say } from './output.ts';
import { ScoreProgress } from './score-progress.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers finetune --ratings FILE --out PROFILE [--force]`: learns a taste from a CSV file with `path` and at least one of
 * `stars` and `flag`, with the model in use; prints the path of the profile. `--force` uses it whatever the gate says.
 */
export async function finetune(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ratings: { type: 'string' },
    out: { type: 'string' },
    force: { type: 'boolean' },
  });
  if (positionals.length > 0) throw usageError('finetune: takes options alone.');
  const file = needed('finetune', values.ratings, 'the CSV file with --ratings');
  const out = needed('finetune', values.out, 'the profile to write with --out');
  const { ratings, problems } = await readRatings(file);
  for (const problem of problems) say(printable(problem));
  const headless = await openHeadless({ ...engineOptions(), onTrouble: say });
  const progress = new ScoreProgress();
  const scored = new Map<string, ScoredFile>();
  let failed = 0;
  try {
    const defaults = await readDefaults(headless.model);
    await headless.score([...new Set(ratings.map(({ path }) => path))], {
      measure: false,
      embeddings: true,
      signal,
      onResult: (result) => {
        progress.finished('error' in result);
        if (!('error' in result)) scored.set(result.path, result);
        else {
          failed++;
          say(`${printable(result.path)}: ${result.error.message}`);
        }
      },
      onFound: (found, complete) => progress.found(found, complete),
    });
    progress.end();
    if (signal.aborted) throw new KeepersError('cancelled');
    const rated = ratings.flatMap((rating) => {
      const photo = scored.get(rating.path);
      return photo === undefined ? [] : [{ ...photo, rating }];
    });
    if (rated.length === 0) {
      throw new KeepersError('ratings-invalid', {
        file,
        reason: 'no photo in it has a rating and can be read',
      });
    }
    const learnt = learnProfile(headless.model, defaults, rated, values.force === true);
    await writeProfile(out, learnt.profile);
    for (const sentence of summary(learnt)) say(sentence);
  } finally {
    progress.end();
    await headless.close();
  }
  await printLine(out);
  return failed > 0 || problems.length > 0 ? EXIT.someFailed : EXIT.done;
}

function summary({ profile, verdict }: Learnt): string[] {
  const { learnt, gate } = profile;
  const { photos, stars, picks, rejects } = learnt;
  const lines = [
    `Learnt from ${stars} stars, ${picks} picks and ${rejects} rejects of ${photos} photos.`,
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
