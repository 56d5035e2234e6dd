import type { Color, Stars, VerdictChange } from '../../src-shared/verdict.ts';
import type { App } from './app.svelte.ts';
import type { Step } from './navigation.ts';
import type { Command } from './commands.svelte.ts';
import { cullingCommands } from './culling-commands.ts';
import type { Varied } from './library.svelte.ts';
import type { SearchBy } from './word-search.svelte.ts';
import { shootCommands } from './shoot-commands.ts';

const COLOR_KEYS: readonly [digit: number, color: Color, name: string][] = [
  [6, 'red', 'Red label'],
  [7, 'yellow', 'Yellow label'],
  [8, 'green', 'Green label'],
  [9, 'blue', 'Blue label'],
];

/** The best fifty of what is shown. */
export const BEST_FIFTY: Varied = { top: 50 };

/** The commands and the keys that photographers already know (CONVENTIONS, table of keys). */
export function defaultCommands(app: App): Command[] {
  const { view, verdicts, selection, library, settings } = app;
  const judging = () => view.showsPhotos && selection.active !== undefined;
  const verdict = (
    id: string,
    title: string,
    keys: readonly string[],
    change: () => VerdictChange,
  ): Command => ({
    ...{ id, title, group: 'Verdicts', keys, shiftToo: true, scope: 'anywhere' },
    available: judging,
    run: (event) => {
      const reason = event === undefined ? 'control' : 'key';
      // What is rejected in the survey leaves it.
      if (id === 'reject' && view.mode === 'survey') void app.cull.eliminate(reason);
      else void verdicts.apply(change(), app.advances(event), { reason });
    },
  });
  const find = (by: SearchBy) => {
    if (!view.showsPhotos) app.navigation.showGrid();
    app.search.findBy(by);
    const field = () => document.querySelector<HTMLInputElement>('#find');
    // At once, or the first letters would be commands; where the bar with the field has yet to come, then.
    if (field() === null) requestAnimationFrame(() => field()?.focus());
    else field()?.focus();
  };
  const digit = (value: number) => [`Digit${value}`, `Numpad${value}`];
  const label = (color: Color): VerdictChange => ({
    color: app.activeSlot?.verdict.color === color ? 'none' : color,
  });
  const move = (id: string, title: string, keys: readonly string[], step: Step): Command => ({
    ...{ id, title, group: 'Moving', keys, shiftToo: true, scope: 'photos' },
    available: () => view.showsPhotos && library.ids.length > 0,
    run: (event) => app.navigation.move(step, event?.shiftKey === true),
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
    move('down', 'Photo below; in loupe and compare the next burst', ['ArrowDown'], 'down'),
    move('up', 'Photo above; in loupe and compare the burst before', ['ArrowUp'], 'up'),
    move('page-down', 'A screen down', ['PageDown'], 'page-down'),
    move('page-up', 'A screen up', ['PageUp'], 'page-up'),
    move('first', 'First photo', ['Home'], 'first'),
    move('last', 'Last photo', ['End'], 'last'),

    {
      ...{ id: 'grid', title: 'Grid', group: 'Views', scope: 'anywhere', keys: ['g'] },
      toPhotos: true,
      run: () => app.navigation.showGrid(),
    },
    {
      ...{ id: 'loupe', title: 'Loupe', group: 'Views', scope: 'anywhere', keys: ['e'] },
      toPhotos: true,
      available: () => selection.active !== undefined,
      run: () => app.navigation.showLoupe(),
    },
    {
      ...{ id: 'open', title: 'Open in the loupe; in compare the challenger wins', group: 'Views' },
      ...{ keys: ['Enter'], scope: 'photos' },
      available: () => selection.active !== undefined && view.mode !== 'loupe' && view.showsPhotos,
      run: () => (view.mode === 'compare' ? app.compare.promote() : app.navigation.showLoupe()),
    },
    {
      ...{ id: 'back', title: 'Out of full screen, or back to the grid', group: 'Views' },
      ...{ keys: ['Escape'], scope: 'anywhere' },
      available: () =>
        view.mode !== 'calibrate' &&
        (view.fullScreen || view.mode !== 'grid' || library.varied !== undefined),
      run: () => {
        if (view.fullScreen) app.cull.toggleFullScreen(false);
        else if (view.mode === 'grid') app.navigation.leaveVaried();
        else app.navigation.showGrid();
      },
    },
    {
      ...{ id: 'zoom', title: '100 % at the pointer', group: 'Views', keys: ['z'] },
      scope: 'anywhere',
      available: () => view.showsPhotos && selection.active !== undefined,
      run: () => app.navigation.zoomTo(app.navigation.onStage && view.zoom > 0 ? 0 : 1),
    },
    {
      ...{ id: 'zoom-200', title: '200 % at the pointer', group: 'Views', keys: ['Shift+z'] },
      scope: 'anywhere',
      available: () => view.showsPhotos && selection.active !== undefined,
      run: () => app.navigation.zoomTo(view.zoom === 2 ? 0 : 2),
    },
    {
      ...{ id: 'bigger', title: 'Larger cells, or zoom in', group: 'Views', scope: 'anywhere' },
      keys: ['=', 'Shift++', 'NumpadAdd', '+'],
      run: () => app.navigation.enlarge(1),
    },
    {
      ...{ id: 'smaller', title: 'Smaller cells, or zoom out', group: 'Views', scope: 'anywhere' },
      keys: ['-', 'NumpadSubtract'],
      run: () => app.navigation.enlarge(-1),
    },
    {
      ...{ id: 'varied', title: 'The best fifty, varied', group: 'Views', keys: ['v'] },
      ...{ scope: 'anywhere', toPhotos: true },
      run: () => app.navigation.showVaried(library.varied ?? BEST_FIFTY),
    },
    {
      ...{ id: 'history', title: 'History of decisions', group: 'Views', keys: ['Shift+h'] },
      scope: 'anywhere',
      run: () => (view.mode = 'history'),
    },
    {
      ...{ id: 'clipping', title: 'Show clipping', group: 'Views', scope: 'anywhere', keys: ['j'] },
      available: () => app.navigation.onStage,
      run: () => (view.clipping = !view.clipping),
    },
    {
      ...{ id: 'thirds', title: 'Show thirds', group: 'Views', scope: 'anywhere', keys: ['o'] },
      available: () => app.navigation.onStage,
      run: () => (view.thirds = !view.thirds),
    },

    {
      ...{ id: 'heat-map', title: 'Heat map: where the score comes from', group: 'Views' },
      ...{ scope: 'anywhere', keys: ['h'] },
      available: () => app.navigation.onStage && !settings.current.hideScores,
      run: () => (view.heatMap = !view.heatMap),
    },

    {
      ...{ id: 'taste', title: 'Taste: what Keepers learns of yours', group: 'Views' },
      ...{ scope: 'anywhere', keys: ['y'] },
      run: () => (view.mode = 'taste'),
    },

    ...cullingCommands(app),

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
      run: () => find('name'),
    },
    {
      ...{ id: 'find-looks', title: 'Find by how photos look', group: 'Library' },
      ...{ scope: 'anywhere', keys: ['w'] },
      run: () => find('looks'),
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
      ...{ id: 'new-collection', title: 'New smart collection', group: 'Library' },
      ...{ scope: 'anywhere', keys: ['$mod+Shift+f'] },
      run: () => app.collections.startNew(),
    },
    {
      ...{ id: 'add-folder', title: 'Add a folder', group: 'Library', keys: ['$mod+o'] },
      scope: 'anywhere',
      run: () => void app.roots.open(),
    },
    ...shootCommands(app),
    {
      ...{ id: 'verdict-files', title: 'Verdicts in files', group: 'Library', keys: [] },
      scope: 'anywhere',
      run: () => app.files.open('files'),
    },
    {
      ...{ id: 'score-bands', title: 'Verdicts from scores', group: 'Library', keys: [] },
      scope: 'anywhere',
      available: () => library.ids.length > 0,
      run: () => app.files.open('bands'),
    },
    {
      ...{ id: 'help', title: 'All the keys', group: 'Library', keys: ['?', 'Shift+?'] },
      scope: 'anywhere',
      run: () => (view.helpOpen = true),
    },
  ];
}
