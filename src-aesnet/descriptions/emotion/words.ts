import type { Emotion } from '../../../src-shared/attribute.ts';

/** An emotion that people feel; `neutral` is the absence of any. */
export type Feeling = Exclude<Emotion, 'neutral'>;

export interface FeelingWords {
  /** Without an article. */
  readonly noun: string;
  /** What people do, in the plural. */
  readonly verbs: readonly string[];
  /** What its mood is; both follow "rather" and "thoroughly". */
  readonly adjectives: readonly string[];
}

export const FEELING_WORDS: Readonly<Record<Feeling, FeelingWords>> = {
  amusement: {
    noun: 'amusement',
    verbs: ['are amused', 'smile at it', 'find it fun'],
    adjectives: ['amusing', 'cheerful'],
  },
  awe: {
    noun: 'awe',
    verbs: ['are in awe of it', 'look at it in wonder', 'find it majestic'],
    adjectives: ['awe-inspiring', 'majestic'],
  },
  contentment: {
    noun: 'contentment',
    verbs: ['feel content', 'feel at ease', 'find it peaceful'],
    adjectives: ['peaceful', 'calm'],
  },
  disgust: {
    noun: 'disgust',
    verbs: ['feel disgust', 'are repelled by it', 'find it nasty'],
    adjectives: ['repellent', 'nasty'],
  },
  excitement: {
    noun: 'excitement',
    verbs: ['are excited by it', 'find it thrilling', 'feel its energy'],
    adjectives: ['exciting', 'thrilling'],
  },
  fear: {
    noun: 'fear',
    verbs: ['are frightened by it', 'feel uneasy', 'find it threatening'],
    adjectives: ['frightening', 'threatening'],
  },
  sadness: {
    noun: 'sadness',
    verbs: ['feel sad', 'are saddened by it', 'find it melancholy'],
    adjectives: ['sad', 'melancholy'],
  },
};
