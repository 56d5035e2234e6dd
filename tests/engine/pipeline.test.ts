import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../src-shared/bridge.ts';
import { openTestEngine, until, untilSettled, type OpenedEngine } from '../support/engine.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** More than can be shown at once; most tests take fewer of them. */
const PHOTOS = 120;
const SOME = 72;
let opened: OpenedEngine;
const shoot = temporaryFolder('pipeline');

beforeAll(async () => {
  for (let index = 0; index < PHOTOS; index++) {
    const name = `${String(index).padStart(3, '0')}.jpg`;
    await writePicture(path.join(shoot, name), { seed: index + 1, width: 900, height: 600 });
  }
});

/** A folder with the first of the shoot. */
function someOfShoot(): string {
  const folder = temporaryFolder('pipeline-some');
  for (const name of readdirSync(shoot).sort().slice(0, SOME)) {
    copyFileSync(path.join(shoot, name), path.join(folder, name));
  }
  return folder;
}

beforeEach(async () => {
  opened = await openTestEngine(path.join(temporaryFolder('pipeline-home'), 'home'));
});

afterEach(() => opened.close());

const inOrder = async () => {
  const sort = { by: 'name', direction: 'ascending' } as const;
  return (await opened.client.request('photos.query', { filter: {}, sort })).ids;
};

describe('the pipeline', () => {
  it('takes what is on screen before everything else, through all its passes', async () => {
    const changed: number[] = [];
    opened.client.on('photos.changed', ({ ids }) => changed.push(...ids));
    await opened.client.request('roots.add', { path: someOfShoot() });
    const ids = await until(inOrder, (all) => all.length === SOME);
    // The last by name: in the order of their arrival their turn would come last.
    const screen = ids.slice(-6);
    await opened.client.request('photos.visible', { ids: screen });
    const [shown, status] = await until(
      async () =>
        [
          await opened.client.request('photos.get', { ids: screen }),
          await opened.client.request('status', {}),
        ] as const,
      ([photos]) => photos.every(({ stage }) => stage === 'measured'),
    );
    expect(shown.every(({ score }) => score !== undefined)).toBe(true);
    expect(status.scored).toBeLessThan(SOME / 2);
    await untilSettled(opened.client, SOME);
  });

  it('goes on with first passes while everything on screen is measured', async () => {
    await opened.client.request('roots.add', { path: shoot });
    const ids = await until(inOrder, (all) => all.length === PHOTOS);
    const screen = ids.slice(0, 100);
    const stages = async () => {
      const photos = await opened.client.request('photos.get', { ids });
      const count = (counts: (photo: (typeof photos)[number]) => boolean) =>
        photos.filter(counts).length;
      return {
        measured: count(({ stage }) => stage === 'measured'),
        scored: count(({ score }) => score !== undefined),
      };
    };
    await until(stages, ({ scored }) => scored >= 100);
    await opened.client.request('photos.visible', { ids: screen });
    // The twenty that are not on screen wait for less than a hundred full decodes.
    const { measured } = await until(stages, ({ scored }) => scored === PHOTOS);
    expect(measured).toBeLessThan(50);
    await untilSettled(opened.client, PHOTOS);
  });

  it('stops within a second when cancelled, stays stopped, and goes on when asked', async () => {
    const told: Task[] = [];
    opened.client.on('task.progress', (task) => told.push(task));
    const root = await opened.client.request('roots.add', { path: someOfShoot() });
    const status = () => opened.client.request('status', {});
    const running = await until(status, ({ scored }) => scored > 3 && scored < SOME / 2);
    for (const { id } of running.tasks) await opened.client.request('tasks.cancel', { taskId: id });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const stopped = await status();
    expect(stopped.scored).toBeLessThan(SOME);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await status()).scored).toBe(stopped.scored);
    expect(told.some(({ kind, state }) => kind === 'score' && state === 'cancelled')).toBe(true);
    await opened.client.request('roots.rescan', { rootId: root.id });
    await untilSettled(opened.client, SOME);
    const last = told.filter(({ kind }) => kind === 'score').at(-1);
    expect(last).toMatchObject({ state: 'finished', failed: 0 });
    expect(last?.done).toBe(last?.total);
  });
});
