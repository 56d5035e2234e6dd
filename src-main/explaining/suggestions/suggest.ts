import { SCORED } from '../../../src-shared/attribute.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { Measurements } from '../../../src-shared/photo.ts';
import { TONE_EDITS, type SuggestedEdit, type Suggestion } from '../../../src-shared/suggestion.ts';
import { answersOf, type Answers } from '../../../src-aesnet/suggestions/answers.ts';
import { suggestionsOf } from '../../../src-aesnet/suggestions/choose.ts';
import { WHOLE } from '../../../src-aesnet/suggestions/trials.ts';
import { turnChancesOf } from '../../../src-aesnet/suggestions/turn-squares.ts';
import type { Decoder, EditedCopies, Source } from '../../decoding/types.ts';
import type { ResolvedModel, Scorer, Inspector } from '../../inference/types.ts';
import { readCalibration } from './calibration-file.ts';

export interface SuggestRooms {
  readonly decoder: Pick<Decoder, 'editedCopies'>;
  readonly scorer: Pick<Scorer, 'score' | 'batchSize'>;
  readonly inspector: Pick<Inspector, 'inspect'>;
  /** The model that the scorer scores with. */
  readonly model: Pick<ResolvedModel, 'entry' | 'folder'>;
}

export interface PhotoToImprove {
  readonly source: Source;
  /** At full resolution, where it was measured: its horizon is tried, and its sharpest region put on a third. */
  readonly measurements?: Measurements | undefined;
}

/** What is tried at the same time: while copies of one kind are scored, those of another are made. */
const AT_ONCE: readonly (readonly SuggestedEdit[])[] = [TONE_EDITS, ['straighten'], ['crop']];

/**
 * Shows the model edited copies of a photo, and answers with those edits of which it expects most, best first: at most three, each
 * kind once, only those above the floor of its manifest. None means that nothing we know would help; undefined, that the model does
 * not come with what it takes. The photo itself is only read.
 *
 * Rejects with what is wrong with the photo, `suggestions-invalid`, what `Scorer.score` rejects with, or `cancelled`.
 */
export async function suggestChanges(
  photo: PhotoToImprove,
  rooms: SuggestRooms,
  signal?: AbortSignal,
): Promise<Suggestion[] | undefined> {
  const { model } = rooms;
  const calibrated = await readCalibration(model);
  if (calibrated === undefined) return undefined;
  const parts = await Promise.all(AT_ONCE.map((edits) => ask(photo, edits, rooms, signal)));
  const [first] = parts;
  if (first === undefined) return [];
  const trials = parts.flatMap((part) => part.trials);
  const squares = parts.flatMap((part) => part.squares);
  const { gains, turns } = await rooms.inspector.inspect({ picture: first.picture, squares });
  const told = { gains, turns: turnChancesOf(turns) };
  return suggestionsOf(
    { ...first, trials, told },
    { ...calibrated, residuals: model.entry.residuals },
  );
}

/** Answers, with what else is known of the photo. */
type Asked = Answers &
  Pick<EditedCopies, 'votes' | 'squares' | 'horizon'> & { readonly picture: Uint8Array };

async function ask(
  { source, measurements }: PhotoToImprove,
  edits: readonly SuggestedEdit[],
  { decoder, scorer }: SuggestRooms,
  signal: AbortSignal | undefined,
): Promise<Asked> {
  const { trials, tensors, votes, squares, horizon } = await decoder.editedCopies(source, {
    horizon: measurements?.horizon,
    subject: subjectOf(measurements),
    edits,
  });
  const scores: number[][] = [];
  const { batchSize } = scorer;
  for (let start = 0; start < tensors.length; start += batchSize) {
    if (signal?.aborted === true) throw new KeepersError('cancelled');
    for (const answer of await scorer.score(tensors.slice(start, start + batchSize))) {
      if (answer instanceof KeepersError) throw answer;
      scores.push(SCORED.map((name) => answer.score.values[name] ?? 0));
    }
  }
  const picture = tensors[WHOLE] as Uint8Array;
  return { ...answersOf(trials, scores), picture, votes, squares, horizon };
}

/** The middle of the sharpest region. */
function subjectOf(measurements: Measurements | undefined): { x: number; y: number } | undefined {
  const region = measurements?.focusRegion;
  if (region === undefined) return undefined;
  return { x: region.x + region.width / 2, y: region.y + region.height / 2 };
}
