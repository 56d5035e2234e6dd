/** What somebody looks for in words: what of it can be compared with photos, and how. */
import type { Scene } from '../../src-shared/attribute.ts';
import { wordsOf } from '../text/words.ts';
import { measuresOf, type WantedMeasure } from './measured-words.ts';
import { isTemplateWord, isWord, spacesOfPhrase, type SpaceShare } from './phrase-spaces.ts';
import { SCENE_WORDS } from './scene-words.ts';
import { SPELLINGS, SYNONYMS } from './synonyms.ts';

export interface ReadPhrase {
  /** What the text encoder is to read: the phrase without what it does not know; empty where nothing is left. */
  readonly text: string;
  /** The spaces that `text` speaks of, the largest share first; none where it is empty. */
  readonly spaces: readonly SpaceShare[];
  /** Kinds of scene that are named, each once: the model's shares tell them apart, not its text side. */
  readonly scenes: readonly Scene[];
  /** What is asked of measurements, and whether `text` says anything beside that. */
  readonly measures: readonly WantedMeasure[];
  readonly saysMore: boolean;
  /** Words that were taken for others. */
  readonly readAs: readonly { readonly word: string; readonly as: string }[];
  /** Words that no photo can be compared with, each once. */
  readonly unknown: readonly string[];
}

/** Words that only lead up to what is meant: alone they say nothing of any photo, and they are not worth being told of either. */
const SERVING = new Set(
  'a an the and or of in on at to with without very some my all photo photos picture pictures image images shot shots photograph photographs looking look style'.split(
    ' ',
  ),
);
/** Beside what is measured these only say how much. */
const DEGREES = new Set(['much', 'lot', 'lots', 'rather', 'quite', 'really', 'fairly', 'mostly']);
const isAside = (word: string) => SERVING.has(word) || DEGREES.has(word);
/** Endings without which a word may be a known one: “shadowy”, “sunsets”. */
const ENDINGS = ['s', 'es', 'y', 'ly', 'er', 'ness', 'ish', 'ed', 'ing'];
const BLACK_AND_WHITE = /\bb\s?(?:&|and|\/)\s?w\b/giu;
/** What is left of a word without its ending has to be recognisable. */
const SHORTEST_STEM = 4;

/**
 * Reads a phrase with the words of the templates, which are all that a text encoder has met: others, which it would cut into
 * letters, are left out and named. Kinds of scene are recognised apart, where `knowsScenes`. Takes any string.
 */
export function readWords(phrase: string, { knowsScenes }: { knowsScenes: boolean }): ReadPhrase {
  const measures = measuresOf(phrase);
  const measured = new Set(measures.flatMap(({ words }) => wordsOf(words)));
  const given = wordsOf(phrase.replace(BLACK_AND_WHITE, 'bw'));
  const kept: string[] = [];
  const scenes = new Set<Scene>();
  const unknown = new Set<string>();
  const readAs = new Map<string, string>();
  for (let at = 0; at < given.length; at++) {
    const word = given[at] as string;
    const spelt = SPELLINGS.get(word) ?? word;
    if (knowsScenes) {
      const both = SCENE_WORDS.get(`${word} ${given[at + 1] ?? ''}`);
      const scene = both ?? SCENE_WORDS.get(word);
      if (scene !== undefined) {
        scenes.add(scene);
        // What speaks of light as well, such as “night”, is read by the text side too.
        if (both === undefined && isTemplateWord(word)) kept.push(word);
        if (both !== undefined) at++;
        continue;
      }
    }
    const synonym = SYNONYMS.get(spelt);
    if (!isWord(spelt)) {
      if (kept.length > 0) kept.push(spelt);
    } else if (isTemplateWord(spelt) || SPELLINGS.has(word)) kept.push(spelt);
    else if (synonym !== undefined) {
      kept.push(synonym);
      readAs.set(word, synonym);
    } else {
      const stem = knownStemOf(spelt);
      if (stem !== undefined) kept.push(stem);
      else if (!SERVING.has(spelt) && !measured.has(word)) unknown.add(word);
    }
  }
  const says = kept.some((word) => isWord(word) && !SERVING.has(word));
  const text = says ? kept.join(' ') : '';
  return {
    text,
    spaces: says ? spacesOfPhrase(text) : [],
    scenes: [...scenes],
    measures,
    saysMore: given.some((word) => isWord(word) && !isAside(word) && !measured.has(word)),
    readAs: Array.from(readAs, ([word, as]) => ({ word, as })),
    unknown: [...unknown],
  };
}

function knownStemOf(word: string): string | undefined {
  for (const ending of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    if (stem.length < SHORTEST_STEM) continue;
    for (const whole of [stem, `${stem}e`]) if (isTemplateWord(whole)) return whole;
  }
  return undefined;
}
