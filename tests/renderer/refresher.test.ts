import { expect, it } from 'vitest';
import type { App } from '../../src-renderer/state/app.svelte.ts';
import { Refresher } from '../../src-renderer/state/refresher.ts';

it('lets a page have its answer, however often the library changes meanwhile, and asks once more', async () => {
  const answers: (() => void)[] = [];
  let changed = () => undefined as unknown;
  const app = {
    engine: { on: (_name: string, listener: () => void) => (changed = listener) },
    view: { mode: 'history' },
    history: { load: () => new Promise<void>((resolve) => answers.push(resolve)) },
    library: { refresh: () => Promise.resolve() },
    places: { load: () => Promise.resolve() },
  };
  new Refresher(app as unknown as App);
  for (let times = 0; times < 5; times++) changed();
  expect(answers.length).toBe(1);
  answers[0]?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect(answers.length).toBe(2);
  answers[1]?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect(answers.length).toBe(2);
  changed();
  expect(answers.length).toBe(3);
});
