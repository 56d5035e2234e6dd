import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Suggestion } from '../../src-shared/suggestion.ts';
import { amountInWords } from '../../src-shared/suggestion-words.ts';
import { Notices } from '../../src-renderer/state/notices.svelte.ts';
import { changesInWords } from '../../src-renderer/state/suggestion-words.ts';
import { Suggestions } from '../../src-renderer/state/suggestions.svelte.ts';
import { engineWith, until } from './engine.ts';

const LIGHTER: Suggestion = {
  edit: 'exposure',
  amount: 0.5,
  gain: 0.2,
  attributes: { light: 0.3 },
};
const shown = (suggestion: Suggestion) => ({ suggestion, picture: 'data:,', width: 1, height: 1 });
const WRITTEN = { file: '/shoot/a.xmp', properties: [] };

function setUp(handlers: Partial<Handlers> = {}) {
  const asked: number[] = [];
  const { engine } = engineWith({
    'suggestions.find': ({ id }) => {
      asked.push(id);
      return { suggestions: [shown(LIGHTER)] };
    },
    ...handlers,
  });
  const notices = new Notices();
  return { suggestions: new Suggestions(engine, notices), notices, asked };
}

describe('suggestions of the photo on show', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  it('are asked for once a photo rests, and not of photos that are passed by', async () => {
    const { suggestions, asked } = setUp();
    for (const id of [1, 2, 3]) suggestions.follow(id, 'v');
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await until(() => suggestions.found.state === 'found');
    expect(asked).toEqual([3]);
    expect(suggestions.chosen).toEqual(['exposure']);
    suggestions.follow(3, 'v');
    expect(suggestions.found.state).toBe('found');
    suggestions.follow(undefined);
    expect(suggestions.found.state).toBe('waiting');
    expect(suggestions.chosen).toEqual([]);
  });

  it('say why there are none, and are asked for again', async () => {
    let fails = true;
    const { suggestions } = setUp({
      'suggestions.find': () => {
        if (fails) throw new KeepersError('photo-damaged', { reason: 'torn' });
        return { suggestions: [] };
      },
    });
    suggestions.follow(1, 'v');
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await until(() => suggestions.found.state === 'failed');
    expect(suggestions.found).toMatchObject({ error: { code: 'photo-damaged' } });
    fails = false;
    suggestions.retry();
    await until(() => suggestions.found.state === 'found');
    expect(suggestions.found).toMatchObject({ suggestions: [] });
  });

  it('are cancelled when another photo comes, whose own are not mixed with them', async () => {
    let cancelled = false;
    const { suggestions } = setUp({
      'suggestions.find': ({ id }, signal) =>
        id === 2
          ? { suggestions: [] }
          : new Promise((_, reject) => {
              signal.addEventListener('abort', () => {
                cancelled = true;
                reject(new KeepersError('cancelled'));
              });
            }),
    });
    suggestions.follow(1, 'v');
    await vi.advanceTimersByTimeAsync(1000);
    expect(suggestions.found.state).toBe('busy');
    suggestions.follow(2, 'v');
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await until(() => suggestions.found.state === 'found' && cancelled);
    expect(suggestions.found).toMatchObject({ suggestions: [] });
  });

  it('are written down as chosen, which can be undone', async () => {
    const exported: unknown[] = [];
    const taken: unknown[] = [];
    const turn: Suggestion = { edit: 'straighten', amount: 2, gain: 0.1, attributes: {} };
    const { suggestions, notices } = setUp({
      'suggestions.find': () => ({ suggestions: [shown(LIGHTER), shown(turn)] }),
      'suggestions.export': ({ changes }) => {
        exported.push(changes);
        return { written: WRITTEN, leftOut: [] };
      },
      'suggestions.takeBack': ({ written }) => {
        taken.push(written);
        return { found: true };
      },
    });
    suggestions.follow(1, 'v');
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await until(() => suggestions.found.state === 'found');
    suggestions.choose('exposure', false);
    await suggestions.write();
    expect(exported).toEqual([[{ edit: 'straighten', amount: 2 }]]);
    expect(notices.current?.message).toBe('Develop settings written to a.xmp.');
    notices.current?.action?.run();
    await until(() => taken.length === 1);
    expect(taken).toEqual([WRITTEN]);
    await until(() => notices.current?.message === 'Develop settings taken out of a.xmp.');
  });

  it('say what could not be written, and what stood in the way', async () => {
    let answer: () => ReturnType<NonNullable<Handlers['suggestions.export']>> = () => ({
      leftOut: ['temperature'],
    });
    const { suggestions, notices } = setUp({ 'suggestions.export': () => answer() });
    suggestions.follow(1, 'v');
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    await until(() => suggestions.found.state === 'found');
    await suggestions.write();
    expect(notices.current?.message).toContain('Nothing was written: temperature cannot be');
    answer = () => {
      throw new KeepersError('sidecar-developed', { path: '/shoot/a.xmp' });
    };
    await suggestions.write();
    expect(notices.current).toMatchObject({ level: 'error' });
    expect(notices.current?.message).toContain('holds develop settings already');
  });
});

describe('words', () => {
  const by = (edit: 'exposure', amount: number): Suggestion => ({
    edit,
    amount,
    gain: 1,
    attributes: {},
  });
  it.each([
    [by('exposure', 0.5), '+0.5 EV'],
    [by('exposure', -1.5), '−1.5 EV'],
    [by('contrast' as 'exposure', -25), '−25'],
    [by('temperature' as 'exposure', 30), '+30 mired, warmer'],
    [by('tint' as 'exposure', -20), '−20 towards green'],
    [by('straighten' as 'exposure', -1.4), '1.4° anticlockwise'],
  ])('name what to set', (suggestion, words) => {
    expect(amountInWords(suggestion, 1.5)).toBe(words);
  });

  it('name a crop by its shape and its size', () => {
    const crop = (w: number, h: number): Suggestion => ({
      ...{ edit: 'crop', amount: { x: 0, y: 0, w, h }, gain: 1, attributes: {} },
    });
    expect(amountInWords(crop(0.8, 0.8), 1.5)).toBe('80 % of the width');
    expect(amountInWords(crop(2 / 3, 1), 1.5)).toBe('1:1, 67 % of the width');
    expect(amountInWords(crop(1, 0.84375), 1.5)).toBe('16:9, 84 % of the height');
    expect(amountInWords(crop(1, 0.8333), 2 / 3)).toBe('4:5, 83 % of the height');
  });

  it('list changes that can be seen in the figures, the largest first', () => {
    expect(changesInWords({ light: 0.02, color: -0.3, content: 0.001 })).toEqual([
      { attribute: 'color', name: 'Colour', change: '−0.30' },
      { attribute: 'light', name: 'Light', change: '+0.02' },
    ]);
  });
});
