import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src-renderer/state/facts.ts';
import { filterChips } from '../../src-renderer/state/filters.ts';
import {
  formatBytes,
  formatDuration,
  formatPercentile,
  formatShare,
  formatShutter,
} from '../../src-renderer/state/format.ts';
import { changeInWords } from '../../src-renderer/state/info.ts';
import { showKey, shownKeys } from '../../src-renderer/state/keys.ts';
import { parseLayout } from '../../src-renderer/state/layout.ts';
import { treesByRoot } from '../../src-renderer/state/places.svelte.ts';
import { percentileOf, smoothCurve } from '../../src-renderer/state/statistics.ts';
import {
  centreFor,
  clampCentre,
  cornerOf,
  pointUnder,
  scaleOf,
} from '../../src-renderer/state/zoom.ts';
import { NO_VERDICT } from '../../src-shared/verdict.ts';

describe('words and numbers', () => {
  it('carry units and never call something nothing', () => {
    expect(formatShare(0.0004)).toBe('under 0.1 %');
    expect(formatShare(0.021)).toBe('2.1 %');
    expect(formatShutter(1 / 250)).toBe('1/250 s');
    expect(formatShutter(2)).toBe('2 s');
    expect(formatBytes(24_300_000)).toBe('24.3 MB');
    expect(formatDuration(121)).toBe('2 min 1 s');
    expect(formatPercentile(72.4, 3412)).toBe('72nd percentile of 3,412 photos');
    expect(formatPercentile(100, 10)).toBe('99th percentile of 10 photos');
    expect(formatPercentile(11, 1)).toBe('11th percentile of 1 photo');
  });

  it('state measurements as facts, and are silent where they are not sure', () => {
    const facts = factsOf({
      ...{ clippedHighlights: 0.021, clippedShadows: 0, focus: 1.2, noise: 3.1 },
      motion: { length: 12, angle: 40, confidence: 0.3 },
      horizon: { degrees: 1.4, confidence: 0.9 },
      measuredAt: { width: 6000, height: 4000 },
    });
    const of = (name: string) => facts.find((fact) => fact.name === name)?.value;
    expect(of('Highlights')).toBe('2.1 % blown out');
    expect(of('Sharpest region')).toBe('Blur radius 1.2 px');
    expect(of('Horizon')).toBe('Leans 1.4° – turn clockwise');
    expect(of('Motion')).toBe('Not certain');
  });

  it('make one chip of each part of a filter, each removable alone', () => {
    const chips = filterChips({
      ...{ rootId: 1, stars: { min: 3, max: 5 }, flags: ['pick', 'none'], failed: false },
      score: { of: 'light', min: 3.5 },
    });
    expect(chips.map(({ text }) => text)).toEqual([
      'Light from 3.50',
      '★ 3 or more',
      'Picked or Unflagged',
    ]);
    expect(chips.map(({ without }) => Object.keys(without))).toEqual([
      ['score'],
      ['stars'],
      ['flags'],
    ]);
  });

  it('tell the history of a photo', () => {
    const after = { ...NO_VERDICT, stars: 3, flag: 'pick' } as const;
    expect(changeInWords({ at: 0, kind: 'decision', before: NO_VERDICT, after })).toBe(
      '3 stars, Picked',
    );
    expect(changeInWords({ at: 0, kind: 'undo', before: after, after: NO_VERDICT })).toBe(
      'Undone: Stars cleared, Unflagged',
    );
  });

  it('show keys as they stand on the keyboard', () => {
    expect(showKey('$mod+Shift+z', false)).toBe('Ctrl+Shift+Z');
    expect(showKey('$mod+Shift+z', true)).toBe('⌘⇧Z');
    expect(showKey('Digit3', false)).toBe('3');
    expect(shownKeys(['Digit3', 'Numpad3'])).toEqual(['3']);
    expect(shownKeys(['?', 'Shift+?'])).toEqual(['?']);
  });
});

describe('layout', () => {
  it('takes what fits and replaces what does not, part by part', () => {
    const layout = parseLayout({ cellSize: 320, leftWidth: 9999, mode: 'darkroom', filter: 'x' });
    expect(layout.cellSize).toBe(320);
    expect(layout.leftWidth).toBe(232);
    expect(layout.mode).toBe('grid');
    expect(layout.filter).toEqual({});
  });
});

describe('folders', () => {
  it('stand below their parents in natural order, with the photos below them counted', () => {
    const folder = (id: number, path: string, photos: number) => ({ id, rootId: 1, path, photos });
    const tree = treesByRoot([
      folder(1, '', 1),
      folder(2, 'day 10', 1),
      folder(3, 'day 2', 2),
      folder(4, 'day 2/card', 5),
      folder(5, 'day 2-extra', 1),
    ]).get(1);
    expect(tree?.map(({ name, depth, photos }) => [name, depth, photos])).toEqual([
      ['day 2', 1, 7],
      ['card', 2, 5],
      ['day 2-extra', 1, 1],
      ['day 10', 1, 1],
    ]);
  });
});

describe('distribution', () => {
  it('places a score, linear within a bin', () => {
    const distribution = { of: 'aesthetic', bins: [10, 0, 10, 0], total: 20 } as const;
    const bins = { ...distribution, bins: [...distribution.bins] };
    expect(percentileOf(1, bins)).toBe(0);
    expect(percentileOf(1.5, bins)).toBe(25);
    expect(percentileOf(3, bins)).toBe(50);
    expect(percentileOf(5, bins)).toBe(100);
    expect(percentileOf(3, { ...bins, bins: [], total: 0 })).toBeUndefined();
  });

  it('is smoothed without moving its peak', () => {
    const curve = smoothCurve([0, 0, 0, 9, 0, 0, 0], 1);
    expect(curve.indexOf(Math.max(...curve))).toBe(3);
    expect(curve[3]).toBe(1);
    expect(curve[2]).toBeCloseTo(curve[4] ?? 0);
  });
});

describe('zoom', () => {
  const photo = { width: 6000, height: 4000 };
  const stage = { width: 1200, height: 800 };

  it('shows one pixel of the photo on one of the screen at 100 %', () => {
    expect(scaleOf(0, photo, stage, 2)).toBeCloseTo(0.2);
    expect(scaleOf(1, photo, stage, 2)).toBe(0.5);
    expect(scaleOf(2, photo, stage, 1)).toBe(2);
  });

  it('keeps the point under the pointer where it is', () => {
    const pointer = { x: 900, y: 200 };
    const fit = scaleOf(0, photo, stage, 1);
    const under = pointUnder(pointer, cornerOf({ x: 0.5, y: 0.5 }, photo, stage, fit), photo, fit);
    const centre = clampCentre(centreFor(under, pointer, photo, stage, 1), photo, stage, 1);
    const again = pointUnder(pointer, cornerOf(centre, photo, stage, 1), photo, 1);
    expect(again.x).toBeCloseTo(under.x);
    expect(again.y).toBeCloseTo(under.y);
  });

  it('never pans past an edge, and centres what is smaller than the stage', () => {
    expect(clampCentre({ x: 0, y: 2 }, photo, stage, 1)).toEqual({ x: 0.1, y: 0.9 });
    expect(clampCentre({ x: 0, y: 0 }, { width: 100, height: 100 }, stage, 1)).toEqual({
      x: 0.5,
      y: 0.5,
    });
  });
});
