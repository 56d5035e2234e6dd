import * as v from 'valibot';

export const STARS = [0, 1, 2, 3, 4, 5] as const;
export const FLAGS = ['pick', 'reject', 'none'] as const;
export const COLORS = ['red', 'yellow', 'green', 'blue', 'purple', 'none'] as const;

export type Stars = (typeof STARS)[number];
export type Flag = (typeof FLAGS)[number];
export type Color = (typeof COLORS)[number];

/** What a person has decided about a photo. Stars stay on a rejected photo. */
export const VerdictSchema = v.object({
  /** 0 is "not rated", not "worst". */
  stars: v.picklist(STARS),
  flag: v.picklist(FLAGS),
  color: v.picklist(COLORS),
});
export type Verdict = v.InferOutput<typeof VerdictSchema>;

export const NO_VERDICT: Verdict = { stars: 0, flag: 'none', color: 'none' };

/** A change to a verdict: only what is named changes. */
export const VerdictChangeSchema = v.partial(VerdictSchema);
export type VerdictChange = v.InferOutput<typeof VerdictChangeSchema>;

/** Whether the verdict has reached the photo's sidecar. */
export const SIDECAR_STATES = ['none', 'pending', 'written', 'failed', 'conflict'] as const;
export type SidecarState = (typeof SIDECAR_STATES)[number];

/** Editors for which verdicts are written; `all` is for every one of them at once. */
export const PROFILES = [
  'lightroom',
  'darktable',
  'digikam',
  'photomechanic',
  'captureone',
  'all',
] as const;
export type Profile = (typeof PROFILES)[number];

/** One of several things that are said of a photo where they disagree. Only what it says is there. */
export const VerdictVersionSchema = v.object({
  ...v.partial(VerdictSchema).entries,
  where: v.picklist(['sidecar', 'embedded']),
  path: v.string(),
  /** Of the file, milliseconds since 1970. */
  modifiedAt: v.number(),
  /** The property that says it, `xmp:Rating`, where others of the same file say something else. */
  property: v.optional(v.string()),
});
export type VerdictVersion = v.InferOutput<typeof VerdictVersionSchema>;
