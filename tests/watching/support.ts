import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createWatching } from '../../src-main/watching/index.ts';
import type {
  SeenFile,
  Watching,
  WatchEvent,
  WatchingOptions,
} from '../../src-main/watching/types.ts';
import { repositoryRoot } from '../support/data.ts';

/** Short times, so that tests take seconds; the ratios are those of the defaults. */
export const QUICK: WatchingOptions = {
  stabilityMs: 200,
  freshMs: 600,
  goneDelayMs: 100,
  rootCheckMs: 100,
  pace: { minRestMs: 50, maxRestMs: 200, fullEveryMs: 300 },
};

/** A folder that goes with the test. Anyone may enter it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'keepers-watching-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes small files, given by relative path, making their folders. */
export function write(root: string, ...files: string[]): void {
  for (const file of files) {
    const full = path.join(root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, `content of ${file}`);
  }
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until a condition holds; fails with `what` where it does not for `limitMs`. */
export async function until(
  what: string | (() => string),
  condition: () => boolean,
  limitMs = 15_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end)
      throw new Error(`Not within ${limitMs} ms: ${typeof what === 'string' ? what : what()}`);
    await sleep(10);
  }
}

/** Keeps all events, and the state that a listener would hold by them. */
export class Recorder {
  readonly events: WatchEvent[] = [];
  /** Files that are there by `files` and `gone`, by path. */
  readonly files = new Map<string, SeenFile>();
  #last = Date.now();

  constructor(watching: Watching) {
    watching.onEvent((event) => {
      this.events.push(event);
      this.#last = Date.now();
      if (event.type === 'files') for (const file of event.files) this.files.set(file.path, file);
      if (event.type === 'gone') for (const gone of event.paths) this.files.delete(gone);
    });
  }

  of<Type extends WatchEvent['type']>(type: Type): Extract<WatchEvent, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as Extract<
      WatchEvent,
      { type: Type }
    >[];
  }

  /** Paths that are there, relative to `root` and in order. */
  paths(root: string): string[] {
    return [...this.files.keys()].map((file) => path.relative(root, file)).sort();
  }

  /** How often a path was reported as there. */
  reports(file: string): number {
    return this.of('files').filter(({ files }) => files.some((seen) => seen.path === file)).length;
  }

  goneCount(file: string): number {
    return this.of('gone').filter(({ paths }) => paths.includes(file)).length;
  }

  scanned(rootPath?: string): number {
    return this.of('scanned').filter(
      (event) => rootPath === undefined || event.rootPath === rootPath,
    ).length;
  }

  async untilScanned(count = 1): Promise<void> {
    await until(`${count} scans`, () => this.scanned() >= count, 30_000);
  }

  async untilPaths(root: string, expected: readonly string[]): Promise<void> {
    const wanted = JSON.stringify([...expected].sort());
    await until(
      () => `expected ${wanted}, have ${JSON.stringify(this.paths(root))}`,
      () => JSON.stringify(this.paths(root)) === wanted,
    );
  }

  /** Waits until nothing has been reported for a while. */
  async quiet(ms = 600): Promise<void> {
    this.#last = Date.now();
    await until('quiet', () => Date.now() - this.#last >= ms, 60_000);
  }
}

/** A watching that is closed with the test, and what it reports. */
export function openWatching(options: WatchingOptions = QUICK): {
  watching: Watching;
  seen: Recorder;
} {
  const watching = createWatching(options);
  onTestFinished(() => watching.close());
  return { watching, seen: new Recorder(watching) };
}

/** A scanned and watched root with these files. */
export async function watched(
  files: readonly string[],
  options: WatchingOptions = QUICK,
): Promise<{ root: string; watching: Watching; seen: Recorder }> {
  const root = temporaryFolder();
  write(root, ...files);
  const { watching, seen } = openWatching(options);
  await watching.add(root);
  await seen.untilScanned();
  return { root, watching, seen };
}

/** Photos and sidecars below a folder as the file system has them, relative and in order. */
export function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:jpg|xmp)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** A script of this folder that runs in a process of its own. */
export interface RunningScript {
  /** What it has printed so far, one JSON value a line. */
  readonly lines: readonly unknown[];
  /** Closes its standard input, upon which it ends, and waits for that. */
  end(): Promise<{ code: number | null; stderr: string }>;
}

/** Starts a script of this folder in a process of its own; it goes with the test. */
export function startScript(
  script: string,
  args: readonly string[],
  how: { uid?: number; wrap?: readonly string[] } = {},
): RunningScript {
  const command = [
    ...(how.wrap ?? []),
    process.execPath,
    path.join(import.meta.dirname, script),
    ...args,
  ];
  const [program = '', ...rest] = command;
  const child = spawn(program, rest, {
    cwd: repositoryRoot,
    ...(how.uid === undefined ? {} : { uid: how.uid, gid: how.uid }),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: unknown[] = [];
  let partial = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    const parts = `${partial}${data.toString()}`.split('\n');
    partial = parts.pop() ?? '';
    for (const part of parts) lines.push(JSON.parse(part));
  });
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
  return {
    lines,
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
