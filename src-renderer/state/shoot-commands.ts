import type { App } from './app.svelte.ts';
import type { Command } from './commands.svelte.ts';
import type { DialogName } from './dialogs.svelte.ts';
import { openSecondScreen } from './second-screen.ts';

/** The two ends of a shoot; keys as in Lightroom where it has them. */
export const SHOOT_COMMANDS: readonly {
  readonly id: string;
  readonly title: string;
  readonly keys: readonly string[];
  readonly opens: DialogName;
}[] = [
  { id: 'import', title: 'Import a card', keys: ['$mod+Shift+i'], opens: 'import' },
  { id: 'deliver', title: 'Deliver photos', keys: ['$mod+Shift+e'], opens: 'deliver' },
  { id: 'show', title: 'Contact sheet, gallery, table', keys: ['$mod+Shift+p'], opens: 'show' },
  { id: 'report', title: 'Report of the shoot', keys: [], opens: 'report' },
  { id: 'backups', title: 'Back up and restore', keys: [], opens: 'keep' },
  { id: 'relink', title: 'A folder was moved', keys: [], opens: 'relink' },
];

export function shootCommands(app: App): Command[] {
  const { host } = app;
  const dialogs = SHOOT_COMMANDS.map(({ id, title, keys, opens }): Command => ({
    ...{ id, title, keys, group: 'Library', scope: 'anywhere' },
    run: () => app.dialogs.show(opens),
  }));
  return [
    ...dialogs,
    {
      ...{ id: 'edit', title: 'Open in the editor', group: 'Library', keys: ['$mod+e'] },
      scope: 'anywhere',
      available: () => host !== undefined && app.targets.length > 0,
      run: () => app.attempt(async () => await host?.openInEditor([...app.targets])),
    },
    {
      ...{
        id: 'second-screen',
        title: 'Loupe on a second screen',
        group: 'Views',
        keys: ['$mod+Shift+l'],
      },
      scope: 'anywhere',
      run: () => openSecondScreen(host),
    },
  ];
}
