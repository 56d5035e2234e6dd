import { describe, expect, it } from 'vitest';
import type { HeatMaps as Maps } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { HeatMaps } from '../../src-renderer/state/heat-maps.svelte.ts';
import { engineWith, photoOf, until } from './engine.ts';

const maps: Maps = {
  model: { id: 'm', version: '1' },
  ...{ width: 1, height: 1, maps: { aesthetic: [0.5] } },
};
const first = photoOf(1, { pictureVersion: 'a' });
const second = photoOf(2, { pictureVersion: 'b' });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Notes down whose maps were asked for. */
function answering(answer: (id: number) => Maps | Promise<Maps>) {
  const asked: number[] = [];
  const { engine, emit } = engineWith({
    'photos.heatMaps': ({ id }) => {
      asked.push(id);
      return answer(id);
    },
  });
  return { asked, emit, heat: new HeatMaps(engine) };
}

describe('heat maps in the window', () => {
  it('are asked for once somebody stays, and then kept', async () => {
    const { asked, heat } = answering(() => maps);
    heat.want(first)();
    heat.want(second);
    await until(() => heat.of(second) !== undefined);
    expect(asked).toEqual([2]);
    expect(heat.of(second)).toEqual(maps);
    heat.want(second);
    await pause(120);
    expect(asked).toEqual([2]);
    // The file behind it was replaced.
    expect(heat.of({ ...second, pictureVersion: 'c' })).toBeUndefined();
  });

  it('give the reason where there are none, and are tried again on the next visit', async () => {
    let fail = true;
    const { heat } = answering(() => {
      if (fail) throw new KeepersError('file-empty');
      return maps;
    });
    heat.want(first);
    await until(() => heat.errorOf(first) !== undefined);
    expect(heat.errorOf(first)?.message).toContain('0 bytes');
    expect(heat.of(first)).toBeUndefined();
    fail = false;
    heat.want(first);
    await until(() => heat.of(first) !== undefined);
    expect(heat.errorOf(first)).toBeUndefined();
  });

  it('are given up for photos that are left before they came', async () => {
    let release: (answer: Maps) => void = () => undefined;
    const { asked, heat } = answering(() => new Promise<Maps>((resolve) => (release = resolve)));
    const leave = heat.want(first);
    await until(() => asked.length === 1);
    leave();
    release(maps);
    await pause(20);
    expect([heat.of(first), heat.errorOf(first)]).toEqual([undefined, undefined]);
  });

  it('of another model are drawn anew', async () => {
    const { asked, emit, heat } = answering(() => maps);
    const runs = (version: string) =>
      emit('status.changed', { ...status, device: { providers: [], model: { id: 'm', version } } });
    runs('1');
    heat.want(first);
    await until(() => heat.of(first) !== undefined);
    runs('1');
    expect(heat.of(first)).toBeDefined();
    runs('2');
    await until(() => heat.of(first) === undefined);
    expect(asked).toEqual([1]);
  });
});

const status = {
  ...{ version: '0', roots: [], photos: 0, scored: 0, failed: 0, unseenByLightroom: 0 },
  ...{ sidecarsPending: 0, conflicts: 0, sidecarsPaused: false, tasks: [] },
  device: { providers: [] },
};
