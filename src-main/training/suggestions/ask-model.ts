/** What a model answers to the edited copies of a picture, as the app asks it. */
import { SCORED, type Scored } from '../../../src-shared/attribute.ts';
import type { SuggestedEdit } from '../../../src-shared/suggestion.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { answersOf } from '../../../src-aesnet/suggestions/answers.ts';
import type { PhotoAnswers } from '../../../src-aesnet/suggestions/choose.ts';
import { COPIED_EDGE, copiesOf } from '../../decoding/edited.ts';
import { resizeBySharp } from '../../decoding/training-pictures.ts';
import type { OpenedModel } from '../open-model.ts';

/** Copies a run. */
const BATCH = 16;

/** Throws a RangeError for a model that does not give all scores. */
export async function askModel(
  { session, entry }: Pick<OpenedModel, 'session' | 'entry'>,
  picture: Picture,
  edits?: readonly SuggestedEdit[],
): Promise<PhotoAnswers> {
  const { columns } = entry.outputs.scores;
  if (!SCORED.every((name) => columns.includes(name))) {
    throw new RangeError(`${entry.id} gives no ${missing(columns).join(', ')}`);
  }
  const order = SCORED.map((name) => columns.indexOf(name));
  const aspect = picture.width / picture.height;
  const { trials, tensors, votes, horizon } = await copiesOf(await asInApp(picture), {
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
  return { ...answersOf(trials, scores), votes, horizon };
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
