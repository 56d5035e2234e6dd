/** Sentences for the contrastive loss. */
export { ContrastMaker } from './contrast-maker.ts';
export { readSentences, type SentenceStore } from './sentence-store.ts';
export { openText, VOCABULARY, type TrainedText } from './open-text.ts';
