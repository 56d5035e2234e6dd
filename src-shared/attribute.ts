/**
 * The aesthetic attributes of the AesNet method (METHOD: the seven spaces, of which six are rated).
 * Their ids are the ones used in the catalogue, in JSON output and in `models/manifest.json`.
 */
export const RATED_ATTRIBUTES = [
  'technical_quality',
  'composition',
  'color',
  'depth_of_field',
  'light',
  'content',
] as const;

/** An attribute with a level from 1 to 5. */
export type RatedAttribute = (typeof RATED_ATTRIBUTES)[number];

/** What a photo can be ranked by: the overall score or one rated attribute. */
export const SCORED = ['aesthetic', ...RATED_ATTRIBUTES] as const;
export type Scored = (typeof SCORED)[number];

/** What a person reads. */
export const SCORED_NAMES: Readonly<Record<Scored, string>> = {
  aesthetic: 'Overall',
  technical_quality: 'Technical quality',
  composition: 'Composition',
  color: 'Colour',
  depth_of_field: 'Depth of field',
  light: 'Light',
  content: 'Content',
};

export const SCORE_MIN = 1;
export const SCORE_MAX = 5;
