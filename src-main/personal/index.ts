/** One person's taste: what it is learnt from and the file that it is kept in. */
export type { Answer, PairAnswer, RatingAnswer } from './answers.ts';
export { basisFromJson } from './basis-schema.ts';
export { defaultsText, readDefaults, type PersonalDefaults } from './defaults-file.ts';
export { learn, type Evidence, type Learnt, type Lesson, type WatchedTaste } from './learn.ts';
export { createLearner, type Learner } from './learner.ts';
export {
  modelOf,
  profileHash,
  profileOf,
  readProfile,
  requireModel,
  scorePersonally,
  writeProfile,
  type GateState,
  type PersonalScore,
  type Profile,
} from './profile.ts';
export { evidenceOfRatings, type RatedPhoto } from './rated-photos.ts';
export { readRatings, type Rating } from './ratings.ts';
export { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';
export { ProfileStore, type ProfileSettings } from './store.ts';
