import path from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  Menu,
  MessageChannelMain,
  session,
  shell as system,
  utilityProcess,
  type MessagePortMain,
} from 'electron';
import * as v from 'valibot';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import { toErrorInfo, type KeepersError } from '../../src-shared/errors.ts';
import type { HostCommand } from '../../src-shared/host.ts';
import { foldersOf } from './arguments.ts';
import { CHANNELS } from './channels.ts';
import { EngineProcess } from './engine-process.ts';
import { openInEditor, openSecondScreen, startDrag } from './hand-over.ts';
import { folders } from './installation.ts';
import { answerPage } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { serveSchemes } from './protocol.ts';
import { lockSession } from './security.ts';
import { TaskProgress } from './task-progress.ts';
import { openWindow } from './window.ts';

const METHOD_PAGE = 'https://doi.org/10.1109/TPAMI.2024.3492259';
const SecondInstanceSchema = v.object({ paths: v.array(v.string()) });

/** The window and the engine of one running app. */
export class Shell {
  readonly #paths: string[];
  readonly #progress = new TaskProgress();
  readonly #engine: EngineProcess<MessagePortMain>;
  #window: BrowserWindow | undefined;
  /** The loupe on another screen. */
  #second: BrowserWindow | undefined;
  #quitting: 'no' | 'closing' | 'closed' = 'no';

  constructor(paths: readonly string[]) {
    this.#paths = [...paths];
    this.#engine = new EngineProcess<MessagePortMain>({
      engine: {
        home: folders.home,
        cache: folders.cache,
        modelsFolder: folders.models,
        version: app.getVersion(),
      },
      folder: folders.bundles,
      fork: (file, serviceName) => utilityProcess.fork(file, [], { serviceName, stdio: 'inherit' }),
      channel: () => new MessageChannelMain(),
      onReady: (client) => this.#listen(client),
      onGiveUp: (error) => this.#giveUp(error),
    });
  }

  /** Once the app is ready. */
  start(): void {
    lockSession(session.defaultSession);
    serveSchemes(session.defaultSession, folders.renderer, (id, kind) =>
      this.#engine.request('host.picture', { id, kind }),
    );
    answerPage(
      {
        connect: (window) => void this.#connect(window),
        openFolderDialog: (window) => chooseFolder(window),
        openInEditor: async (ids) => {
          const { editor } = await this.#engine.request('settings.get', {});
          await openInEditor(await this.#pathsOf(ids), editor);
        },
        startDrag: (window, ids) =>
          void this.#pathsOf(ids).then((files) =>
            startDrag(window.webContents, files, folders.icon),
          ),
        openSecondScreen: (window) => this.#openSecondScreen(window),
      },
      (event) => BrowserWindow.fromWebContents(event.sender),
    );
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          platform: process.platform,
          appName: app.name,
          development: !app.isPackaged,
          send: (command) => this.#send(command),
          openProjectPage: () => void system.openExternal(METHOD_PAGE),
        }),
      ),
    );
    this.#engine.start();
    this.showWindow();
    this.openPaths(this.#paths);
  }

  showWindow(): void {
    if (!app.isReady()) return;
    if (this.#window === undefined) {
      const window = openWindow({ stateFile: folders.windowState, icon: folders.icon });
      window.on('closed', () => (this.#window = undefined));
      this.#window = window;
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }

  /** Adds folders to the library; of a photo, the folder that it lies in. Before the app is ready they wait. */
  openPaths(paths: readonly string[]): void {
    if (!app.isReady()) {
      this.#paths.push(...paths);
      return;
    }
    void this.#addFolders(paths);
  }

  /** Another start of the app, which has ended since: what it was to open is opened here. */
  heardFromSecond(data: unknown): void {
    this.showWindow();
    const message = v.safeParse(SecondInstanceSchema, data);
    if (message.success) this.openPaths(message.output.paths);
  }

  /** Holds the app back until the engine has put everything on disk. */
  beforeQuit(event: { preventDefault(): void }): void {
    if (this.#quitting === 'closed') return;
    event.preventDefault();
    if (this.#quitting === 'closing') return;
    this.#quitting = 'closing';
    void this.#engine.close().finally(() => {
      this.#quitting = 'closed';
      app.quit();
    });
  }

  async #pathsOf(ids: readonly number[]): Promise<readonly string[]> {
    return await this.#engine.request('host.paths', { ids: [...ids] });
  }

  #openSecondScreen(beside: BrowserWindow): void {
    if (this.#second !== undefined) {
      this.#second.focus();
      return;
    }
    const window = openSecondScreen(beside, path.join(import.meta.dirname, 'preload.cjs'));
    window.on('closed', () => (this.#second = undefined));
    // It shows what the window tells it, and has nothing to show without it.
    beside.once('closed', () => this.#second?.close());
    this.#second = window;
  }

  async #connect(window: BrowserWindow): Promise<void> {
    // Where there is no engine to connect to, the person has been told.
    const port = await this.#engine.connect().catch(() => undefined);
    if (port === undefined) return;
    if (window.isDestroyed()) port.close();
    else window.webContents.postMessage(CHANNELS.port, null, [port]);
  }

  async #addFolders(paths: readonly string[]): Promise<void> {
    for (const folder of await foldersOf(paths)) {
      try {
        await this.#engine.request('roots.open', { path: folder });
        app.addRecentDocument(folder);
      } catch (thrown) {
        dialog.showErrorBox('The folder could not be opened', toErrorInfo(thrown).message);
      }
    }
  }

  #listen(client: BridgeClient): void {
    this.#progress.clear();
    this.#showProgress();
    client.on('task.progress', (task) => {
      this.#progress.update(task);
      this.#showProgress();
    });
  }

  #showProgress(): void {
    this.#window?.setProgressBar(this.#progress.value);
  }

  #send(command: HostCommand): void {
    this.showWindow();
    const contents = this.#window?.webContents;
    const send = () => contents?.send(CHANNELS.command, command);
    // On macOS the menu is there without a window: the command waits for the new one's page.
    if (contents?.isLoading() === true) contents.once('did-finish-load', send);
    else send();
  }

  #giveUp(error: KeepersError): void {
    dialog.showErrorBox('Keepers cannot go on', error.message);
    this.#quitting = 'closed';
    app.exit(1);
  }
}

async function chooseFolder(window: BrowserWindow): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a folder of photos',
    buttonLabel: 'Open',
    properties: ['openDirectory'],
  });
  return filePaths[0];
}
