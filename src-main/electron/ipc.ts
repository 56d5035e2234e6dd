import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from './channels.ts';
import { isOwnPage } from './security.ts';

export interface PageRequests {
  connect(window: BrowserWindow): void;
  openFolderDialog(window: BrowserWindow): Promise<string | undefined>;
}

/** The one guarded door for what pages ask of main: only the window's own page, only its top frame. */
export function answerPage(
  requests: PageRequests,
  windowOf: (event: IpcMainEvent | IpcMainInvokeEvent) => BrowserWindow | null,
): void {
  const guarded = (event: IpcMainEvent | IpcMainInvokeEvent): BrowserWindow | undefined => {
    const frame = event.senderFrame;
    if (frame === null || frame.parent !== null || !isOwnPage(frame.url)) return undefined;
    return windowOf(event) ?? undefined;
  };
  ipcMain.on(CHANNELS.connect, (event) => {
    const window = guarded(event);
    if (window !== undefined) requests.connect(window);
  });
  ipcMain.handle(CHANNELS.openFolderDialog, async (event) => {
    const window = guarded(event);
    return window === undefined ? undefined : await requests.openFolderDialog(window);
  });
}
