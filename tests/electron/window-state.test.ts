import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  placeWindow,
  readWindowState,
  writeWindowState,
  type WindowState,
} from '../../src-main/electron/window-state.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const screen = { x: 1440, y: 0, width: 2560, height: 1440 };
const at = (x: number, y: number, width = 1200, height = 800): WindowState => ({
  bounds: { x, y, width, height },
  maximized: false,
  fullScreen: false,
});

describe('placing the window', () => {
  it('centres the first one on the first display, no larger than it', () => {
    expect(placeWindow(undefined, [screen, laptop]).bounds).toEqual({
      x: 1440 + (2560 - 1440) / 2,
      y: 270,
      width: 1440,
      height: 900,
    });
    expect(placeWindow(undefined, [laptop]).bounds).toEqual({ ...laptop });
  });

  it('puts it where it was left', () => {
    expect(placeWindow(at(1500, 100), [laptop, screen]).bounds).toEqual(at(1500, 100).bounds);
    const left = { ...at(100, 100), maximized: true, fullScreen: true };
    expect(placeWindow(left, [laptop])).toEqual(left);
  });

  it.each([
    ['on a display that has gone', at(1500, 100)],
    ['far away', at(-32_000, -32_000)],
    ['with its title bar above the display', at(100, 0)],
    ['with only a sliver showing', at(1400, 100)],
    ['with its title bar below the display', at(100, 895)],
  ])('centres one that was left %s', (_, saved) => {
    expect(placeWindow(saved, [laptop]).bounds).toEqual({
      x: 120,
      y: 63,
      width: 1200,
      height: 800,
    });
  });

  it('shrinks one that was larger than the display is now, and grows one too small', () => {
    expect(placeWindow(at(0, 25, 4000, 3000), [laptop]).bounds).toMatchObject({
      width: 1440,
      height: 875,
    });
    expect(placeWindow(at(10, 30, 200, 100), [laptop]).bounds).toMatchObject({
      width: 800,
      height: 600,
    });
  });

  it('works without any display', () => {
    expect(placeWindow(undefined, []).bounds).toEqual({ x: 0, y: 0, width: 1440, height: 900 });
  });
});

describe('the saved state', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-window-'));
  const file = path.join(folder, 'home', 'window.json');

  it('is read as it was written, with nothing left beside it', () => {
    const state = { ...at(-5, 7), maximized: true };
    writeWindowState(file, state);
    expect(readWindowState(file)).toEqual(state);
    expect(readdirSync(path.dirname(file))).toEqual(['window.json']);
    expect(readFileSync(file, 'utf8')).not.toBe('');
  });

  it.each([
    '',
    'null',
    '{',
    '[]',
    '{"bounds":{"x":0,"y":0,"width":0,"height":1},"maximized":false,"fullScreen":false}',
    '{"bounds":{"x":0.5,"y":0,"width":10,"height":10},"maximized":false,"fullScreen":false}',
    '{"bounds":{"x":0,"y":0,"width":10,"height":10},"maximized":"yes","fullScreen":false}',
  ])('counts as absent where it is %j', (text) => {
    writeFileSync(file, text);
    expect(readWindowState(file)).toBeUndefined();
  });

  it('counts as absent where there is no file', () => {
    expect(readWindowState(path.join(folder, 'none.json'))).toBeUndefined();
  });
});
