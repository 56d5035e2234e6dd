import path from 'node:path';
import { app } from 'electron';
import { defaultFolders } from '../engine/folders.ts';

/** The folder that holds package.json: the checkout, or app.asar. */
const ROOT = path.resolve(import.meta.dirname, '../..');
const { home, cache } = defaultFolders();

/** Where this installation keeps its parts, and this person's. */
export const folders = {
  home,
  cache,
  /** Chromium's own files. */
  electron: path.join(home, 'electron'),
  windowState: path.join(home, 'window.json'),
  /** Entries of the engine and its workers: beside this bundle. */
  bundles: import.meta.dirname,
  renderer: path.join(ROOT, 'dist', 'renderer'),
  // Weights are read by native code, which sees no files inside app.asar.
  models: path.join(app.isPackaged ? process.resourcesPath : ROOT, 'models'),
  icon: path.join(ROOT, 'assets', 'icons', 'icon.png'),
} as const;
