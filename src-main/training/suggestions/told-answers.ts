/** What was answered of pictures with known edits, with what is told of them by the networks that look at a picture as it is. */
import type { KnownTones, KnownTurn } from '../../../src-aesnet/suggestions/fit.ts';
import { withToldGains } from '../../../src-aesnet/suggestions/tone-features.ts';
import { withToldTurns } from '../../../src-aesnet/suggestions/turn-features.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { DamageSession } from '../../inference/damage-session.ts';
import { inspect } from './ask-model.ts';
import type { KnownAnswer, KnownPicture } from './collect.ts';
import { knownCopies } from './known-copies.ts';

export interface ToldOptions {
  readonly damage: DamageSession;
  /** As when they were asked about. */
  readonly kinds: number;
  readonly signal: AbortSignal;
  onProgress(done: number, count: number): void;
}

/** What `fitTones` and `fitTurns` learn from. Rejects with `cancelled`. */
export async function toldAnswers(
  answers: readonly KnownAnswer[],
  pictures: readonly KnownPicture[],
  { damage, kinds, signal, onProgress }: ToldOptions,
): Promise<{ readonly tones: KnownTones[]; readonly turns: KnownTurn[] }> {
  const byPicture = Map.groupBy(answers, ({ picture }) => picture);
  const tones: KnownTones[] = [];
  const turns: KnownTurn[] = [];
  for (const [done, { name, index, read }] of pictures.entries()) {
    if (signal.aborted) throw new KeepersError('cancelled');
    for (const copy of await knownCopies(await read(), index, { kinds })) {
      const answer = byPicture.get(name)?.find(({ kind }) => kind === copy.kind);
      if (answer === undefined) continue;
      const { kind, amount } = answer;
      const told = await inspect(damage, copy.picture);
      if (answer.tones !== undefined) {
        const features = withToldGains(answer.tones, told.gains);
        tones.push({ picture: name, kind, amount, features });
      }
      if (answer.turns !== undefined) {
        const degrees = kind === 'tilt' ? amount : 0;
        turns.push({ degrees, features: withToldTurns(answer.turns, told.turns) });
      }
    }
    onProgress(done + 1, pictures.length);
  }
  return { tones, turns };
}
