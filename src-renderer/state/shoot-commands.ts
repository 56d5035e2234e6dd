import type { App } from './app.svelte.ts';
import type { Command } from './commands.svelte.ts';
import type { DialogName } from './dialogs.svelte.ts';

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
  { id: 'keep', title: 'Back up and restore', keys: [], opens: 'keep' },
  { id: 'relink', title: 'A folder was moved', keys: [], opens: 'relink' },
];

export function shootCommands(app: App): Command[] {
  return SHOOT_COMMANDS.map(({ id, title, keys, opens }) => ({
    ...{ id, title, keys, group: 'Library', scope: 'anywhere' },
    run: () => app.dialogs.show(opens),
  }));
}
