import { everyGrammar, wordingsOf, SPACES, type Space } from '../descriptions/index.ts';
import { wordsOf } from '../text/words.ts';

/** A space that a phrase speaks of, and how much of the phrase does; the shares of a phrase sum up to 1. */
export interface SpaceShare {
  readonly space: Space;
  readonly share: number;
}

/** What the templates say in each space: how many wordings there are, and how many hold some words one after another. */
interface TemplateWords {
  readonly wordings: readonly number[];
  /** By up to `LONGEST` words with spaces between them, counts in the order of `SPACES`. */
  readonly holding: ReadonlyMap<string, readonly number[]>;
}

/** Words that are looked at together: “black and white” is about colour, of its words none is by itself. */
const LONGEST = 3;
/** Wordings that every space is given for words that it never has: a word that was met once proves little. */
const PRIOR = 0.3;
/** Below this share a space is left out: it would add its own noise and no meaning. */
const LEAST = 0.15;

let learnt: TemplateWords | undefined;

/** Whether a word, as `wordsOf` gives it, is in any template: of others the text encoder has never seen what they mean. */
export function isTemplateWord(word: string): boolean {
  return templateWords().holding.has(word);
}

/** Whether it is more than punctuation. */
export function isWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word);
}

function plainWords(phrase: string): string[] {
  return wordsOf(phrase).filter(isWord);
}

/**
 * Which spaces a phrase speaks of, the largest share first: from how often the templates of each space have its words, and two or
 * three of them one after another. What several spaces have in common counts for less, so that “a” and “very” decide nothing, and
 * “sad and dark” speaks of emotion and of light. Of words that no template has every space is as likely as the others.
 */
export function spacesOfPhrase(phrase: string): SpaceShare[] {
  const { wordings, holding } = templateWords();
  const sums = SPACES.map(() => 0);
  for (const words of runsOf(plainWords(phrase))) {
    const counts = holding.get(words);
    if (counts === undefined) continue;
    const rates = counts.map((count, at) => {
      return (count + PRIOR / SPACES.length) / ((wordings[at] as number) + PRIOR);
    });
    const likely = sharesOf(rates);
    const weight = tellingOf(likely) ** 2 * words.split(' ').length;
    for (const [at, share] of likely.entries()) sums[at] = (sums[at] as number) + weight * share;
  }
  if (sums.every((sum) => sum === 0)) return evenly();
  const found = sharesOf(sums);
  const kept = found.map((share) => (share >= LEAST ? share : 0));
  // Words that all spaces have leave none of them with much: then it is all of them that are meant.
  if (kept.every((share) => share === 0)) return evenly();
  return sharesOf(kept)
    .map((share, at) => ({ space: SPACES[at] as Space, share }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

function evenly(): SpaceShare[] {
  return SPACES.map((space) => ({ space, share: 1 / SPACES.length }));
}

function templateWords(): TemplateWords {
  return (learnt ??= learn());
}

function learn(): TemplateWords {
  const wordings = SPACES.map(() => 0);
  const holding = new Map<string, number[]>();
  for (const { space, grammar } of everyGrammar()) {
    const at = SPACES.indexOf(space);
    for (const sentence of wordingsOf(grammar)) {
      wordings[at] = (wordings[at] as number) + 1;
      for (const words of new Set(runsOf(plainWords(sentence)))) {
        let counts = holding.get(words);
        if (counts === undefined) {
          counts = SPACES.map(() => 0);
          holding.set(words, counts);
        }
        counts[at] = (counts[at] as number) + 1;
      }
    }
  }
  return { wordings, holding };
}

/** Every run of up to `LONGEST` words, with spaces between them. */
function runsOf(words: readonly string[]): string[] {
  const runs: string[] = [];
  for (let length = 1; length <= LONGEST; length++) {
    for (let start = 0; start + length <= words.length; start++) {
      runs.push(words.slice(start, start + length).join(' '));
    }
  }
  return runs;
}

function sharesOf(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** From 0, where every space is as likely as the others, to 1, where only one is: 1 − entropy over its maximum. */
function tellingOf(shares: readonly number[]): number {
  const entropy = shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
  return 1 - entropy / Math.log(shares.length);
}
