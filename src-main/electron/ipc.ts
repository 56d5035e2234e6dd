import { ipcMain, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import * as v from 'valibot';
import { CHANNELS } from './channels.ts';
import { isOwnPage } from './security.ts';

const IdsSchema = v.array(v.pipe(v.number(), v.integer(), v.minValue(1)));

export interface PageRequests {
  connect(window: BrowserWindow): void;
  openFolderDialog(window: BrowserWindow): Promise<string | undefined>;
  openInEditor(ids: readonly number[]): Promise<void>;
  startDrag(window: BrowserWindow, ids: readonly number[]): void;
  openSecondScreen(window: BrowserWindow): void;
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
  ipcMain.handle(CHANNELS.openInEditor, async (event, raw: unknown) => {
    const ids = v.safeParse(IdsSchema, raw);
    if (guarded(event) !== undefined && ids.success) await requests.openInEditor(ids.output);
  });
  ipcMain.on(CHANNELS.startDrag, (event, raw: unknown) => {
    const window = guarded(event);
    const ids = v.safeParse(IdsSchema, raw);
    if (window !== undefined && ids.success) requests.startDrag(window, ids.output);
  });
  ipcMain.on(CHANNELS.openSecondScreen, (event) => {
    const window = guarded(event);
    if (window !== undefined) requests.openSecondScreen(window);
  });
  ipcMain.handle(CHANNELS.openFolderDialog, async (event) => {
    const window = guarded(event);
    return window === undefined ? undefined : await requests.openFolderDialog(window);
  });
}
