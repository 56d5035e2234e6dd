/** One person's taste: what it is learnt from and the file that it is kept in. */
export type { Answer, PairAnswer, RatingAnswer } from './answers.ts';
export { featuresOfPhotos, forNetwork } from './deep/deep-lesson.ts';
export type { DeepStep } from './deep/deepen.ts';
export { DEPTHS, type Depth } from '../../src-aesnet/training/taste-step-graph.ts';
export { defaultsText, readDefaults, type PersonalDefaults } from './defaults-file.ts';
export { learn, type Evidence, type Learnt, type Lesson, type WatchedTaste } from './learn.ts';
export { createLearner, type Learner } from './learner.ts';
export {
  profileHash,
  profileOf,
  readProfile,
  requireFeatures,
  requireModel,
  writeProfile,
  type GateState,
  type Profile,
} from './profile.ts';
export { evidenceOfRatings, type RatedPhoto } from './rated-photos.ts';
export { readRatings, type Rating } from './ratings.ts';
export { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';
export { ProfileStore, type ProfileSettings } from './store.ts';
export {
  addedBy,
  scoreByTaste,
  tasteOf,
  type PersonalScore,
  type UsableTaste,
} from './usable-taste.ts';
export type { LearntWords } from './words/learn-words.ts';
export { choiceVectors, wordLessons, type DescribedPhoto } from './words/word-lessons.ts';
export { departuresOf } from './words/words-schema.ts';
