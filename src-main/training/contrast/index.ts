/** Sentences for the contrastive loss. */
export { ContrastMaker } from './contrast-maker.ts';
export { openText, readVocabulary, VOCABULARY } from './open-text.ts';
export { pretrainText } from './pretrain-text.ts';
export { SentenceDraws } from './sentence-draws.ts';
export { readSentences, type SentenceStore } from './sentence-store.ts';
