import { describe, expect, it } from 'vitest';
import { everyGrammar, SPACES, wordingsOf } from '../../../src-aesnet/descriptions/index.ts';
import { TEXT_ENCODER } from '../../../src-aesnet/networks/text-encoder.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { trainVocabulary } from '../../../src-aesnet/text/train-vocabulary.ts';
import { pretrainText } from '../../../src-main/training/contrast/pretrain-text.ts';
import { SentenceDraws } from '../../../src-main/training/contrast/sentence-draws.ts';
import { PICTURES, recordsOf, storeOf } from './support.ts';

const config = { sigma: 0.4, shareSigma: 0.15 };
const rows = Uint32Array.from({ length: PICTURES }, (_, row) => row);
const store = storeOf(recordsOf());
const draws = new SentenceDraws(store, rows, config);
const many = Array.from({ length: 80 }, (_, seed) => draws.draw(8, Random.from(seed)));

describe('sentences that are contrasted with each other', () => {
  it('are about one attribute, and all attributes have their turn', () => {
    expect(new Set(many.map(({ space }) => space))).toEqual(new Set(SPACES.keys()));
    for (const { space, texts } of many) {
      expect(texts).toHaveLength(16);
      const name = SPACES[space];
      const own = everyGrammar().filter((one) => one.space === name);
      const known = new Set(own.flatMap(({ grammar }) => wordingsOf(grammar)));
      for (const text of texts) expect(known, text).toContain(text);
    }
  });

  it('belong together by their levels, but not by being the same', () => {
    let soft = 0;
    for (const { texts, targets, mask } of many) {
      for (let i = 0; i < 8; i++) {
        for (let j = 0; j < 8; j++) {
          const target = targets[i * 8 + j] as number;
          expect(mask[i * 8 + j]).toBe(texts[i] === texts[8 + j] ? 0 : 1);
          if (target > 0.05 && target < 0.95) soft++;
        }
      }
    }
    expect(soft).toBeGreaterThan(500);
  });

  it('are of one space where only that is asked for', () => {
    const only = new SentenceDraws(store, rows, { ...config, onlySpace: 'light' });
    const drawn = Array.from({ length: 20 }, (_, seed) => only.draw(4, Random.from(seed)));
    expect(new Set(drawn.map(({ space }) => space))).toEqual(new Set([SPACES.indexOf('light')]));
  });
});

describe('the text side', { timeout: 120_000 }, () => {
  const vocabulary = trainVocabulary(
    everyGrammar().flatMap(({ grammar }) => wordingsOf(grammar)),
    1500,
  );
  const learn = async (seed: number, steps: number) => {
    const losses: number[] = [];
    const parameters = await pretrainText({
      ...{ draws: new SentenceDraws(store, rows, { ...config, onlySpace: 'light' }), steps, seed },
      tokenizer: new Tokenizer(vocabulary, TEXT_ENCODER.tokens),
      text: { ...TEXT_ENCODER, blocks: 1, pieces: vocabulary.size },
      sentences: 16,
      ...{ provider: 'cpu', threads: 1, signal: new AbortController().signal },
      onStep: (_, loss) => losses.push(loss),
    });
    return { losses, parameters };
  };

  it('learns which sentences mean the same', async () => {
    const { losses, parameters } = await learn(1, 240);
    const mean = (part: readonly number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(mean(losses.slice(-60))).toBeLessThan(mean(losses.slice(0, 60)) - 0.1);
    expect([...parameters.keys()]).toContain('spaces.text.weight');
    expect([...parameters.keys()].some((name) => name.startsWith('contrastive.'))).toBe(false);
  });

  it('does the same again from the same seed', async () => {
    const [one, again, other] = [await learn(1, 3), await learn(1, 3), await learn(2, 3)];
    expect(again).toEqual(one);
    expect(other.losses).not.toEqual(one.losses);
  });

  it('stops when it is told to', async () => {
    const options = { provider: 'cpu', threads: 1, signal: AbortSignal.abort() };
    const tokenizer = new Tokenizer(vocabulary, TEXT_ENCODER.tokens);
    const text = { ...TEXT_ENCODER, blocks: 1, pieces: vocabulary.size };
    await expect(
      pretrainText({ ...options, draws, tokenizer, text, steps: 1, seed: 1, sentences: 4 }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
