import type { Color, Stars, VerdictChange } from '../../src-shared/verdict.ts';
import type { App, Step } from './app.svelte.ts';
import type { Command } from './commands.svelte.ts';
import { shootCommands } from './shoot-commands.ts';

const COLOR_KEYS: readonly [digit: number, color: Color, name: string][] = [
  [6, 'red', 'Red label'],
  [7, 'yellow', 'Yellow label'],
  [8, 'green', 'Green label'],
  [9, 'blue', 'Blue label'],
];

/** The commands and the keys that photographers already know (CONVENTIONS, table of keys). */
export function defaultCommands(app: App): Command[] {
  const { view, verdicts, selection, library, settings } = app;
  const judging = () => view.mode !== 'models' && selection.active !== undefined;
  const verdict = (
    id: string,
    title: string,
    keys: readonly string[],
    change: () => VerdictChange,
  ): Command => ({
    ...{ id, title, group: 'Verdicts', keys, shiftToo: true, scope: 'anywhere' },
    available: judging,
    run: (event) => {
      const once = event?.shiftKey === true || event?.getModifierState('CapsLock') === true;
      void verdicts.apply(change(), once || settings.current.autoAdvance);
    },
  });
  const digit = (value: number) => [`Digit${value}`, `Numpad${value}`];
  const label = (color: Color): VerdictChange => ({
    color: app.activeSlot?.verdict.color === color ? 'none' : color,
  });
  const move = (id: string, title: string, keys: readonly string[], step: Step): Command => ({
    ...{ id, title, group: 'Moving', keys, shiftToo: true, scope: 'photos' },
    available: () => view.mode !== 'models' && library.ids.length > 0,
    run: (event) => app.move(step, event?.shiftKey === true),
  });

  return [
    ...([1, 2, 3, 4, 5] satisfies Stars[]).map((stars) =>
      verdict(`stars-${stars}`, stars === 1 ? '1 star' : `${stars} stars`, digit(stars), () => ({
        stars,
      })),
    ),
    verdict('stars-0', 'Clear the stars', digit(0), () => ({ stars: 0 })),
    verdict('pick', 'Pick', ['p'], () => ({ flag: 'pick' })),
    verdict('reject', 'Reject', ['x'], () => ({ flag: 'reject' })),
    verdict('unflag', 'Clear the flag', ['u'], () => ({ flag: 'none' })),
    ...COLOR_KEYS.map(([key, color, name]) =>
      verdict(`color-${color}`, name, digit(key), () => label(color)),
    ),
    verdict('color-purple', 'Purple label', [], () => label('purple')),
    {
      ...{ id: 'undo', title: 'Undo', group: 'Verdicts', scope: 'anywhere', keys: ['$mod+z'] },
      run: () => void verdicts.undo(),
    },
    {
      ...{ id: 'redo', title: 'Redo', group: 'Verdicts', scope: 'anywhere' },
      keys: ['$mod+Shift+z', '$mod+y'],
      run: () => void verdicts.redo(),
    },
    {
      ...{ id: 'auto-advance', title: 'Auto-advance on or off', group: 'Verdicts', keys: [] },
      scope: 'anywhere',
      run: () => void settings.set({ autoAdvance: !settings.current.autoAdvance }),
    },

    move('next', 'Next photo', ['ArrowRight'], 'next'),
    move('previous', 'Previous photo', ['ArrowLeft'], 'previous'),
    move('down', 'Photo below', ['ArrowDown'], 'down'),
    move('up', 'Photo above', ['ArrowUp'], 'up'),
    move('page-down', 'A screen down', ['PageDown'], 'page-down'),
    move('page-up', 'A screen up', ['PageUp'], 'page-up'),
    move('first', 'First photo', ['Home'], 'first'),
    move('last', 'Last photo', ['End'], 'last'),

    {
      ...{ id: 'grid', title: 'Grid', group: 'Views', scope: 'anywhere', keys: ['g'] },
      run: () => app.showGrid(),
    },
    {
      ...{ id: 'loupe', title: 'Loupe', group: 'Views', scope: 'anywhere', keys: ['e'] },
      available: () => selection.active !== undefined,
      run: () => app.showLoupe(),
    },
    {
      ...{ id: 'open', title: 'Open in the loupe', group: 'Views', keys: ['Enter'] },
      scope: 'photos',
      available: () => selection.active !== undefined && view.mode === 'grid',
      run: () => app.showLoupe(),
    },
    {
      ...{ id: 'back', title: 'Back to the grid', group: 'Views', keys: ['Escape'] },
      scope: 'anywhere',
      available: () => view.mode !== 'grid',
      run: () => app.showGrid(),
    },
    {
      ...{ id: 'zoom', title: '100 % at the pointer', group: 'Views', keys: ['z'] },
      scope: 'anywhere',
      available: () => view.mode !== 'models' && selection.active !== undefined,
      run: () => app.zoomTo(view.mode === 'loupe' && view.zoom > 0 ? 0 : 1),
    },
    {
      ...{ id: 'zoom-200', title: '200 % at the pointer', group: 'Views', keys: ['Shift+z'] },
      scope: 'anywhere',
      available: () => view.mode !== 'models' && selection.active !== undefined,
      run: () => app.zoomTo(view.zoom === 2 ? 0 : 2),
    },
    {
      ...{ id: 'bigger', title: 'Larger cells, or zoom in', group: 'Views', scope: 'anywhere' },
      keys: ['=', 'Shift++', 'NumpadAdd', '+'],
      run: () => app.enlarge(1),
    },
    {
      ...{ id: 'smaller', title: 'Smaller cells, or zoom out', group: 'Views', scope: 'anywhere' },
      keys: ['-', 'NumpadSubtract'],
      run: () => app.enlarge(-1),
    },
    {
      ...{ id: 'clipping', title: 'Show clipping', group: 'Views', scope: 'anywhere', keys: ['j'] },
      available: () => view.mode === 'loupe',
      run: () => (view.clipping = !view.clipping),
    },
    {
      ...{ id: 'thirds', title: 'Show thirds', group: 'Views', scope: 'anywhere', keys: ['o'] },
      available: () => view.mode === 'loupe',
      run: () => (view.thirds = !view.thirds),
    },

    {
      ...{ id: 'panels', title: 'Fold the side panels', group: 'Panels', keys: ['$mod+b'] },
      scope: 'anywhere',
      run: () => view.togglePanels(),
    },
    {
      ...{ id: 'why', title: 'Why: the explanation', group: 'Panels', keys: ['a'] },
      scope: 'anywhere',
      run: () => view.toggleTab('why'),
    },
    {
      ...{ id: 'info', title: 'Info: camera and file', group: 'Panels', keys: ['i'] },
      scope: 'anywhere',
      run: () => view.toggleTab('info'),
    },
    {
      ...{ id: 'scores', title: 'Hide the scores while culling', group: 'Panels', keys: ['s'] },
      scope: 'anywhere',
      run: () => void settings.set({ hideScores: !settings.current.hideScores }),
    },

    {
      ...{ id: 'find', title: 'Find by file name', group: 'Library', keys: ['$mod+f'] },
      scope: 'anywhere',
      run: () => document.querySelector<HTMLInputElement>('#find')?.focus(),
    },
    {
      ...{ id: 'select-all', title: 'Select all', group: 'Library', keys: ['$mod+a'] },
      scope: 'anywhere',
      available: () => view.mode === 'grid',
      run: () => selection.all(),
    },
    {
      ...{ id: 'select-none', title: 'Select none', group: 'Library', keys: ['$mod+d'] },
      scope: 'anywhere',
      run: () => selection.none(),
    },
    {
      ...{ id: 'settle', title: 'Update the view', group: 'Library', keys: ['F5'] },
      scope: 'anywhere',
      available: () => library.outOfOrder,
      run: () => void library.settle(),
    },
    {
      ...{ id: 'add-folder', title: 'Add a folder', group: 'Library', keys: ['$mod+o'] },
      scope: 'anywhere',
      run: () => void app.openFolder(),
    },
    ...shootCommands(app),
    {
      ...{ id: 'help', title: 'All the keys', group: 'Library', keys: ['?', 'Shift+?'] },
      scope: 'anywhere',
      run: () => (view.helpOpen = true),
    },
  ];
}
