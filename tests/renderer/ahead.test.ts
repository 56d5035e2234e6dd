import { expect, it } from 'vitest';
import type { Photo } from '../../src-shared/bridge.ts';
import { Ahead } from '../../src-renderer/state/ahead.ts';
import type { App } from '../../src-renderer/state/app.svelte.ts';

/** What is looked at ahead of a person, of whom the photos in `known` have been fetched. */
function ahead(known: Set<number>) {
  const decoded: number[] = [];
  const held: (() => void)[] = [];
  const state = { hold: true };
  const app = {
    stacks: { nextRun: (_ids: readonly number[], at: number) => at },
    showing: () => undefined,
    photos: {
      slot: (id: number) => ({ photo: known.has(id) ? { id, stage: 'measured' } : undefined }),
      load: (ids: readonly number[]) => {
        for (const id of ids) known.add(id);
        return Promise.resolve([]);
      },
    },
    pictures: {
      decode: async ({ id }: Photo) => {
        decoded.push(id);
        if (state.hold) await new Promise<void>((resolve) => held.push(resolve));
      },
    },
  };
  const release = async () => {
    state.hold = false;
    for (const resolve of held) resolve();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { ahead: new Ahead(app as unknown as App), decoded, release };
}

const ids = Array.from({ length: 100 }, (_, at) => at);

it('decodes what comes next in the direction of travel, likeliest first', async () => {
  const { ahead: next, decoded, release } = ahead(new Set(ids));
  await release();
  next.prepare([10], ids, 10);
  await release();
  expect(decoded).toEqual([11, 12, 13, 9, 14, 15, 8, 16, 10]);
  decoded.length = 0;
  next.prepare([9], ids, 9);
  await release();
  expect(decoded.slice(0, 3)).toEqual([8, 7, 6]);
});

it('follows someone who jumps to photos of which nothing is known yet while others are decoded', async () => {
  const { ahead: next, decoded, release } = ahead(new Set(ids.slice(0, 20)));
  next.prepare([0], ids, 0);
  next.prepare([80], ids, 80);
  await release();
  expect(decoded.slice(0, 4)).toEqual([1, 81, 82, 83]);
});
