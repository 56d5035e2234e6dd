import { spawn } from 'node:child_process';
import { constants, existsSync, readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Electron's executable, or one sentence on why there is none. */
export type FoundElectron = { readonly path: string } | { readonly reason: string };

export interface FindElectronOptions {
  /** Let Electron's own installer fetch a missing binary; otherwise only look. */
  readonly download?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
  /** The installed npm package `electron`; undefined where it is not installed. */
  readonly packageFolder?: string | undefined;
  /** Bounds the installer's time, for a network that neither answers nor refuses. */
  readonly downloadSeconds?: number;
  onDownload?(): void;
}

/** About 120 MB: long enough for 8 Mbit/s. */
const DOWNLOAD_SECONDS = 120;

/**
 * Finds Electron as its npm package does (`ELECTRON_OVERRIDE_DIST_PATH`, then the package's own `dist`),
 * and, unless told only to look, has its installer fetch it the first time. Never throws: whoever asks
 * has the browser host to fall back on.
 */
export async function findElectron(options: FindElectronOptions = {}): Promise<FoundElectron> {
  const {
    download = true,
    environment = process.env,
    platform = process.platform,
    packageFolder = electronPackage(),
    downloadSeconds = DOWNLOAD_SECONDS,
  } = options;
  const executable = executableOf(platform);
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined && override !== '') {
    const file = path.join(override, executable);
    if (await isExecutable(file)) return { path: file };
    return { reason: `ELECTRON_OVERRIDE_DIST_PATH is ${override}, but ${file} cannot be run.` };
  }
  if (packageFolder === undefined) return { reason: 'Electron is not installed.' };
  // Before any download: without a display there would be nothing to show.
  if (!hasDisplay(environment, platform)) {
    return { reason: 'There is no display for an Electron window (DISPLAY is not set).' };
  }
  const file = path.join(packageFolder, 'dist', executable);
  if (isInstalled(packageFolder) && (await isExecutable(file))) return { path: file };
  if (!download) return { reason: 'Electron’s binary has not been downloaded yet.' };
  options.onDownload?.();
  const failure = await runInstaller(packageFolder, environment, downloadSeconds);
  if (failure === undefined && (await isExecutable(file))) return { path: file };
  return { reason: `Electron’s binary could not be downloaded (${failure ?? 'no file came'}).` };
}

/** Whether windows can be shown: always on macOS and Windows, elsewhere with X or Wayland. */
export function hasDisplay(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY);
}

function electronPackage(): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

function executableOf(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** A download that broke off leaves a `dist` folder without the right version. */
function isInstalled(packageFolder: string): boolean {
  try {
    const read = (file: string) => readFileSync(path.join(packageFolder, file), 'utf8');
    const { version } = JSON.parse(read('package.json')) as { version: string };
    return read('dist/version').trim().replace(/^v/, '') === version;
  } catch {
    return false;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Runs the package's installer; answers with why it failed, or undefined. */
function runInstaller(
  packageFolder: string,
  environment: NodeJS.ProcessEnv,
  seconds: number,
): Promise<string | undefined> {
  const installer = path.join(packageFolder, 'install.js');
  if (!existsSync(installer)) return Promise.resolve('its installer is missing');
  const child = spawn(process.execPath, [installer], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-20_000);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else if (signal !== null) resolve(`nothing came within ${seconds} seconds`);
      else resolve(causeIn(complaint));
    });
  });
}

/** What went wrong, from the installer's stack trace. */
function causeIn(stack: string): string {
  // Node's fetch says no more than this of a network that is not there.
  if (/fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH/.test(stack)) {
    return 'the network cannot be reached';
  }
  const first = stack.split('\n').find((line) => line.trim() !== '');
  return first?.trim() ?? 'its installer failed';
}
