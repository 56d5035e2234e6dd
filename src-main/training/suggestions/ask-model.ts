/** What a model answers to the edited copies of a picture, as the app asks it. */
import { SCORED, type Scored } from '../../../src-shared/attribute.ts';
import type { SuggestedEdit } from '../../../src-shared/suggestion.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { answersOf } from '../../../src-aesnet/suggestions/answers.ts';
import type { PhotoAnswers, Told } from '../../../src-aesnet/suggestions/choose.ts';
import type { DamageSession } from '../../inference/damage-session.ts';
import { WHOLE } from '../../../src-aesnet/suggestions/trials.ts';
import { turnChancesOf } from '../../../src-aesnet/suggestions/turn-squares.ts';
import { TURNS } from '../../../src-aesnet/suggestions/turn-features.ts';
import { COPIED_EDGE, copiesOf, inspectedOf } from '../../decoding/edited.ts';
import { resizeBySharp } from '../../decoding/training-pictures.ts';
import type { OpenedModel } from '../open-model.ts';

/** Where turns are not tried nothing is told of them. */
const ALIKE = new Float64Array(TURNS.length).fill(1 / TURNS.length);
/** Copies a run. */
const BATCH = 16;

/** A model with the networks that look at a photo as it is. */
export type AskedModel = Pick<OpenedModel, 'session' | 'entry'> & {
  readonly damage: DamageSession;
};

/** Throws a RangeError for a model that does not give all scores. */
export async function askModel(
  { session, entry, damage }: AskedModel,
  picture: Picture,
  edits?: readonly SuggestedEdit[],
): Promise<PhotoAnswers> {
  const { columns } = entry.outputs.scores;
  if (!SCORED.every((name) => columns.includes(name))) {
    throw new RangeError(`${entry.id} gives no ${missing(columns).join(', ')}`);
  }
  const order = SCORED.map((name) => columns.indexOf(name));
  const aspect = picture.width / picture.height;
  const { trials, tensors, votes, squares, horizon } = await copiesOf(await asInApp(picture), {
    aspect,
    edits,
  });
  const scores: Float64Array[] = [];
  for (let start = 0; start < tensors.length; start += BATCH) {
    const here = tensors.slice(start, start + BATCH);
    const outputs = await session.run(here);
    for (let row = 0; row < here.length; row++) {
      const at = row * columns.length;
      scores.push(Float64Array.from(order, (column) => outputs.scores[at + column] as number));
    }
  }
  const told = await toldBy(damage, tensors[WHOLE] as Uint8Array, squares);
  return { ...answersOf(trials, scores), votes, told, horizon };
}

/** What the networks say of a picture, as the app shows it to them. */
export async function inspect(damage: DamageSession, picture: Picture): Promise<Told> {
  const shown = await asInApp(picture);
  const { picture: whole, squares } = inspectedOf(shown, picture.width / picture.height);
  return toldBy(damage, whole, squares);
}

async function toldBy(
  damage: DamageSession,
  picture: Uint8Array,
  squares: readonly Uint8Array[],
): Promise<Told> {
  const { gains, turns } = await damage.inspect({ picture, squares });
  return { gains, turns: squares.length === 0 ? ALIKE : turnChancesOf(turns) };
}

/** The app decodes no larger. */
async function asInApp(picture: Picture): Promise<Picture> {
  const scale = COPIED_EDGE / Math.min(picture.width, picture.height);
  if (scale >= 1) return picture;
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return resizeBySharp(picture, side(picture.width), side(picture.height), 'lanczos3');
}

function missing(columns: readonly Scored[]): Scored[] {
  return SCORED.filter((name) => !columns.includes(name));
}
