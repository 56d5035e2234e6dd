/** The messages between the preload and Electron's main process. */
export const CHANNELS = {
  /** Page to main: asks for a port. */
  connect: 'keepers:connect',
  /** Main to page: the port. */
  port: 'keepers:port',
  /** Page to main: the system's folder dialog. */
  openFolderDialog: 'keepers:open-folder-dialog',
  /** Main to page: a command of the menu. */
  command: 'keepers:command',
} as const;
