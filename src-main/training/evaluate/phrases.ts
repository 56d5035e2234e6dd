import type { Space } from '../../../src-aesnet/descriptions/index.ts';
import { DAMAGES, EDIT_KINDS, type EditName } from '../../../src-aesnet/edits/index.ts';

/** What somebody might look for, and the edit that makes a picture so. */
export interface JudgedPhrase {
  readonly phrase: string;
  /** The attribute that it is about, in whose space it is compared. */
  readonly space: Space;
  readonly edit: EditName;
}

/** Phrases in a person's words, of which some are a template's own. They stay as they are, so that figures compare. */
export const JUDGED_PHRASES: readonly JudgedPhrase[] = [
  { phrase: 'too dark', space: 'light', edit: 'darker' },
  { phrase: 'underexposed', space: 'light', edit: 'darker' },
  { phrase: 'too bright', space: 'light', edit: 'brighter' },
  { phrase: 'overexposed', space: 'light', edit: 'brighter' },
  { phrase: 'flat, without contrast', space: 'light', edit: 'flatter' },
  { phrase: 'warm evening light', space: 'light', edit: 'warm' },
  { phrase: 'orange cast', space: 'color', edit: 'warm' },
  { phrase: 'cold blue cast', space: 'color', edit: 'cool' },
  { phrase: 'green cast', space: 'color', edit: 'green' },
  { phrase: 'faded colours', space: 'color', edit: 'desaturated' },
  { phrase: 'garish colours', space: 'color', edit: 'oversaturated' },
  { phrase: 'out of focus', space: 'technical_quality', edit: 'defocus' },
  { phrase: 'blurred by motion', space: 'technical_quality', edit: 'motion_blur' },
  { phrase: 'noisy', space: 'technical_quality', edit: 'noise' },
  { phrase: 'JPEG artefacts', space: 'technical_quality', edit: 'jpeg' },
  { phrase: 'tilted horizon', space: 'composition', edit: 'tilt' },
];

/** The kinds of edits that the phrases are about, each once. */
export const JUDGED_EDITS: readonly EditName[] = [
  ...new Set(JUDGED_PHRASES.map(({ edit }) => edit)),
];

/** How much of an edit a photo from elsewhere is given: as damages are judged, else the middle of what is weak and strong. */
export function amountsOf(kind: EditName): { readonly weak: number; readonly strong: number } {
  const damage = DAMAGES.find((one) => one.kind === kind);
  if (damage !== undefined) return damage;
  const { weak, strong } = EDIT_KINDS[kind];
  return { weak: (weak[0] + weak[1]) / 2, strong: (strong[0] + strong[1]) / 2 };
}
