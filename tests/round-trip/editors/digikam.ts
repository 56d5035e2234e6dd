import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { DatabaseSync } from 'node:sqlite';
import type { Color, Flag, Stars } from '../../../src-shared/verdict.ts';
import type { Editor, Seen } from './types.ts';

const COLORS: Readonly<Record<string, Color>> = {
  Red: 'red',
  Yellow: 'yellow',
  Green: 'green',
  Blue: 'blue',
  Magenta: 'purple',
};
const FLAGS: Readonly<Record<string, Flag>> = { Rejected: 'reject', Accepted: 'pick' };
/** How long it may take until all photos are in its database, seconds. */
const PATIENCE = 120;

function installed(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

const lacking = ['digikam', 'Xvfb', 'dbus-run-session'].filter((command) => !installed(command));

function packageVersion(): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'digikam'], {
    encoding: 'utf8',
  });
  return /(?:\d+:)?([\d.]+)/.exec(stdout)?.[1] ?? 'of unknown version';
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** An X server without a screen, on a display of its own choice. */
async function startDisplay(): Promise<{ display: string; stop(): void }> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x900x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const output = server.stdio[3] as Readable;
  const number = await new Promise<string>((resolve, reject) => {
    output.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  return { display: `:${number}`, stop: () => server.kill() };
}

function start(work: string, display: string): ChildProcess {
  return spawn('dbus-run-session', ['--', 'digikam'], {
    // A group of its own, so that all of it can be ended.
    detached: true,
    stdio: 'ignore',
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
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }
}

/** Asks digiKam's database until it answers what is waited for; it may be locked or half made meanwhile. */
async function untilDatabase(file: string, sql: string, wanted: number): Promise<void> {
  const giveUp = Date.now() + PATIENCE * 1000;
  for (;;) {
    try {
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        if (Number(database.prepare(sql).get()?.n) >= wanted) return;
      } finally {
        database.close();
      }
    } catch {
      // Not there yet.
    }
    if (Date.now() > giveUp) throw new Error(`digiKam did not get as far as: ${sql}`);
    await pause(250);
  }
}

function configure(work: string, folder: string): void {
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
      '[Database Settings]',
      'Database Type=QSQLITE',
      ...names.map((name) => `Database ${name}=${database}/`),
      'Internal Database Server=false',
      '[Metadata Settings]',
      'Use XMP Sidecar For Reading=true',
      '',
    ].join('\n'),
  );
  // It makes its tables in an empty file; where there is none it asks a person.
  writeFileSync(path.join(database, 'digikam4.db'), '');
}

async function readFolder(folder: string, photos: number): Promise<Map<string, Seen>> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'keepers-digikam-'));
  const file = path.join(work, 'database', 'digikam4.db');
  configure(work, folder);
  const { display, stop } = await startDisplay();
  try {
    const first = start(work, display);
    try {
      await untilDatabase(
        file,
        "SELECT count(*) AS n FROM Settings WHERE keyword = 'DBVersion'",
        1,
      );
      await pause(1000);
    } finally {
      await end(first);
    }
    const database = new DatabaseSync(file);
    database
      .prepare(
        "INSERT INTO AlbumRoots (label, status, type, identifier, specificPath) VALUES ('shoot', 0, 1, ?, '/')",
      )
      .run(`volumeid:?path=${folder}`);
    database.close();
    const second = start(work, display);
    try {
      await untilDatabase(file, 'SELECT count(*) AS n FROM ImageInformation', photos);
      await pause(2000);
    } finally {
      await end(second);
    }
    return readDatabase(file);
  } finally {
    stop();
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

function readDatabase(file: string): Map<string, Seen> {
  const database = new DatabaseSync(file);
  try {
    const seen = new Map<string, Seen>();
    for (const { name, rating } of database
      .prepare(
        'SELECT Images.name, rating FROM Images JOIN ImageInformation ON imageid = Images.id',
      )
      .all()) {
      const stars = Math.max(0, Number(rating)) as Stars;
      seen.set(path.parse(String(name)).name, { stars, flag: 'none', color: 'none' });
    }
    for (const { name, tag } of database
      .prepare(
        `SELECT Images.name, Tags.name AS tag FROM ImageTags
         JOIN Tags ON Tags.id = tagid JOIN Images ON Images.id = imageid`,
      )
      .all()) {
      const key = path.parse(String(name)).name;
      const [, kind, value = ''] = /^(Color|Pick) Label (\w+)$/.exec(String(tag)) ?? [];
      const before = seen.get(key) ?? {};
      if (kind === 'Color') seen.set(key, { ...before, color: COLORS[value] ?? 'none' });
      if (kind === 'Pick') seen.set(key, { ...before, flag: FLAGS[value] ?? 'none' });
    }
    return seen;
  } finally {
    database.close();
  }
}

export const digikam: Editor = {
  name: 'digiKam',
  profile: 'digikam',
  ...(lacking.length > 0
    ? { missing: `${lacking.join(', ')} not installed` }
    : { version: packageVersion() }),
  how: '`digikam` under Xvfb scans the folder into a fresh database; `digikam4.db` is queried',
  note: 'It writes verdicts from its window alone, which no test can press; what Keepers reads of them is specified from real sidecars. Where a `photo.xmp` lies beside a photo, it reads that one.',
  read: (folder, names) => readFolder(folder, names.length),
};
