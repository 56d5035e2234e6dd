import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { NameFacts, NameTemplate } from '../../../src-shared/naming.ts';
import type { Transfer } from '../../transfer/types.ts';
import type { FileInSet, FileSet } from './file-sets.ts';
import { isBelow } from './found-files.ts';

/** A file with the places that its copies get. */
export interface PlannedFile {
  readonly source: string;
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly targets: readonly string[];
}

export interface NameRooms {
  readonly transfer: Pick<Transfer, 'hash'>;
  /** Absolute folders that the copies go to. */
  readonly places: readonly string[];
  /** The ending that a copy gets in place of the file's own. */
  readonly ending?: string;
  /** Whether a file that is there with the same contents is its copy. */
  readonly sameCounts: boolean;
  /** A folder below which nothing is written, wherever the places lie. */
  readonly closed?: string;
}

/** More of one name than this is a mistake in the template. */
const MOST_OF_A_NAME = 100_000;

/** Gives sets names by a template; no two files get one name, and none gets that of another file which is there. */
export class Namer {
  readonly #template: NameTemplate;
  readonly #rooms: NameRooms;
  /** Names that were given, folded: case and composition do not count on every drive. */
  readonly #given = new Set<string>();
  /** Where the search for a free name goes on, for each name. */
  readonly #next = new Map<string, number>();
  #sequence = 0;

  constructor(template: NameTemplate, rooms: NameRooms) {
    this.#template = template;
    this.#rooms = rooms;
  }

  /** Keeps names that were given in an earlier run from being given again. */
  reserve(files: readonly PlannedFile[], sequence: number): void {
    for (const { targets } of files) for (const target of targets) this.#given.add(fold(target));
    this.#sequence = Math.max(this.#sequence, sequence);
  }

  /** The number that was counted to last. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The files of a set with their places; all get the same name, with a number where it is taken. */
  async place(set: FileSet, facts: NameFacts): Promise<PlannedFile[]> {
    this.#sequence += 1;
    const wanted = this.#template.expand(facts, this.#sequence);
    for (let number = this.#next.get(fold(wanted)) ?? 1; number < MOST_OF_A_NAME; number++) {
      const name = number === 1 ? wanted : `${wanted}-${number}`;
      const planned = set.files.map((file) => this.#plan(file, name));
      if (!(await this.#areFree(planned))) continue;
      this.reserve(planned, this.#sequence);
      this.#next.set(fold(wanted), number);
      return planned;
    }
    throw new KeepersError('template-invalid', { reason: `too many files are called ${wanted}` });
  }

  #plan({ path: source, bytes, modifiedAt, ending }: FileInSet, name: string): PlannedFile {
    const { places, ending: other = ending, closed } = this.#rooms;
    const targets = places.map((place) => path.join(place, ...`${name}${other}`.split('/')));
    for (const [at, target] of targets.entries()) {
      // No template and no name can lead here; if one ever does, nothing is written.
      if (!isBelow(target, places[at] ?? '')) {
        throw new KeepersError('template-invalid', { reason: 'it leads out of the folder' });
      }
      if (closed !== undefined && isBelow(target, closed)) {
        throw new KeepersError('template-invalid', { reason: 'it leads onto the card' });
      }
    }
    return { source, bytes, modifiedAt, targets };
  }

  async #areFree(planned: readonly PlannedFile[]): Promise<boolean> {
    for (const file of planned) {
      for (const target of file.targets) {
        if (this.#given.has(fold(target)) || (await this.#isTaken(file, target))) return false;
      }
    }
    return true;
  }

  async #isTaken(file: PlannedFile, target: string): Promise<boolean> {
    const there = await stat(target).catch(() => undefined);
    if (there === undefined) return false;
    if (!this.#rooms.sameCounts || !there.isFile() || there.size !== file.bytes) return true;
    // A file is not its own copy.
    if ((await realpath(file.source)) === (await realpath(target))) return true;
    const { transfer } = this.#rooms;
    const [one, other] = await Promise.all([transfer.hash(file.source), transfer.hash(target)]);
    return one !== other;
  }
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
