/** Level pictures turned by known angles, of which it is learnt what edges say of a lean. */
import { KeepersError } from '../../../src-shared/errors.ts';
import { tilt } from '../../../src-aesnet/edits/geometry.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { turnChances } from '../../../src-aesnet/suggestions/calibration.ts';
import { fitTurns, type KnownTurn } from '../../../src-aesnet/suggestions/fit.ts';
import { LEAN_FEATURES, leanFeatures } from '../../../src-aesnet/suggestions/lean-features.ts';
import { WIDEST_TURN } from '../../../src-aesnet/suggestions/trials.ts';
import { withLean } from '../../../src-aesnet/suggestions/turn-features.ts';
import { edgeVotesOf } from '../../decoding/edited.ts';
import type { KnownAnswer, KnownPicture } from './collect.ts';
import { knownCopies } from './known-copies.ts';

export interface LeanOptions {
  readonly signal: AbortSignal;
  onProgress(done: number, count: number): void;
}

const LEAST_TILT = 1.5;
const PENALTY = 1e-3;

/** The weights of `leanFeatures`. Each picture counts as it is, taken for level, and turned. Rejects with `cancelled`. */
export async function learnLeans(
  pictures: readonly KnownPicture[],
  { signal, onProgress }: LeanOptions,
): Promise<Float64Array> {
  const known: KnownTurn[] = [];
  for (const [done, { index, read }] of pictures.entries()) {
    if (signal.aborted) throw new KeepersError('cancelled');
    const picture = await read();
    const random = Random.from(index, 4_417);
    const degrees = random.uniform(LEAST_TILT, WIDEST_TURN) * (random.chance(0.5) ? 1 : -1);
    const turned = tilt(picture, degrees, Math.abs(degrees), picture.width / picture.height);
    known.push({ degrees: 0, features: edgesOf(picture) }, { degrees, features: edgesOf(turned) });
    onProgress(done + 1, pictures.length);
  }
  return fitTurns(known, LEAN_FEATURES, PENALTY);
}

/** What was answered of level and tilted copies, with what their edges say by `lean`. */
export async function turnsWithLeans(
  answers: readonly KnownAnswer[],
  pictures: readonly KnownPicture[],
  lean: Float64Array,
  kinds: number,
): Promise<KnownTurn[]> {
  const known: KnownTurn[] = [];
  for (const { name, index, read } of pictures) {
    for (const { kind, picture } of await knownCopies(await read(), index, { kinds })) {
      const answer = answers.find((each) => each.picture === name && each.kind === kind);
      if (answer?.turns === undefined) continue;
      const chances = turnChances(lean, edgesOf(picture));
      const features = withLean(answer.turns, chances);
      known.push({ degrees: kind === 'tilt' ? answer.amount : 0, features });
    }
  }
  return known;
}

function edgesOf(picture: Picture): Float64Array {
  return leanFeatures(edgeVotesOf(picture));
}
