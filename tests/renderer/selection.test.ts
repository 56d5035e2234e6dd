import { describe, expect, it } from 'vitest';
import { Selection } from '../../src-renderer/state/selection.svelte.ts';

function order(ids: number[]) {
  return { ids, indexOf: (id: number) => ids.indexOf(id) };
}
const plain = { range: false, toggle: false };
const range = { range: true, toggle: false };
const toggle = { range: false, toggle: true };
const sorted = (selection: Selection) => [...selection.ids].sort((a, b) => a - b);

describe('selection', () => {
  it('selects one, a range from the anchor, and single ones as a file manager does', () => {
    const selection = new Selection(order([10, 20, 30, 40, 50]));
    selection.click(20, plain);
    selection.click(40, range);
    expect(sorted(selection)).toEqual([20, 30, 40]);
    expect(selection.active).toBe(40);
    // The anchor stays: the range turns round it.
    selection.click(10, range);
    expect(sorted(selection)).toEqual([10, 20]);
    selection.click(50, toggle);
    selection.click(10, toggle);
    expect(sorted(selection)).toEqual([20, 50]);
  });

  it('adds a range with both keys held', () => {
    const selection = new Selection(order([1, 2, 3, 4, 5, 6]));
    selection.click(1, plain);
    selection.click(4, toggle);
    selection.click(6, { range: true, toggle: true });
    expect(sorted(selection)).toEqual([1, 4, 5, 6]);
  });

  it('extends by keys from the anchor and shrinks again', () => {
    const selection = new Selection(order([1, 2, 3, 4]));
    selection.only(2);
    selection.moveTo(2, true);
    selection.moveTo(3, true);
    expect(sorted(selection)).toEqual([2, 3, 4]);
    selection.moveTo(2, true);
    expect(sorted(selection)).toEqual([2, 3]);
  });

  it('never moves outside the list', () => {
    const selection = new Selection(order([1, 2]));
    selection.moveTo(99);
    expect(selection.active).toBe(2);
    selection.moveTo(-5);
    expect(selection.active).toBe(1);
  });

  it('goes on to the neighbour when the active photo leaves the list', () => {
    const list = order([1, 2, 3, 4]);
    const selection = new Selection(list);
    selection.only(3);
    list.ids.splice(2, 1);
    selection.reconcile();
    expect(selection.active).toBe(4);
    expect(sorted(selection)).toEqual([4]);
    list.ids.splice(2, 1);
    selection.reconcile();
    expect(selection.active).toBe(2);
  });

  it('keeps its place when photos before the active one leave', () => {
    const list = order([1, 2, 3, 4]);
    const selection = new Selection(list);
    selection.only(3);
    list.ids.splice(0, 1);
    selection.reconcile();
    expect(selection.active).toBe(3);
    list.ids.splice(1, 1);
    selection.reconcile();
    expect(selection.active).toBe(4);
  });
});
