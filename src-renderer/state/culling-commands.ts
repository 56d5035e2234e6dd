import type { App } from './app.svelte.ts';
import type { Command } from './commands.svelte.ts';

/** Commands of the culling views, and of stacks. */
export function cullingCommands(app: App): Command[] {
  const { view, selection, library, compare, cull, stacks } = app;
  const judging = () => view.showsPhotos && selection.active !== undefined;
  const inStack = () =>
    selection.active !== undefined && stacks.stackOf(selection.active) !== undefined;

  return [
    {
      ...{ id: 'keep', title: 'Keep this one of the burst, reject the rest', group: 'Verdicts' },
      ...{ keys: ['k'], shiftToo: true, scope: 'anywhere' },
      available: judging,
      run: (event) => void cull.keep(app.advances(event)),
    },
    {
      ...{ id: 'second-pass', title: 'Second pass: the undecided alone', group: 'Verdicts' },
      ...{ keys: ['d'], scope: 'anywhere' },
      available: () => view.showsPhotos,
      run: () => app.attempt(() => cull.secondPass()),
    },

    {
      ...{ id: 'compare', title: 'Compare two', group: 'Views', scope: 'anywhere', keys: ['c'] },
      toPhotos: true,
      available: judging,
      run: () => app.navigation.showCompare(),
    },
    {
      ...{ id: 'swap', title: 'Swap champion and challenger', group: 'Views', keys: ['Shift+c'] },
      scope: 'anywhere',
      available: () => view.mode === 'compare',
      run: () => compare.swap(),
    },
    {
      ...{ id: 'survey', title: 'Survey of what is selected', group: 'Views', keys: ['n'] },
      ...{ scope: 'anywhere', toPhotos: true },
      available: judging,
      run: () => app.navigation.showSurvey(),
    },
    {
      ...{ id: 'set-aside', title: 'Leave the survey without a verdict', group: 'Views' },
      ...{ keys: ['/'], scope: 'anywhere' },
      available: () => view.mode === 'survey',
      run: () => cull.setAside(),
    },
    {
      ...{ id: 'burst', title: 'Frames of the burst at 100 %', group: 'Views', keys: ['b'] },
      scope: 'anywhere',
      available: () => view.mode === 'loupe' || view.mode === 'compare',
      run: () => (view.burst = !view.burst),
    },
    {
      ...{ id: 'full-screen', title: 'Full screen', group: 'Views', keys: ['f'] },
      scope: 'anywhere',
      available: judging,
      run: () => cull.toggleFullScreen(),
    },
    {
      ...{ id: 'filter-off', title: 'Before and after the filter', group: 'Library', keys: ['\\'] },
      scope: 'anywhere',
      available: () => library.filtered || library.unfiltered,
      run: () => app.attempt(() => library.toggleFilter()),
    },

    {
      ...{ id: 'stack', title: 'Open or close the stack', group: 'Stacks', keys: ['t'] },
      scope: 'anywhere',
      available: () => view.mode === 'grid' && judging(),
      run: () => cull.toggleStacks(),
    },
    {
      ...{ id: 'all-stacks', title: 'Open or close all stacks', group: 'Stacks' },
      ...{ keys: ['Shift+t'], scope: 'anywhere' },
      available: () => view.mode === 'grid',
      run: () => cull.toggleAllStacks(),
    },
    {
      ...{ id: 'cover', title: 'Make it the cover of its stack', group: 'Stacks' },
      ...{ keys: ['Shift+s'], scope: 'anywhere' },
      available: () => view.showsPhotos && inStack(),
      run: () => cull.toggleCover(),
    },
    {
      ...{ id: 'merge', title: 'Make one stack of what is selected', group: 'Stacks' },
      ...{ keys: ['$mod+g'], scope: 'anywhere' },
      available: () => view.mode === 'grid' && judging(),
      run: () => cull.merge(),
    },
    {
      ...{ id: 'split', title: 'Take the selected out, as one stack', group: 'Stacks' },
      ...{ keys: ['Shift+g'], scope: 'anywhere' },
      available: () => view.mode === 'grid' && judging(),
      run: () => cull.split(false),
    },
    {
      ...{
        id: 'unstack',
        title: 'Take out each by itself; dissolve a closed one',
        group: 'Stacks',
      },
      ...{ keys: ['$mod+Shift+g'], scope: 'anywhere' },
      available: judging,
      run: () => cull.split(true),
    },
  ];
}
