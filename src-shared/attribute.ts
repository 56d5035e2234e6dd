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

/** The seventh space: what people feel, as shares of their votes. In the order of the published labels. */
export const EMOTIONS = [
  'amusement',
  'awe',
  'contentment',
  'disgust',
  'excitement',
  'fear',
  'neutral',
  'sadness',
] as const;
export type Emotion = (typeof EMOTIONS)[number];

/** What a person reads within a sentence. */
export const EMOTION_NAMES: Readonly<Record<Emotion, string>> = {
  amusement: 'amusement',
  awe: 'awe',
  contentment: 'contentment',
  disgust: 'disgust',
  excitement: 'excitement',
  fear: 'fear',
  neutral: 'nothing in particular',
  sadness: 'sadness',
};

/** What is in the picture; the ids are those of the published labels. */
export const SCENES = [
  'animal',
  'building',
  'food',
  'indoor',
  'nightScene',
  'others',
  'plant',
  'portrait',
  'scene',
  'stilllife',
] as const;
export type Scene = (typeof SCENES)[number];

/** What a person reads: the labels' `scene` is what a photographer calls a landscape. */
export const SCENE_NAMES: Readonly<Record<Scene, string>> = {
  animal: 'Animal',
  building: 'Building',
  food: 'Food',
  indoor: 'Indoors',
  nightScene: 'Night',
  others: 'Something else',
  plant: 'Plant',
  portrait: 'Portrait',
  scene: 'Landscape',
  stilllife: 'Still life',
};

export const SCORE_MIN = 1;
export const SCORE_MAX = 5;
