import path from 'node:path';
import { isMissing } from './errno.ts';
import { statusOf } from './file-status.ts';
import { type Listing, readListing } from './listing.ts';
import { Ticker } from './ticker.ts';

interface Departure {
  /** When it is looked for, on the clock of `performance.now()`. */
  checkAt: number;
  /** How often it was found to be there after all. */
  rounds: number;
}

export interface DepartureEvents {
  /** Whether the root is there; asked before anything below it is called gone. */
  isRootThere(): Promise<boolean>;
  gone(path: string): void;
  /** There is a file at that path after all. */
  back(folderPath: string, name: string): void;
}

/** Rests between looks at a file that is back, but not yet reported: at most so long, in milliseconds. */
const MAX_REST_MS = 30_000;

/**
 * Files that were reported and have vanished. Each is looked for once more before it is called gone: programs
 * that save by deleting and writing anew, and drives that are being unplugged, lose nothing by it.
 */
export class Departures {
  readonly #delayMs: number;
  readonly #events: DepartureEvents;
  readonly #files = new Map<string, Departure>();
  readonly #ticker: Ticker;
  #held = false;

  constructor(delayMs: number, events: DepartureEvents) {
    this.#delayMs = delayMs;
    this.#events = events;
    this.#ticker = new Ticker(
      Math.max(10, Math.min(100, delayMs / 5)),
      () => this.#check(),
      () => this.#files.size > 0,
    );
  }

  add(file: string): void {
    this.#files.set(file, { checkAt: performance.now() + this.#delayMs, rounds: 0 });
    this.#ticker.wake();
  }

  /** The file was reported anew. */
  cancel(file: string): void {
    this.#files.delete(file);
  }

  /** While held, nothing is looked for or called gone. */
  hold(held: boolean): void {
    this.#held = held;
    if (held) this.#ticker.stop();
    else this.#ticker.resume();
  }

  async #check(): Promise<void> {
    const now = performance.now();
    const byFolder = new Map<string, string[]>();
    for (const [file, { checkAt }] of this.#files) {
      if (checkAt > now) continue;
      const folder = path.dirname(file);
      const names = byFolder.get(folder);
      if (names === undefined) byFolder.set(folder, [path.basename(file)]);
      else names.push(path.basename(file));
    }
    if (byFolder.size > 0 && (await this.#events.isRootThere())) {
      for (const [folder, names] of byFolder) await this.#checkFolder(folder, names);
    }
  }

  async #checkFolder(folder: string, names: readonly string[]): Promise<void> {
    let listing: Listing | undefined;
    try {
      // A listing, and not the file's status: that would find `IMG.JPG` for `img.jpg` on some file systems.
      listing = await readListing(folder);
    } catch (error) {
      // A folder that cannot be read says nothing about its files.
      if (!isMissing(error)) {
        for (const name of names) this.#wait(path.join(folder, name));
        return;
      }
    }
    // A root that vanished while this folder was read takes it along without a word.
    if (listing === undefined && !(await this.#events.isRootThere())) return;
    const present = new Set(listing?.files);
    const links = new Set(listing?.links);
    for (const name of names) {
      const file = path.join(folder, name);
      const isThere = present.has(name) || (links.has(name) && (await leadsToFile(file)));
      if (this.#held || !this.#files.has(file)) continue;
      if (isThere) {
        this.#wait(file);
        this.#events.back(folder, name);
      } else {
        this.#files.delete(file);
        this.#events.gone(file);
      }
    }
  }

  #wait(file: string): void {
    const departure = this.#files.get(file);
    if (departure === undefined) return;
    departure.rounds++;
    departure.checkAt =
      performance.now() + Math.min(MAX_REST_MS, this.#delayMs * 2 ** departure.rounds);
  }
}

async function leadsToFile(link: string): Promise<boolean> {
  try {
    return (await statusOf(link, true)).kind === 'file';
  } catch (error) {
    return !isMissing(error);
  }
}
