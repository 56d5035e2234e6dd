/** What belongs to one profile alone: pairs that were answered while calibrating, ratings from files of ratings. */
import * as v from 'valibot';

const photo = v.pipe(v.number(), v.integer(), v.minValue(1));
const loss = v.pipe(v.number(), v.minValue(0));

export const PairAnswerSchema = v.object({
  kind: v.literal('pair'),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Photos of the catalogue as they stood on screen. */
  left: photo,
  right: photo,
  chosen: v.picklist(['left', 'right', 'neither']),
  purpose: v.picklist(['informative', 'random', 'repeat']),
  /** Of a random pair that was answered: log-losses of what each ranking had foretold, nats. */
  foretold: v.optional(v.object({ general: loss, personal: loss })),
});
export type PairAnswer = v.InferOutput<typeof PairAnswerSchema>;

export const RatingAnswerSchema = v.object({
  kind: v.literal('rating'),
  at: v.number(),
  photo,
  stars: v.optional(v.picklist([1, 2, 3, 4, 5])),
  flag: v.optional(v.picklist(['pick', 'reject'])),
});
export type RatingAnswer = v.InferOutput<typeof RatingAnswerSchema>;

export const AnswerSchema = v.variant('kind', [PairAnswerSchema, RatingAnswerSchema]);
export type Answer = v.InferOutput<typeof AnswerSchema>;
