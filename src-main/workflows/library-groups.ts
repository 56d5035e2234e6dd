import type { ContentSimilarity } from '../../src-shared/content-similarity.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type {
  CaptureRecord,
  CatalogueReader,
  CatalogueWriter,
  PlacedPhoto,
} from '../catalogue/types.ts';
import { DuplicateFinder, duplicateCandidates } from './grouping/duplicates.ts';
import {
  groupingSteps,
  type CaptureGroups,
  type Group,
  type Movie,
  type Pair,
} from './grouping/index.ts';
import { mayHaveMovie } from './grouping/pairs.ts';
import { applyPlacements, type PlacedGroup } from './grouping/placements.ts';

export interface GroupsRooms {
  readonly catalogue: Pick<
    CatalogueReader,
    'query' | 'captures' | 'contentEmbeddings' | 'placedPhotos' | 'settings'
  > &
    Pick<CatalogueWriter, 'setExposures'>;
  /** The films in a folder, with what they say of themselves. */
  movies(folder: string): Promise<readonly Movie[]>;
  /** What cosines of the embeddings of the model in use mean. */
  similarity(): ContentSimilarity;
}

/** The library's groups at one moment. */
export interface Grouped {
  readonly groups: readonly PlacedGroup<CaptureRecord>[];
  readonly pairs: readonly Pair<CaptureRecord>[];
  /** The group of each photo that is in one; of a pair, of all its photos. */
  readonly groupOf: ReadonlyMap<number, PlacedGroup<CaptureRecord>>;
  /** The pair of each photo that is in one. */
  readonly pairOf: ReadonlyMap<number, Pair<CaptureRecord>>;
  readonly captures: ReadonlyMap<number, CaptureRecord>;
}

/** The files of a photo, the one that stands for it first. */
export function filesOf({ pairOf }: Pick<Grouped, 'pairOf'>, id: number): number[] {
  return pairOf.get(id)?.photos.map((photo) => photo.id) ?? [id];
}

/** Photos read between two pauses: some ten milliseconds' work. */
const SLICE = 500;
/** Changes are looked at no sooner than this after the last time, milliseconds … */
const LEAST_REST_MS = 500;
/** … and no sooner than this many times what that took: a scan must not spend itself on grouping. */
const REST = 10;

/**
 * The groups of the whole library, kept in memory and brought up to date when photos change.
 *
 * They are worked out rather than stored: every photo that comes, is decoded or scored may change those around it, and
 * 100,000 take a second. What the person has done by hand is stored, and applied last. Until
 * somebody has asked for groups nothing is done. The work is done in slices, so that a request waits for
 * one of them at most.
 */
export class LibraryGroups {
  readonly #rooms: GroupsRooms;
  readonly #onChanged: () => void;
  readonly #onExposures: () => void;
  #captures: Map<number, CaptureRecord> | undefined;
  #found: CaptureGroups<CaptureRecord> | undefined;
  #duplicates: readonly Group<CaptureRecord>[] = [];
  #grouped: Grouped | undefined;
  /** What may have changed since: photos, which photos there are, the rules, the person's word. */
  readonly #stale = new Set<number>();
  #membersStale = true;
  #rulesStale = true;
  #placementsStale = true;
  #updating: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #rest = LEAST_REST_MS;
  #closed = false;

  /** `onExposures` hears that other files than before are one photo: counts are different then. */
  constructor(rooms: GroupsRooms, onChanged: () => void, onExposures: () => void) {
    this.#rooms = rooms;
    this.#onChanged = onChanged;
    this.#onExposures = onExposures;
  }

  /** These photos were decoded, scored or moved, or their files replaced. */
  photosChanged(ids: readonly number[]): void {
    for (const id of ids) this.#stale.add(id);
    this.#schedule();
  }

  /** Photos came or went. */
  membersChanged(): void {
    this.#membersStale = true;
    this.#schedule();
  }

  /** Another gap, clock or model: everything is looked at again. */
  rulesChanged(): void {
    for (const id of this.#captures?.keys() ?? []) this.#stale.add(id);
    this.#rulesStale = true;
    this.#schedule();
  }

  /** The person has joined or parted groups: tells at once, the rest follows when groups are asked for. */
  placementsChanged(): void {
    this.#placementsStale = true;
    if (this.#grouped !== undefined) this.#onChanged();
  }

  /** The groups as they are now. */
  async current(): Promise<Grouped> {
    // One that is under way may have begun before the last change.
    await this.#updating?.catch(() => undefined);
    await this.#update();
    if (this.#grouped === undefined) throw new KeepersError('internal', { reason: 'no groups' });
    return this.#grouped;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#updating?.catch(() => undefined);
  }

  get #isStale(): boolean {
    return this.#stale.size > 0 || this.#membersStale || this.#rulesStale || this.#placementsStale;
  }

  #schedule(): void {
    if (this.#grouped === undefined || this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const before = this.#grouped;
      void this.#update()
        .then(() => {
          if (this.#grouped !== before) this.#onChanged();
        })
        // Whoever asks next meets it.
        .catch(() => undefined);
    }, this.#rest);
  }

  #update(): Promise<void> {
    if (!this.#isStale) return Promise.resolve();
    this.#updating ??= this.#work().finally(() => (this.#updating = undefined));
    return this.#updating;
  }

  async #work(): Promise<void> {
    try {
      await this.#bringUpToDate();
    } catch (thrown) {
      // What was read and what was not is not known any more.
      this.#captures = undefined;
      this.#membersStale = this.#rulesStale = true;
      throw thrown;
    }
  }

  async #bringUpToDate(): Promise<void> {
    const start = performance.now();
    const captures = (this.#captures ??= new Map());
    const changed = await this.#read(captures);
    if (changed || this.#rulesStale || this.#found === undefined) {
      this.#rulesStale = false;
      const gap = this.#rooms.catalogue.settings().burstGap * 1000;
      const photos = [...captures.values()];
      const movies = await this.#movies(photos);
      const steps = groupingSteps(photos, { gap }, movies);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) await this.#pause();
      this.#found = step.value;
      this.#keepExposures(step.value.pairs);
      this.#duplicates = await this.#nearDuplicates(step.value);
      this.#placementsStale = true;
    }
    if (this.#placementsStale) {
      this.#placementsStale = false;
      this.#grouped = assemble(
        captures,
        this.#found,
        this.#duplicates,
        this.#rooms.catalogue.placedPhotos(),
      );
    }
    this.#rest = Math.max(LEAST_REST_MS, REST * (performance.now() - start));
  }

  /** Reads what is stale; answers whether anything is different. */
  async #read(captures: Map<number, CaptureRecord>): Promise<boolean> {
    let changed = false;
    if (this.#membersStale) {
      this.#membersStale = false;
      const sort = { by: 'time', direction: 'ascending' } as const;
      const ids = new Set(this.#rooms.catalogue.query({}, sort));
      for (const id of captures.keys()) {
        if (ids.has(id)) continue;
        captures.delete(id);
        changed = true;
      }
      for (const id of ids) if (!captures.has(id)) this.#stale.add(id);
    }
    const stale = [...this.#stale];
    this.#stale.clear();
    for (let start = 0; start < stale.length; start += SLICE) {
      for (const capture of this.#rooms.catalogue.captures(stale.slice(start, start + SLICE))) {
        const before = captures.get(capture.id);
        if (before !== undefined && JSON.stringify(before) === JSON.stringify(capture)) continue;
        captures.set(capture.id, capture);
        changed = true;
      }
      await this.#pause();
    }
    return changed;
  }

  #keepExposures(pairs: readonly Pair<CaptureRecord>[]): void {
    const files = pairs.map(({ photos }) => photos.map(({ id }) => id));
    try {
      if (this.#rooms.catalogue.setExposures(files)) this.#onExposures();
    } catch {
      // A disk that is full has its own banner; groups do without, and the next time it is tried again.
    }
  }

  async #movies(photos: readonly CaptureRecord[]): Promise<Movie[]> {
    const folders = new Set(photos.filter(mayHaveMovie).map(({ folder }) => folder));
    const movies: Movie[] = [];
    for (const folder of folders) movies.push(...(await this.#rooms.movies(folder)));
    return movies;
  }

  async #nearDuplicates({
    pairs,
    singles,
  }: CaptureGroups<CaptureRecord>): Promise<Group<CaptureRecord>[]> {
    // Of a pair either file may be the one that could be decoded.
    const seen = new Map(
      pairs.map(({ photos }) => [photos[0], photos.find(({ hasContent }) => hasContent)]),
    );
    const lookedAt = (photo: CaptureRecord) => (seen.get(photo) ?? photo).id;
    const candidates = duplicateCandidates(singles).filter(
      ({ photo }) => (seen.get(photo) ?? photo).hasContent,
    );
    const finder = new DuplicateFinder<CaptureRecord>(this.#rooms.similarity().duplicates);
    for (let start = 0; start < candidates.length; start += SLICE) {
      const slice = candidates.slice(start, start + SLICE);
      const contents = this.#rooms.catalogue.contentEmbeddings(
        slice.map(({ photo }) => lookedAt(photo)),
      );
      finder.add(slice, (photo) => contents.get(lookedAt(photo)));
      await this.#pause();
    }
    return finder.groups();
  }

  /** Lets others have their turn. Rejects once this is closed: the catalogue may be closed next. */
  async #pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#closed) throw new KeepersError('cancelled');
  }
}

function assemble(
  captures: ReadonlyMap<number, CaptureRecord>,
  { pairs, groups }: CaptureGroups<CaptureRecord>,
  duplicates: readonly Group<CaptureRecord>[],
  placements: readonly PlacedPhoto[],
): Grouped {
  const pairOf = new Map<number, Pair<CaptureRecord>>();
  for (const pair of pairs) for (const { id } of pair.photos) pairOf.set(id, pair);
  const byId = new Map(placements.map((placement) => [placement.id, placement]));
  const placementOf = (photo: CaptureRecord) => {
    if (byId.size === 0) return undefined;
    // Of a pair either may be the one that the person's word is about: the other may have come later.
    const files = pairOf.get(photo.id)?.photos ?? [photo];
    return files.map(({ id }) => byId.get(id)).find((placement) => placement !== undefined);
  };
  const placedLeads = placements.flatMap(
    ({ id }) => pairOf.get(id)?.photos[0] ?? captures.get(id) ?? [],
  );
  const placed = applyPlacements([...groups, ...duplicates], new Set(placedLeads), placementOf);
  const groupOf = new Map<number, PlacedGroup<CaptureRecord>>();
  for (const group of placed) {
    for (const photo of group.photos) {
      for (const { id } of pairOf.get(photo.id)?.photos ?? [photo]) groupOf.set(id, group);
    }
  }
  return { groups: placed, pairs, groupOf, pairOf, captures };
}
