import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Backup } from '../../src-shared/bridge.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import {
  backupName,
  createBackup,
  dayOfBackup,
  expired,
  finishRestore,
  inspectBackup,
  stageRestore,
} from '../backup/index.ts';
import { acquireLock } from '../catalogue/lock.ts';
import { remapCatalogue, type Moved } from '../catalogue/remap.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { EngineOptions } from './types.ts';

/** Not while the first photos are waited for. */
const FIRST_CHECK_MS = 2 * 60_000;
const CHECK_EVERY_MS = 60 * 60_000;

export interface BackupRooms {
  readonly home: string;
  readonly version: string;
  readonly catalogue: Pick<CatalogueWriter, 'copyTo' | 'totals' | 'roots'>;
}

/** Backups of a library that is open, asked for and daily. */
export class Backups {
  readonly #rooms: BackupRooms;
  readonly #onTrouble: (sentence: string) => void;
  #timer: NodeJS.Timeout | undefined;
  /** One at a time: they share a folder. */
  #running: Promise<unknown> = Promise.resolve();

  constructor(rooms: BackupRooms, onTrouble: (sentence: string) => void) {
    this.#rooms = rooms;
    this.#onTrouble = onTrouble;
  }

  /** Looks now and then whether today has its backup. */
  start(): void {
    const check = () => {
      this.#timer = setTimeout(check, CHECK_EVERY_MS).unref();
      void this.daily(new Date()).catch((thrown: unknown) => {
        this.#onTrouble(`Today’s backup was not made. ${reasonOf(thrown)}`);
      });
    };
    this.#timer = setTimeout(check, FIRST_CHECK_MS).unref();
  }

  async create(file: string): Promise<Backup> {
    const made = this.#running.then(() => this.#create(path.resolve(file)));
    this.#running = made.catch(() => undefined);
    return await made;
  }

  /** Makes the day's backup where there is none and drops those whose time is up. Nothing for an empty library. */
  async daily(now: Date): Promise<void> {
    const { catalogue } = this.#rooms;
    const pad = (number: number) => String(number).padStart(2, '0');
    const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
    const made = await this.list();
    if (catalogue.totals().photos > 0 && !made.some((one) => one.day === day)) {
      await mkdir(this.#folder, { recursive: true });
      await this.create(path.join(this.#folder, backupName(day)));
      made.push({ day, path: '', bytes: 0 });
    }
    for (const old of expired(made.map((one) => one.day))) {
      await rm(path.join(this.#folder, backupName(old)), { force: true });
    }
  }

  async list(): Promise<{ path: string; day: string; bytes: number }[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = [];
    for (const name of names.sort().reverse()) {
      const day = dayOfBackup(name);
      const file = path.join(this.#folder, name);
      const info = await stat(file).catch(() => undefined);
      if (day !== undefined && info !== undefined)
        found.push({ path: file, day, bytes: info.size });
    }
    return found;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#running;
  }

  get #folder(): string {
    return path.join(this.#rooms.home, 'backups');
  }

  async #create(file: string): Promise<Backup> {
    const { home, version, catalogue } = this.#rooms;
    const manifest = await createBackup(file, {
      ...{ home, version },
      copyCatalogue: (to) => catalogue.copyTo(to),
      photos: catalogue.totals().photos,
      roots: catalogue.roots().map((root) => root.path),
    });
    return await described(file, manifest);
  }
}

/** Proves a backup and says what is in it. Rejects with `backup-invalid` or `file-missing`. */
export async function lookAtBackup(file: string): Promise<Backup> {
  const whole = path.resolve(file);
  return await described(whole, await inspectBackup(whole));
}

/** Makes a backup ready for the next start; see `stageRestore`. */
export async function prepareRestore(
  home: string,
  file: string,
  moves: readonly Moved[],
): Promise<void> {
  await stageRestore(path.resolve(file), home, (catalogue) => remapCatalogue(catalogue, moves));
}

/** Restores a library that nobody has open. Rejects with `engine-running` where somebody has. */
export async function restoreBackup(
  { home }: Pick<EngineOptions, 'home'>,
  file: string,
  moves: readonly Moved[],
): Promise<Backup> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const lock = acquireLock(path.join(home, 'engine.lock'));
  if (lock === undefined) throw new KeepersError('engine-running');
  try {
    await prepareRestore(home, file, moves);
    await finishRestore(home);
    return await lookAtBackup(file);
  } finally {
    lock.release();
  }
}

async function described(
  file: string,
  manifest: Awaited<ReturnType<typeof inspectBackup>>,
): Promise<Backup> {
  const { createdAt, version, photos, roots } = manifest;
  const folders = roots.map(async (root) => ({
    path: root,
    exists: (await stat(root).catch(() => undefined))?.isDirectory() === true,
  }));
  return { path: file, createdAt, version, photos, roots: await Promise.all(folders) };
}
