import path from 'node:path';
import { BrowserWindow, screen } from 'electron';
import { PAGE } from './protocol-answers.ts';
import { placeWindow, readWindowState, SMALLEST, writeWindowState } from './window-state.ts';

/** A drag sends hundreds of moves; the last one is worth keeping. */
const SAVE_AFTER_MS = 500;

/** Opens the window where it was left, and notes where it goes. */
export function openWindow(options: {
  readonly stateFile: string;
  readonly icon: string;
}): BrowserWindow {
  const { stateFile, icon } = options;
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
  const areas = [primary, ...others].map((display) => display.workArea);
  const placed = placeWindow(readWindowState(stateFile), areas);

  const window = new BrowserWindow({
    ...placed.bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Keepers',
    icon,
    // The page's own: nothing flashes before it is drawn.
    backgroundColor: '#161616',
    show: false,
    fullscreen: placed.fullScreen,
    webPreferences: {
      preload: path.join(import.meta.dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  if (placed.maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  // The page's title is for browsers' tabs.
  window.on('page-title-updated', (event) => event.preventDefault());
  keepState(window, stateFile);
  void window.loadURL(PAGE);
  return window;
}

function keepState(window: BrowserWindow, file: string): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    try {
      writeWindowState(file, {
        bounds: window.getNormalBounds(),
        maximized: window.isMaximized(),
        fullScreen: window.isFullScreen(),
      });
    } catch {
      // A full disk: the window opens in its usual place next time, and the engine says the rest.
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', save);
}
