/** Comparing words with photos in the attribute spaces: what a phrase finds, and which sentence fits a photo. */
export { asPersonSees, learntSpace, type LearntSpace } from './as-person-sees.ts';
export { departed } from './departed-space.ts';
export { looksOf, measuredOf, type Measured } from './looks.ts';
export { packSpaces, sizeOfPacked, unpackSpaces, type PackedSpaces } from './packed-spaces.ts';
export { spacesOfPhrase, type SpaceShare } from './phrase-spaces.ts';
export { readWords, type ReadPhrase } from './read-phrase.ts';
export {
  RelevanceIndex,
  type Fits,
  type PhraseQuery,
  type SceneShares,
} from './relevance-index.ts';
export {
  candidatesFor,
  feelingChoice,
  levelChoices,
  type Candidate,
  type KnownPhoto,
} from './sentences/candidates.ts';
export { chooseSentences, type Sentence } from './sentences/choose.ts';
export {
  choicesOf,
  isChoiceWording,
  otherSentences,
  targetsOfFeelings,
  targetsOfRating,
  type Choice,
} from './space-choices.ts';
export { summaryOf } from './sentences/summary.ts';
