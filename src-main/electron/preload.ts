/** All that the page sees of Electron: `window.keepersHost`. */
import { contextBridge, ipcRenderer } from 'electron';
import {
  HOST_COMMANDS,
  PORT_MESSAGE,
  type HostCommand,
  type KeepersHost,
} from '../../src-shared/host.ts';
import { CHANNELS } from './channels.ts';

// A port cannot cross the context bridge; a message of the window's own can carry it.
ipcRenderer.on(CHANNELS.port, (event) => {
  window.postMessage(PORT_MESSAGE, window.location.origin, [...event.ports]);
});

const host: KeepersHost = {
  kind: 'electron',
  connect: () => ipcRenderer.send(CHANNELS.connect),
  openFolderDialog: async () => {
    const folder: unknown = await ipcRenderer.invoke(CHANNELS.openFolderDialog);
    return typeof folder === 'string' ? folder : undefined;
  },
  openInEditor: async (ids) => {
    await ipcRenderer.invoke(CHANNELS.openInEditor, [...ids]);
  },
  startDrag: (ids) => ipcRenderer.send(CHANNELS.startDrag, [...ids]),
  openSecondScreen: () => ipcRenderer.send(CHANNELS.openSecondScreen),
  onCommand: (listener) => {
    const hear = (_event: unknown, raw: unknown) => {
      const command = HOST_COMMANDS.find((known): known is HostCommand => known === raw);
      if (command !== undefined) listener(command);
    };
    ipcRenderer.on(CHANNELS.command, hear);
    return () => void ipcRenderer.off(CHANNELS.command, hear);
  },
};

contextBridge.exposeInMainWorld('keepersHost', host);
