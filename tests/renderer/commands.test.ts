import { describe, expect, it } from 'vitest';
import { App } from '../../src-renderer/state/app.svelte.ts';
import type { Settings } from '../../src-shared/bridge.ts';
import { engineWith, until } from './engine.ts';

const SETTINGS: Settings = {
  ...{ theme: 'dark', autoAdvance: false, hideScores: false, previewCacheBytes: 1 },
  termsSeen: true,
  burstGap: 1,
  profile: 'lightroom',
};

function setUp(settings: Partial<Settings> = {}) {
  const stored: Partial<Settings>[] = [];
  const { engine } = engineWith({
    'settings.get': () => ({ ...SETTINGS, ...settings }),
    'settings.set': (change) => {
      stored.push(change as Partial<Settings>);
      return { ...SETTINGS, ...(change as Partial<Settings>) };
    },
  });
  return { app: new App(engine, undefined), stored };
}

describe('commands', () => {
  it('have the keys that photographers know', () => {
    const { commands } = setUp().app;
    const expected: Record<string, string[]> = {
      ...{ 'stars-3': ['Digit3', 'Numpad3'], 'stars-0': ['Digit0', 'Numpad0'] },
      ...{ pick: ['p'], reject: ['x'], unflag: ['u'] },
      ...{ 'color-red': ['Digit6'], 'color-blue': ['Digit9'], 'color-purple': [] },
      ...{ grid: ['g'], loupe: ['e'], open: ['Enter'], zoom: ['z'] },
      ...{ panels: ['$mod+b'], find: ['$mod+f'], scores: ['s'] },
      ...{ undo: ['$mod+z'], redo: ['$mod+Shift+z'], help: ['?'], info: ['i'], why: ['a'] },
    };
    for (const [id, keys] of Object.entries(expected)) {
      expect(commands.keysOf(id), id).toEqual(expect.arrayContaining(keys));
    }
    expect(commands.keysOf('color-purple')).toEqual([]);
  });

  it('never share a key', () => {
    const { commands } = setUp().app;
    for (const command of commands.list) {
      for (const key of commands.keysOf(command.id)) {
        const keys = command.shiftToo === true ? [key, `Shift+${key}`] : [key];
        for (const own of keys) expect(commands.ownerOf(own, command.id)?.id, own).toBeUndefined();
      }
    }
  });

  it('have an id each: by one that two share only the last would run', () => {
    const ids = setUp().app.commands.list.map(({ id }) => id);
    expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
  });

  it('leave Tab alone', () => {
    const { commands } = setUp().app;
    const keys = commands.list.flatMap(({ id }) => commands.keysOf(id));
    expect(keys.filter((key) => key.endsWith('Tab'))).toEqual([]);
  });

  it('can be given another key, which is taken from whichever had it', async () => {
    const { app, stored } = setUp();
    await app.settings.load();
    await app.commands.remap('pick', 'x');
    expect(app.commands.keysOf('pick')).toEqual(['x']);
    expect(app.commands.keysOf('reject')).toEqual([]);
    expect(stored.at(-1)?.keys).toEqual({ pick: 'x', reject: '' });
    await app.commands.resetKeys();
    expect(app.commands.keysOf('pick')).toContain('p');
  });

  it('do nothing where they make no sense', () => {
    const { app } = setUp();
    app.commands.run('loupe');
    expect(app.view.mode).toBe('grid');
    app.commands.run('clipping');
    expect(app.view.clipping).toBe(false);
  });

  it('fold and open both panels together', async () => {
    const { app } = setUp();
    app.commands.run('panels');
    expect([app.view.leftOpen, app.view.rightOpen]).toEqual([false, false]);
    app.commands.run('info');
    expect([app.view.rightOpen, app.view.tab]).toEqual([true, 'info']);
    app.commands.run('scores');
    await until(() => app.settings.current.hideScores);
  });
});
