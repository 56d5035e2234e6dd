import { describe, expect, it } from 'vitest';
import {
  countWordings,
  draw,
  drawSeveral,
  either,
  say,
  wordingsOf,
  type Grammar,
} from '../../../src-aesnet/descriptions/grammar.ts';
import { Random } from '../../../src-aesnet/random.ts';

/** A grammar of any shape; every text in it is another letter, so that no two wordings are the same. */
function anyGrammar(random: Random, depth: number, names = { next: 0 }): Grammar {
  const text = () => `<${names.next++}>`;
  if (depth === 0 || random.chance(0.2)) return text();
  const parts = Array.from({ length: 1 + random.integer(3) }, () =>
    anyGrammar(random, depth - 1, names),
  );
  return random.chance(0.5) ? either(...parts) : say`${parts}${text()}`;
}

describe('a grammar', () => {
  it('has every combination of what its slots offer, in order', () => {
    const subject = either('The light', say`The ${['sky', 'sea']}`);
    const sentence = say`${subject} is ${['dull', 'weak']}.`;
    expect(wordingsOf(sentence)).toEqual([
      'The light is dull.',
      'The light is weak.',
      'The sky is dull.',
      'The sky is weak.',
      'The sea is dull.',
      'The sea is weak.',
    ]);
    expect(countWordings(sentence)).toBe(6);
  });

  it('counts what it lists, and draws nothing else, whatever its shape', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = Random.from(seed);
      const grammar = anyGrammar(random, 4);
      const wordings = wordingsOf(grammar);
      expect(wordings).toHaveLength(countWordings(grammar));
      expect(new Set(wordings).size).toBe(wordings.length);
      expect(wordings).toContain(draw(grammar, random));
      const count = 1 + random.integer(6);
      const drawn = drawSeveral(grammar, count, random);
      expect(drawn).toHaveLength(Math.min(count, wordings.length));
      expect(new Set(drawn).size).toBe(drawn.length);
      for (const text of drawn) expect(wordings).toContain(text);
    }
  });

  it('draws each sentence once before any twice, however many wordings one has', () => {
    const many = say`Many ${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']}.`;
    const grammar = either(many, 'One.', 'Two.', 'Three.');
    for (let seed = 0; seed < 50; seed++) {
      const drawn = drawSeveral(grammar, 4, Random.from(seed));
      expect(drawn.map((text) => text.slice(0, 3)).sort()).toEqual(['Man', 'One', 'Thr', 'Two']);
    }
    expect(drawSeveral(grammar, 6, Random.from(1))).toHaveLength(6);
  });

  it('draws the same from the same seed, and comes to every wording', () => {
    const grammar = say`${['a', 'b', 'c']}${['d', 'e']}`;
    const drawn = (seed: number) => drawSeveral(grammar, 3, Random.from(seed));
    expect(drawn(4)).toEqual(drawn(4));
    const all = new Set(Array.from({ length: 100 }, (_, seed) => draw(grammar, Random.from(seed))));
    expect([...all].sort()).toEqual(wordingsOf(grammar).sort());
  });

  it('needs something to choose from', () => {
    expect(() => either()).toThrow(RangeError);
    expect(() => say`Nothing ${[]}.`).toThrow(RangeError);
  });
});
