/** Electron's main process: windows, menu, dialogs, schemes, the engine's life. */
import { app, dialog } from 'electron';
import { pathsIn } from './arguments.ts';
import { folders } from './installation.ts';
import { registerSchemes } from './protocol.ts';
import { lockPages } from './security.ts';
import { Shell } from './shell.ts';

// One lock a library: Electron keeps it in this folder.
app.setPath('userData', folders.electron);
const given = pathsIn(process.argv, {
  packaged: app.isPackaged,
  workingFolder: process.cwd(),
});

if (!app.requestSingleInstanceLock({ paths: given })) {
  // The first instance has heard of the paths, and comes to the front.
  app.quit();
} else {
  registerSchemes();
  lockPages(app);
  const shell = new Shell(given);
  app.on('second-instance', (_event, _argv, _folder, data) => shell.heardFromSecond(data));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    shell.openPaths([path]);
  });
  app.on('activate', () => shell.showWindow());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => shell.beforeQuit(event));
  app.whenReady().then(
    () => shell.start(),
    (thrown: unknown) => {
      dialog.showErrorBox('Keepers could not start', String(thrown));
      app.exit(1);
    },
  );
}
