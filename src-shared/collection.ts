/**
 * Smart collections: rules, of which all or any must hold.
 *
 * A rule that names no value for a photo (a film scan has no ISO) does not match it; `not` turns a rule round, so that it
 * matches exactly the other photos.
 */
import * as v from 'valibot';
import { RATED_ATTRIBUTES, SCORED } from './attribute.ts';
import { ErrorInfoSchema, FORMATS } from './photo.ts';
import { GROUP_KINDS, PAIR } from './group.ts';
import { COLORS, FLAGS } from './verdict.ts';

const not = v.optional(v.boolean());
const number = v.pipe(v.number(), v.finite());
/** Both inclusive; at least one is there. */
const bounds = { min: v.optional(number), max: v.optional(number) };

function among<const Of extends string, const Options extends readonly string[]>(
  of: Of,
  options: Options,
) {
  return v.strictObject({
    of: v.literal(of),
    any: v.pipe(v.array(v.picklist(options)), v.minLength(1, 'a value to look for is missing')),
    not,
  });
}

/** EXIF values that are numbers: seconds, f-number, ISO, millimetres. */
export const EXIF_NUMBERS = ['shutter', 'aperture', 'iso', 'focalLength'] as const;
/** EXIF values that are words. */
export const EXIF_WORDS = ['camera', 'lens'] as const;
/** What a photo can be to its neighbours; `none` is in no group and no pair. */
export const GROUP_RULE_KINDS = [...GROUP_KINDS, PAIR, 'none'] as const;
export type GroupRuleKind = (typeof GROUP_RULE_KINDS)[number];
/** Where a photo stands in its group: first, later, or as the frame that is suggested as its best. */
export const POSITIONS = ['first', 'later', 'suggested'] as const;
export type Position = (typeof POSITIONS)[number];

const day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written YYYY-MM-DD'),
  v.check((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)), 'there is no such day'),
);

const PlainRuleSchema = v.variant('of', [
  /** A score from 1 to 5. */
  v.strictObject({ of: v.literal('score'), score: v.picklist(SCORED), ...bounds, not }),
  /** How far an attribute departs from what a photo of that overall score usually has. */
  v.strictObject({
    of: v.literal('residual'),
    attribute: v.picklist(RATED_ATTRIBUTES),
    ...bounds,
    not,
  }),
  v.strictObject({ of: v.literal('exif'), value: v.picklist(EXIF_NUMBERS), ...bounds, not }),
  v.strictObject({
    of: v.literal('text'),
    value: v.picklist(EXIF_WORDS),
    is: v.picklist(['is', 'contains']),
    /** Capitals do not count. */
    text: v.pipe(v.string(), v.trim(), v.minLength(1, 'a text to look for is missing')),
    not,
  }),
  /** Capture days by the corrected clock, inclusive; at least one is there. */
  v.strictObject({ of: v.literal('captured'), from: v.optional(day), to: v.optional(day), not }),
  v.strictObject({ of: v.literal('stars'), ...bounds, not }),
  among('flag', FLAGS),
  among('color', COLORS),
  among('format', FORMATS),
  among('group', GROUP_RULE_KINDS),
  among('position', POSITIONS),
  /** No stars, no flag, no colour. */
  v.strictObject({ of: v.literal('undecided'), not }),
]);

type PlainRule = v.InferOutput<typeof PlainRuleSchema>;

/** What is wrong with a rule's bounds, as half a sentence. */
function boundsProblem(rule: PlainRule): string | undefined {
  switch (rule.of) {
    case 'captured':
      if (rule.from === undefined && rule.to === undefined) return 'a first or last day is missing';
      return (rule.from ?? '') > (rule.to ?? '9') ? 'the first day is after the last' : undefined;
    case 'score':
    case 'residual':
    case 'exif':
    case 'stars': {
      const { min, max } = rule;
      if (min === undefined && max === undefined) return 'a lower or upper bound is missing';
      return (min ?? -Infinity) > (max ?? Infinity)
        ? 'the lower bound is above the upper one'
        : undefined;
    }
    default:
      return undefined;
  }
}

export const RuleSchema = v.pipe(
  PlainRuleSchema,
  v.check(
    (rule) => boundsProblem(rule) === undefined,
    ({ input }) => boundsProblem(input) ?? '',
  ),
);
export type Rule = v.InferOutput<typeof RuleSchema>;

/** Whether rules ask about groups, which must be known then. */
export function asksForGroups({ rules }: Rules): boolean {
  return rules.some(({ of }) => of === 'group' || of === 'position');
}

/** Whether rules ask about suggested frames, which must be looked for then. */
export function asksForSuggested({ rules }: Rules): boolean {
  return rules.some((rule) => rule.of === 'position' && rule.any.includes('suggested'));
}

/** Most rules of one collection. */
export const MOST_RULES = 50;

export const RulesSchema = v.strictObject({
  match: v.picklist(['all', 'any']),
  rules: v.pipe(
    v.array(RuleSchema),
    v.minLength(1, 'a collection needs at least one rule'),
    v.maxLength(MOST_RULES),
  ),
});
export type Rules = v.InferOutput<typeof RulesSchema>;

export const CollectionNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'a collection needs a name'),
  v.maxLength(100, 'a name has 100 characters at most'),
);

/** Collections that are always there. */
export const BUILT_IN_COLLECTIONS = ['undecided', 'picks', 'five-stars', 'rejected'] as const;
export type BuiltInCollection = (typeof BUILT_IN_COLLECTIONS)[number];

export const BUILT_IN: Readonly<
  Record<BuiltInCollection, { readonly name: string; readonly rules: Rules }>
> = {
  undecided: { name: 'Undecided', rules: { match: 'all', rules: [{ of: 'undecided' }] } },
  picks: { name: 'Picks', rules: { match: 'all', rules: [{ of: 'flag', any: ['pick'] }] } },
  'five-stars': { name: 'Five stars', rules: { match: 'all', rules: [{ of: 'stars', min: 5 }] } },
  rejected: { name: 'Rejected', rules: { match: 'all', rules: [{ of: 'flag', any: ['reject'] }] } },
};

const savedId = v.pipe(v.number(), v.integer(), v.minValue(1));
/** A built-in collection by its word, a saved one by its number. */
export const CollectionIdSchema = v.union([v.picklist(BUILT_IN_COLLECTIONS), savedId]);
export type CollectionId = v.InferOutput<typeof CollectionIdSchema>;

/** A collection that the person has saved. */
export const CollectionSchema = v.object({
  id: savedId,
  name: v.string(),
  /** Absent where they cannot be used, for the reason in `error`. */
  rules: v.optional(RulesSchema),
  error: v.optional(ErrorInfoSchema),
});
export type Collection = v.InferOutput<typeof CollectionSchema>;

/** What is wrong with rules, as half a sentence for a person; undefined where they can be used. */
export function rulesProblem(rules: unknown): string | undefined {
  const { issues } = v.safeParse(RulesSchema, rules);
  const [issue] = issues ?? [];
  if (issue === undefined) return undefined;
  const path = v.getDotPath(issue) ?? '';
  const at = /^rules\.(\d+)/.exec(path)?.[1];
  return at === undefined ? issue.message : `rule ${Number(at) + 1}: ${issue.message}`;
}
