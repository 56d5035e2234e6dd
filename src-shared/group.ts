/** What frames can be to each other. */

/** Two files of one exposure, or a photo and its film: one photo on screen, one verdict. */
export const PAIR = 'pair';

/**
 * What a group of photos is, strongest claim first: a photo is in the first that it fits, and in no other.
 *
 * Brackets, focus stacks and panoramas are sets: each frame is needed, none is ever offered for rejection. Of a
 * burst or of near duplicates one frame may be suggested; the others are not demoted for it.
 */
export const GROUP_KINDS = ['bracket', 'focus-stack', 'panorama', 'burst', 'duplicates'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** Whether a group is a set of which every frame is needed. */
export function isSet(kind: GroupKind): boolean {
  return kind === 'bracket' || kind === 'focus-stack' || kind === 'panorama';
}

/** Longest time in seconds between two frames of a burst, unless the person sets another. */
export const DEFAULT_BURST_GAP = 1;
/** The largest gap that can be set, in seconds. */
export const LARGEST_BURST_GAP = 60;

/** What is measured in frames of one subject, and may be better in one than in another. */
export const MEASURED_DIFFERENCES = [
  'focus',
  'motion',
  'horizon',
  'highlights',
  'shadows',
  'noise',
] as const;
export type MeasuredDifference = (typeof MEASURED_DIFFERENCES)[number];
