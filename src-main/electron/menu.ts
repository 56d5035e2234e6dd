import type { MenuItemConstructorOptions } from 'electron';
import type { HostCommand } from '../../src-shared/host.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly appName: string;
  /** Outside a package: adds the developer tools. */
  readonly development: boolean;
  send(command: HostCommand): void;
  openProjectPage(): void;
}

/**
 * The native menu. Commands go to the page, which owns what they do; accelerators are shown but not
 * registered, because the page's keys can be remapped and mean something else in a text field.
 */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, appName, development } = options;
  const mac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const command = (
    label: string,
    name: HostCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    id: name,
    label,
    click: () => options.send(name),
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
  });

  const appMenu: MenuItemConstructorOptions = {
    label: appName,
    submenu: [
      { role: 'about' },
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };

  return [
    ...(mac ? [appMenu] : []),
    {
      label: '&File',
      submenu: [
        command('Open Folder…', 'open-folder', 'CmdOrCtrl+O'),
        separator,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        command('Undo', 'undo', 'CmdOrCtrl+Z'),
        command('Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        command('Find by File Name', 'find', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&View',
      submenu: [
        command('Grid', 'show-grid'),
        command('Loupe', 'show-loupe'),
        command('Compare', 'show-compare'),
        command('Survey', 'show-survey'),
        separator,
        command('Zoom In', 'zoom-in'),
        command('Zoom Out', 'zoom-out'),
        command('Fold Panels', 'toggle-panels', 'CmdOrCtrl+B'),
        separator,
        { role: 'togglefullscreen' },
        ...(development ? [separator, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    {
      label: '&Window',
      role: 'window',
      submenu: [
        { role: 'minimize' },
        ...(mac ? [{ role: 'zoom' } as const] : []),
        { role: 'close' },
      ],
    },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        command('Keyboard Shortcuts', 'show-keys'),
        command('Models and Device', 'show-models'),
        separator,
        { label: 'About the Method', click: () => options.openProjectPage() },
      ],
    },
  ];
}
