/** digiKam with settings and databases of its own, under an X server without a screen and on a session bus of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';

/** How long it may take until all photos are in its database, seconds. */
const PATIENCE = 120;
/** Its database is done once nothing has changed in it for so long, milliseconds. */
const QUIET = 2000;

export interface RunningDigikam {
  /** `digikam4.db`. */
  readonly database: string;
  /** Of programs that are to reach it: its display and its session bus. */
  readonly env: NodeJS.ProcessEnv;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The first line that a child writes to its descriptor 3. */
async function firstLine(child: ChildProcess, what: string): Promise<string> {
  const output = child.stdio[3] as Readable;
  return await new Promise<string>((resolve, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`${what} did not start`)));
  });
}

/** An X server on a display of its own choice. */
async function startDisplay(): Promise<{ display: string; stop(): void }> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await firstLine(server, 'Xvfb');
  return { display: `:${number.trim()}`, stop: () => server.kill() };
}

/** Its process, and the address of its bus. */
async function start(
  work: string,
  display: string,
): Promise<{ child: ChildProcess; bus: string; ended: Promise<void> }> {
  const announced = 'echo "$DBUS_SESSION_BUS_ADDRESS" >&3; exec digikam 3>&-';
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', announced], {
    // A group of its own, so that all of it can be ended.
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      HOME: work,
      XDG_CONFIG_HOME: path.join(work, 'config'),
      XDG_CACHE_HOME: path.join(work, 'cache'),
      XDG_DATA_HOME: path.join(work, 'data'),
      XDG_RUNTIME_DIR: path.join(work, 'run'),
      DISPLAY: display,
      QT_QPA_PLATFORM: 'xcb',
      LANG: 'C.UTF-8',
      // Its web view refuses to run as root otherwise.
      QTWEBENGINE_DISABLE_SANDBOX: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, bus: await firstLine(child, 'digiKam'), ended };
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

/** What the database answers; undefined while it is locked or half made. */
function ask(file: string, sql: string): unknown {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database.prepare(sql).get()?.n;
    } finally {
      database.close();
    }
  } catch {
    return undefined;
  }
}

/** Waits until the database answers at least so much. */
async function untilDatabase(file: string, sql: string, wanted: number): Promise<void> {
  const giveUp = Date.now() + PATIENCE * 1000;
  while (Number(ask(file, sql) ?? -1) < wanted) {
    if (Date.now() > giveUp) throw new Error(`digiKam did not get as far as: ${sql}`);
    await pause(250);
  }
}

/** Waits until all photos and what their sidecars say are in the database, and nothing is added any more. */
async function untilScanned(file: string, photos: number): Promise<void> {
  await untilDatabase(file, 'SELECT count(*) AS n FROM ImageInformation', photos);
  const state = `SELECT (SELECT count(*) || '/' || total(rating) FROM ImageInformation) || '/' ||
    (SELECT count(*) || '/' || total(tagid) FROM ImageTags) AS n`;
  const giveUp = Date.now() + PATIENCE * 1000;
  let last = ask(file, state);
  let since = Date.now();
  while (last === undefined || Date.now() - since < QUIET) {
    if (Date.now() > giveUp) throw new Error('digiKam does not come to an end with its scan');
    await pause(250);
    const now = ask(file, state);
    if (now !== last) [last, since] = [now, Date.now()];
  }
}

function configure(work: string, folder: string): string {
  const database = path.join(work, 'database');
  for (const name of ['config', 'cache', 'data', 'run', 'database'])
    mkdirSync(path.join(work, name));
  chmodSync(path.join(work, 'run'), 0o700);
  const names = ['Name', 'Name Face', 'Name Similarity', 'Name Thumbnails'];
  writeFileSync(
    path.join(work, 'config', 'digikamrc'),
    [
      '[General Settings]',
      'Version=7.9.0',
      'Scan At Start=true',
      'Show Splash=false',
      '[Album Settings]',
      `Album Path=${folder}`,
      // By name, ascending: photos are reached by their place.
      'Image Sort Order=0',
      'Image Sorting=0',
      '[AlbumFolderView Sidebar]',
      // The only album.
      'CurrentIndex=1',
      'Selection=1',
      '[Database Settings]',
      'Database Type=QSQLITE',
      ...names.map((name) => `Database ${name}=${database}/`),
      'Internal Database Server=false',
      '[Metadata Settings]',
      'Use XMP Sidecar For Reading=true',
      // Into the photo and into its sidecar, at once.
      'Metadata Writing Mode=2',
      'Use Lazy Synchronization=false',
      ...['Rating', 'Pick Label', 'Color Label'].map((part) => `Save ${part}=true`),
      '',
    ].join('\n'),
  );
  const file = path.join(database, 'digikam4.db');
  // It makes its tables in an empty file; where there is none it asks a person.
  writeFileSync(file, '');
  return file;
}

/** Has digiKam scan a folder into a fresh database and, once it has, does something with it; all of it ends then. */
export async function withDigikam<T>(
  folder: string,
  photos: number,
  use: (digikam: RunningDigikam) => T | Promise<T>,
): Promise<T> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'keepers-digikam-'));
  const file = configure(work, folder);
  const { display, stop } = await startDisplay();
  try {
    const first = await start(work, display);
    try {
      await untilDatabase(
        file,
        "SELECT count(*) AS n FROM Settings WHERE keyword = 'DBVersion'",
        1,
      );
      await pause(1000);
    } finally {
      await end(first.child, first.ended);
    }
    const database = new DatabaseSync(file);
    database
      .prepare(
        "INSERT INTO AlbumRoots (label, status, type, identifier, specificPath) VALUES ('shoot', 0, 1, ?, '/')",
      )
      .run(`volumeid:?path=${folder}`);
    database.close();
    const { child, bus, ended } = await start(work, display);
    try {
      await untilScanned(file, photos);
      const env = { ...process.env, DISPLAY: display, DBUS_SESSION_BUS_ADDRESS: bus };
      return await use({ database: file, env, ended });
    } finally {
      await end(child, ended);
    }
  } finally {
    stop();
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
}
