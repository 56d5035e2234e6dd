/** The messages between the preload and Electron's main process. */
export const CHANNELS = {
  /** Page to main: asks for a port. */
  connect: 'keepers:connect',
  /** Main to page: the port. */
  port: 'keepers:port',
  /** Page to main: the system's folder dialog. */
  openFolderDialog: 'keepers:open-folder-dialog',
  /** Page to main: photos for the person's editor. */
  openInEditor: 'keepers:open-in-editor',
  /** Page to main: photos that are dragged out of the window. */
  startDrag: 'keepers:start-drag',
  /** Page to main: the loupe on another screen. */
  openSecondScreen: 'keepers:open-second-screen',
  /** Main to page: a command of the menu. */
  command: 'keepers:command',
} as const;
