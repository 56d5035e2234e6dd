/** One person's taste: what it is learnt from and the file that it is kept in. */
export { defaultsText, readDefaults, type PersonalDefaults } from './defaults-file.ts';
export { learnProfile, type Learnt, type RatedPhoto } from './learn.ts';
export {
  readProfile,
  requireModel,
  scorePersonally,
  writeProfile,
  type GateState,
  type PersonalScore,
  type Profile,
} from './profile.ts';
export { readRatings, type Rating } from './ratings.ts';
