import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm, symlink } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ExifTool } from 'exiftool-vendored';
import { KeepersError } from '../../src-shared/errors.ts';

/** What ExifTool printed as JSON, plus what it complained about. */
export interface ToolTags {
  readonly [tag: string]: unknown;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
}

export interface ExifToolOptions {
  /** A Perl interpreter; default: the first on the system's path, on Windows the one that comes with ExifTool. */
  readonly perl?: string;
  /** Longest time for one file, milliseconds; default 30 s. */
  readonly timeout?: number;
}

const TIMEOUT_MS = 30_000;
/** An interpreter that does not say its version in this time is not coming. */
const SPAWN_TIMEOUT_MS = 15_000;

/** ExifTool as long-lived processes that are started at the first need and end with ours. */
export class ExifToolRunner {
  readonly #perl: string | undefined;
  readonly #timeout: number;
  #started: Promise<Launched> | undefined;
  #tool: ExifTool | undefined;
  #closed = false;

  constructor(options: ExifToolOptions = {}) {
    this.#perl = options.perl;
    this.#timeout = options.timeout ?? TIMEOUT_MS;
  }

  /**
   * Tags of one file. `args` are ExifTool's own, never a file name. Throws `exiftool-missing`,
   * `photo-timed-out`, or what ExifTool says where it gives no answer at all.
   */
  async read(file: string, args: readonly string[]): Promise<ToolTags> {
    if (this.#closed) throw new KeepersError('cancelled');
    const { tool } = await this.start();
    return withSafeName(file, async (safe) => {
      try {
        const readArgs = ['-fast', ...args];
        return (await tool.readRaw(safe, { readArgs, useMWG: false })) as unknown as ToolTags;
      } catch (error) {
        if (!/timeout|timed out/i.test(String(error))) throw error;
        const seconds = this.#timeout / 1000;
        throw new KeepersError('photo-timed-out', { seconds }, { cause: error });
      }
    });
  }

  /**
   * Finds Perl and ExifTool, once: thousands of photos would each try again. Processes come with the
   * first file. Throws `exiftool-missing`.
   */
  start(): Promise<Launched> {
    this.#started ??= this.#launch();
    return this.#started;
  }

  /** Process ids of the running ExifTools. */
  get pids(): readonly number[] {
    return this.#tool?.pids ?? [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#started?.catch(() => undefined);
    await this.#tool?.end();
  }

  async #launch(): Promise<Launched> {
    const perl = await findPerl(this.#perl);
    // Most photos need none, and it is dozens of modules.
    const { ExifTool, exiftoolPath } = await import('exiftool-vendored');
    const script = await exiftoolPath();
    const [command, first] = perl === undefined ? [script, []] : [perl, [script]];
    let version: string;
    try {
      // A Perl that cannot run it (modules are missing) would be started again and again by the pool.
      const { stdout } = await promisify(execFile)(command, [...first, '-ver'], {
        timeout: SPAWN_TIMEOUT_MS,
      });
      version = /^\d+\.\d+/.exec(stdout)?.[0] ?? '';
      if (version === '') throw new Error(`it answered ${JSON.stringify(stdout.slice(0, 80))}`);
    } catch (cause) {
      throw new KeepersError('exiftool-missing', {}, { cause });
    }
    this.#tool = new ExifTool({
      maxProcs: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
      taskTimeoutMillis: this.#timeout,
      spawnTimeoutMillis: SPAWN_TIMEOUT_MS,
      // A file that took too long once takes too long again.
      taskRetries: 0,
      checkPerl: false,
      exiftoolPath: script,
      processFactory: () =>
        spawn(command, [...first, '-stay_open', 'True', '-@', '-'], {
          stdio: 'pipe',
          windowsHide: true,
          env: { ...process.env, LANG: 'C' },
        }),
    });
    return { tool: this.#tool, version, command };
  }
}

interface Launched {
  readonly tool: ExifTool;
  readonly version: string;
  readonly command: string;
}

/**
 * Which ExifTool would be used, for `keepers doctor`: "ExifTool 13.59 by /usr/bin/perl". Throws
 * `exiftool-missing`.
 */
export async function findExifTool(options: ExifToolOptions = {}): Promise<string> {
  const runner = new ExifToolRunner(options);
  try {
    const { version, command } = await runner.start();
    return `ExifTool ${version} by ${command}`;
  } finally {
    await runner.close();
  }
}

async function findPerl(given: string | undefined): Promise<string | undefined> {
  if (given === undefined && process.platform === 'win32') return undefined;
  const candidates =
    given === undefined
      ? (process.env.PATH ?? '/usr/bin')
          .split(path.delimiter)
          .map((folder) => path.join(folder, 'perl'))
      : [given];
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here; the next folder of the path.
    }
  }
  throw new KeepersError('exiftool-missing');
}

/**
 * ExifTool's stdin carries one argument a line, so a name with a line break cannot be said there: such
 * a file is reached by a link with a plain name. A leading dash needs nothing, since names are made absolute.
 */
async function withSafeName<T>(file: string, use: (safe: string) => Promise<T>): Promise<T> {
  const absolute = path.resolve(file);
  if (!/[\r\n]/.test(absolute)) return use(absolute);
  const folder = await mkdtemp(path.join(tmpdir(), 'keepers-name-'));
  try {
    const link = path.join(folder, `photo${path.extname(absolute).replace(/[\r\n]/g, '')}`);
    await symlink(absolute, link);
    return await use(link);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
