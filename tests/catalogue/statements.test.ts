/** What the person says of sentences: steps of the decision log among the others. */
import { describe, expect, it } from 'vitest';
import { addPhotos, newCatalogue } from './support.ts';

const LIGHT = { space: 'light', said: '{"shows":"Good light."}' } as const;

function twoPhotos() {
  const opened = newCatalogue();
  const [a = 0, b = 0] = addPhotos(opened.catalogue, ['a.jpg', 'b.jpg']);
  return { ...opened, a, b };
}

describe('statements', () => {
  it('are kept, changed, taken back, undone and redone', () => {
    const { catalogue, reopen, a, b } = twoPhotos();
    const first = catalogue.setStatement({ id: a, ...LIGHT });
    expect(first).toEqual({ summary: 'Had a say on its light', ids: [a] });
    catalogue.setStatement({ id: b, space: 'emotion', said: '1' });
    const opened = reopen();
    expect(opened.statements()).toEqual([
      { id: a, name: 'a.jpg', ...LIGHT },
      { id: b, name: 'b.jpg', space: 'emotion', said: '1' },
    ]);
    expect(opened.setStatement({ id: a, ...LIGHT })).toEqual({ summary: 'No change', ids: [] });
    opened.setStatement({ id: a, space: 'light', said: null });
    expect(opened.statements(a)).toEqual([]);
    expect(opened.canUndo()).toBe('Took back what was said of its light');
    expect(opened.undo()).toMatchObject({ ids: [a] });
    expect(opened.statements(a)).toEqual([{ id: a, name: 'a.jpg', ...LIGHT }]);
    opened.undo();
    expect(opened.canRedo()).toBe('Had a say on its mood');
    expect(opened.statements()).toHaveLength(1);
    opened.redo();
    expect(opened.statements(b)).toHaveLength(1);
  });

  it('stand in the history, and go back to any point of it with verdicts', () => {
    const { catalogue, a } = twoPhotos();
    catalogue.decide([{ id: a, change: { stars: 3 } }], { kind: 'person', scoreVisible: true });
    catalogue.setStatement({ id: a, ...LIGHT });
    catalogue.setStatement({ id: a, space: 'light', said: '2' });
    const { steps } = catalogue.history({ limit: 10, sidecars: false });
    expect(steps.map(({ summary, photos }) => [summary, photos])).toEqual([
      ['Had a say on its light', 1],
      ['Had a say on its light', 1],
      [expect.stringContaining('3 stars'), 1],
    ]);
    catalogue.restore(steps[1]?.id ?? 0);
    expect(catalogue.statements(a)).toEqual([{ id: a, name: 'a.jpg', ...LIGHT }]);
    catalogue.restore(0);
    expect(catalogue.statements()).toEqual([]);
    catalogue.undo();
    expect(catalogue.statements(a)).toHaveLength(1);
    expect(() => catalogue.setStatement({ id: 999, ...LIGHT })).toThrow();
  });
});
