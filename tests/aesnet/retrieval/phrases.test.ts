/** What is read of a phrase: which attributes it speaks of, kinds of scene, and words that nobody has taught the model. */
import { describe, expect, it } from 'vitest';
import { everyGrammar, SPACES, wordingsOf } from '../../../src-aesnet/descriptions/index.ts';
import { isTemplateWord, spacesOfPhrase } from '../../../src-aesnet/retrieval/phrase-spaces.ts';
import { readWords } from '../../../src-aesnet/retrieval/read-phrase.ts';
import { SCENE_WORDS } from '../../../src-aesnet/retrieval/scene-words.ts';
import { SPELLINGS, SYNONYMS } from '../../../src-aesnet/retrieval/synonyms.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { JUDGED_PHRASES } from '../../../src-main/training/evaluate/phrases.ts';

const read = (phrase: string) => readWords(phrase, { knowsScenes: true });
const shareOf = (phrase: string, space: string) =>
  spacesOfPhrase(phrase).find((each) => each.space === space)?.share ?? 0;

describe('the attributes that a phrase speaks of', () => {
  it.each(JUDGED_PHRASES)('“$phrase” speaks of $space first', ({ phrase, space }) => {
    expect(spacesOfPhrase(phrase)[0]?.space).toBe(space);
  });

  it('finds the attribute of nearly every sentence of the templates', () => {
    const random = Random.from(3);
    const drawn = everyGrammar().map(({ space, grammar }) => {
      return { space, text: random.pick(wordingsOf(grammar)) };
    });
    const right = drawn.filter(({ space, text }) => shareOf(text, space) > 0);
    expect(right.length / drawn.length).toBeGreaterThan(0.95);
  });

  it('divides a phrase between two of them, and adds up to one', () => {
    const found = spacesOfPhrase('sad and dark');
    expect(found.map(({ space }) => space).sort()).toEqual(['emotion', 'light']);
    for (const phrase of ['sad and dark', 'too dark', 'nothing known', '', 'the']) {
      const shares = spacesOfPhrase(phrase).map(({ share }) => share);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    }
  });

  it('takes all of them as likely where it knows no word', () => {
    expect(spacesOfPhrase('zebra')).toEqual(SPACES.map((space) => ({ space, share: 1 / 7 })));
  });
});

describe('reading a phrase', () => {
  it('names what the model has never met, and leaves it out', () => {
    expect(read('a zebra in golden light')).toMatchObject({
      text: 'a in golden light',
      unknown: ['zebra'],
      scenes: [],
    });
    expect(read('zebra, Zebra!')).toMatchObject({ text: '', spaces: [], unknown: ['zebra'] });
    expect(read('of the')).toMatchObject({ text: '', unknown: [] });
  });

  it('reads words of photographers as those of the templates, and says so', () => {
    expect(read('moody low-key portrait')).toEqual({
      text: 'sombre low - key',
      spaces: [{ space: 'light', share: 1 }],
      scenes: ['portrait'],
      measures: [{ measure: 'lightness', toward: 'less', edge: 20, words: 'low-key' }],
      saysMore: true,
      readAs: [{ word: 'moody', as: 'sombre' }],
      unknown: [],
    });
    expect(read('Vivid COLORS, B&W')).toMatchObject({
      text: 'vivid colours , black and white',
      readAs: [],
    });
    expect(read('shadowy sunsets')).toMatchObject({ text: 'shadow sunset', unknown: [] });
  });

  it('recognises kinds of scene where the model tells them, and only then', () => {
    expect(read('still life with flowers')).toMatchObject({
      text: '',
      scenes: ['stilllife', 'plant'],
      unknown: [],
    });
    expect(read('night')).toMatchObject({ text: 'night', scenes: ['nightScene'] });
    expect(readWords('portrait', { knowsScenes: false })).toMatchObject({
      scenes: [],
      unknown: ['portrait'],
    });
  });

  it('knows every word that it reads others as, and reads no known word as another', () => {
    for (const [word, as] of [...SYNONYMS, ...SPELLINGS]) {
      for (const part of as.split(/[ -]/))
        expect(isTemplateWord(part), `${word}: ${part}`).toBe(true);
      expect(isTemplateWord(word), word).toBe(false);
    }
    for (const [word, scene] of SCENE_WORDS) expect(read(word).scenes).toEqual([scene]);
  });

  it('takes any string', () => {
    const random = Random.from(7);
    const letters = [...'abz ,.-&/’“光\u0000\ud800é!5\n'];
    for (let at = 0; at < 300; at++) {
      const phrase = Array.from({ length: random.integer(20) }, () => random.pick(letters)).join(
        '',
      );
      const { text, spaces, unknown } = read(phrase);
      expect(text === '').toBe(spaces.length === 0);
      expect(new Set(unknown).size).toBe(unknown.length);
    }
  });
});
