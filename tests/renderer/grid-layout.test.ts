import { describe, expect, it } from 'vitest';
import {
  buildRows,
  findSections,
  fitColumns,
  GAP,
  moveByRows,
  rowOf,
} from '../../src-renderer/state/grid-layout.ts';
import { caughtBy, rectangleOf } from '../../src-renderer/state/lasso.ts';

describe('grid layout', () => {
  it('fits cells of at least the asked size and uses the whole width', () => {
    const { columns, cell } = fitColumns(1000, 200);
    expect(columns).toBe(4);
    expect(cell).toBeGreaterThanOrEqual(200);
    expect(columns * cell + (columns - 1) * GAP).toBeLessThanOrEqual(1000);
    expect(fitColumns(50, 200).columns).toBe(1);
  });

  it('starts a row of its own under each heading', () => {
    const rows = buildRows(7, 3, [
      { key: 'a', start: 0 },
      { key: 'b', start: 4 },
    ]);
    expect(rows.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['heading', 0, 4],
      ['cells', 0, 3],
      ['cells', 3, 4],
      ['heading', 4, 7],
      ['cells', 4, 7],
    ]);
  });

  it('finds the row of every photo of 100,000', () => {
    const rows = buildRows(100_000, 7, [
      { key: 'a', start: 0 },
      { key: 'b', start: 12_345 },
    ]);
    for (const index of [0, 6, 7, 12_344, 12_345, 99_999]) {
      const row = rows[rowOf(rows, index)];
      expect(row?.kind).toBe('cells');
      expect(index >= (row?.start ?? 0) && index < (row?.end ?? 0)).toBe(true);
    }
    expect(rowOf(rows, 100_000)).toBe(-1);
  });

  it('moves down a column over headings and short rows', () => {
    const rows = buildRows(8, 3, [
      { key: 'a', start: 0 },
      { key: 'b', start: 4 },
    ]);
    expect(moveByRows(rows, 2, 1)).toBe(3);
    expect(moveByRows(rows, 3, 1)).toBe(4);
    expect(moveByRows(rows, 7, -1)).toBe(4);
    expect(moveByRows(rows, 0, -1)).toBe(0);
    expect(moveByRows(rows, 2, 3)).toBe(7);
    expect(moveByRows(rows, 0, 99)).toBe(7);
  });

  it('finds every run of days by looking at few photos', async () => {
    const days = Array.from({ length: 50_000 }, (_, at) =>
      at < 130 ? 'a' : at < 131 ? 'b' : at < 40_000 ? 'c' : 'd',
    );
    let looked = 0;
    const sections = await findSections(days.length, (places) => {
      looked += places.length;
      return Promise.resolve(places.map((place) => days[place] ?? ''));
    });
    expect(sections).toEqual([
      { key: 'a', start: 0 },
      { key: 'b', start: 130 },
      { key: 'c', start: 131 },
      { key: 'd', start: 40_000 },
    ]);
    expect(looked).toBeLessThan(days.length / 50);
  });

  it('catches what a lasso touches, whichever way it is drawn', () => {
    const rows = buildRows(9, 3, []);
    const catchWith = (a: { x: number; y: number }, b: { x: number; y: number }) =>
      caughtBy(rectangleOf(a, b), rows, 0, rows.length - 1, 100, 120, (row) => row * 126);
    expect(catchWith({ x: 150, y: 200 }, { x: 10, y: 50 })).toEqual([0, 1, 3, 4]);
    expect(catchWith({ x: 102, y: 0 }, { x: 104, y: 400 })).toEqual([]);
  });
});
