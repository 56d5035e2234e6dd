/** One picture of the description database: a line of JSON (METHOD.md section 2). */
import * as v from 'valibot';
import { EMOTIONS, SCORE_MAX, SCORE_MIN } from '../../src-shared/attribute.ts';
import { EDIT_NAMES } from '../edits/types.ts';
import { fits, NUMERIC_UNITS, SOURCES, SPACES, type Space } from './units.ts';

/** By how much shares may miss a sum of 1, for rounding. */
const ROUNDING = 0.01;

const finite = v.pipe(v.number(), v.finite());
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const points = v.pipe(v.number(), v.minValue(SCORE_MIN), v.maxValue(SCORE_MAX));

const said = {
  text: v.pipe(v.string(), v.trim(), v.nonEmpty('the sentence is empty')),
  source: v.picklist(SOURCES),
  /** Whether a person has looked at this picture and found the sentence right. */
  checked: v.boolean(),
};

/** A sentence about one attribute of one picture, with the level that it speaks of. */
const DescriptionSchema = v.variant('unit', [
  v.strictObject({ ...said, unit: v.picklist(NUMERIC_UNITS), level: finite }),
  v.strictObject({
    ...said,
    /** Of people's feelings: the level is the shares of all votes, in the order of `EMOTIONS`. */
    unit: v.literal('votes'),
    shares: v.pipe(
      v.array(share),
      v.length(EMOTIONS.length),
      v.check(
        (shares) => Math.abs(shares.reduce((sum, one) => sum + one, 0) - 1) <= ROUNDING,
        'the shares do not sum up to 1',
      ),
    ),
  }),
  /** No level is known, as of a comment. */
  v.strictObject({ ...said, unit: v.literal('none') }),
]);
export type Description = v.InferOutput<typeof DescriptionSchema>;

/** How to make an edited copy again: `applyEdit` of the photo `of`, and which of its copies. */
const EditedCopySchema = v.strictObject({
  of: v.pipe(v.string(), v.nonEmpty()),
  copy: v.picklist(['weak', 'strong']),
  kind: v.picklist(EDIT_NAMES),
  weak: finite,
  strong: finite,
  setting: v.strictObject({
    aspect: finite,
    long: v.exactOptional(finite),
    angle: finite,
    turn: v.picklist([1, -1]),
    crop: finite,
    chroma: share,
    space: v.picklist(['linear', 'coded']),
    seed: finite,
  }),
});
export type EditedCopy = v.InferOutput<typeof EditedCopySchema>;

const attributes = Object.fromEntries(
  SPACES.map((space) => [space, v.exactOptional(descriptionsOf(space))]),
) as Record<Space, v.ExactOptionalSchema<v.GenericSchema<Description[], Description[]>, undefined>>;

function descriptionsOf(space: Space): v.GenericSchema<Description[], Description[]> {
  const one = v.pipe(
    DescriptionSchema,
    v.check(
      ({ unit, source }) => isLevelOf(space, unit, source),
      ({ input: { unit, source } }) => `no ${source} sentence about ${space} has the unit ${unit}`,
    ),
  );
  return v.pipe(v.array(one), v.minLength(1, 'there is no sentence'));
}

function isLevelOf(
  space: Space,
  unit: Description['unit'],
  source: Description['source'],
): boolean {
  if (unit === 'none') return true;
  if (unit !== 'votes') return fits(unit, source, space);
  return space === 'emotion' && (source === 'human' || source === 'person');
}

const RecordSchema = v.strictObject({
  /** The picture's name without folder and extension; of an edited copy, that with the edit. */
  id: v.pipe(v.string(), v.nonEmpty('the id is empty')),
  /** Mean overall rating in points, 1–5; absent where nobody has rated the picture as it is. */
  score: v.exactOptional(points),
  edit: v.exactOptional(EditedCopySchema),
  /** Attributes without a sentence are absent. */
  attributes: v.strictObject(attributes),
});
export type DescriptionRecord = v.InferOutput<typeof RecordSchema>;

/** A value, or why there is none, as half a sentence. */
export type Parsed<Value> =
  | { readonly value: Value; readonly problem?: never }
  | { readonly value?: never; readonly problem: string };

/** Reads a record from one line of JSON. */
export function parseRecord(line: string): Parsed<DescriptionRecord> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { problem: 'it is not JSON' };
  }
  const result = v.safeParse(RecordSchema, json);
  if (result.success) return { value: result.output };
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  return { problem: place === null ? issue.message : `${place}: ${issue.message}` };
}

/** A record as one line of JSON, without its end. */
export function formatRecord(record: DescriptionRecord): string {
  return JSON.stringify(record);
}
