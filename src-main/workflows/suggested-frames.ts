import type { Abilities } from '../../src-shared/ability.ts';
import type { Photo } from '../../src-shared/bridge.ts';
import { isSet } from '../../src-shared/group.ts';
import type { Measurements, Score } from '../../src-shared/photo.ts';
import type { CaptureRecord, CatalogueReader } from '../catalogue/types.ts';
import type { PlacedGroup } from './grouping/placements.ts';
import { suggest, type Candidate, type Suggestion } from './grouping/suggest.ts';
import { filesOf, type Grouped } from './library-groups.ts';

export type Evidence = Pick<CatalogueReader, 'photos' | 'measurements'>;

/** The best bet of each of these groups that has one, once all of its frames have been looked at. */
export function suggestFrames(
  grouped: Grouped,
  groups: Iterable<PlacedGroup<CaptureRecord>>,
  catalogue: Evidence,
  abilities: Abilities | undefined,
): Map<PlacedGroup<CaptureRecord>, Suggestion<CaptureRecord>> {
  const asked = [...groups].filter(({ kind }) => !isSet(kind));
  const files = asked.flatMap((group) => filesOfGroup(grouped, group));
  const photos = new Map(catalogue.photos(files).map((photo) => [photo.id, photo]));
  const measured = catalogue.measurements(files);
  const found = new Map<PlacedGroup<CaptureRecord>, Suggestion<CaptureRecord>>();
  for (const group of asked) {
    const candidates = candidatesOf(grouped, group, { photos, measured });
    const suggestion = candidates && suggest(candidates, abilities);
    if (suggestion !== undefined) found.set(group, suggestion);
  }
  return found;
}

/** What is known of each frame of a group; undefined while one is yet to be looked at, as it may be the best. */
export function framesOf(
  grouped: Grouped,
  group: PlacedGroup<CaptureRecord>,
  catalogue: Evidence,
): Candidate<CaptureRecord>[] | undefined {
  const files = filesOfGroup(grouped, group);
  const photos = new Map(catalogue.photos(files).map((photo) => [photo.id, photo]));
  return candidatesOf(grouped, group, { photos, measured: catalogue.measurements(files) });
}

function candidatesOf(
  grouped: Grouped,
  group: PlacedGroup<CaptureRecord>,
  {
    photos,
    measured,
  }: {
    readonly photos: ReadonlyMap<number, Photo>;
    readonly measured: ReadonlyMap<number, Measurements>;
  },
): Candidate<CaptureRecord>[] | undefined {
  const isLookedAt = filesOfGroup(grouped, group).every((id) => {
    const stage = photos.get(id)?.stage;
    return stage !== 'seen' && stage !== 'decoded';
  });
  if (!isLookedAt) return undefined;
  return group.photos.map((photo) => {
    const own = filesOf(grouped, photo.id);
    const scores = own.map((id) => photos.get(id)?.score);
    return evidenceOf(photo, own, scores, measured);
  });
}

/** Of a pair, the score of the file that stands for it, and what was measured in the larger picture. */
function evidenceOf(
  photo: CaptureRecord,
  files: readonly number[],
  scores: readonly (Score | undefined)[],
  measured: ReadonlyMap<number, Measurements>,
): Candidate<CaptureRecord> {
  const score = scores.find((each) => each !== undefined);
  const [largest] = files
    .flatMap((id) => measured.get(id) ?? [])
    .sort((a, b) => b.measuredAt.width - a.measuredAt.width);
  return {
    photo,
    ...(score !== undefined && { score }),
    ...(largest !== undefined && { measurements: largest }),
  };
}

function filesOfGroup(grouped: Grouped, { photos }: PlacedGroup<CaptureRecord>): number[] {
  return photos.flatMap(({ id }) => filesOf(grouped, id));
}

/** Groups that are looked at between two pauses. */
const SLICE = 50;

/**
 * The suggested frames of the whole library, for collections that ask about them. What was found for a group is kept until
 * one of its photos changes: only what is new is looked at again.
 */
export class SuggestedFrames {
  readonly #catalogue: Evidence;
  readonly #abilities: () => Abilities | undefined;
  /** By the group's frames; null where none is suggested. */
  readonly #known = new Map<string, number | null>();
  readonly #keys = new Map<number, string>();

  constructor(catalogue: Evidence, abilities: () => Abilities | undefined) {
    this.#catalogue = catalogue;
    this.#abilities = abilities;
  }

  /** These photos were measured or scored, or their files replaced. */
  photosChanged(ids: readonly number[]): void {
    for (const id of ids) this.#known.delete(this.#keys.get(id) ?? '');
  }

  /** Another model may say other things: everything is looked at again. */
  forget(): void {
    this.#known.clear();
    this.#keys.clear();
  }

  /** All files of the suggested frames. */
  async of(grouped: Grouped): Promise<number[]> {
    const unknown = grouped.groups.filter((group) => !this.#known.has(keyOf(group)));
    for (let start = 0; start < unknown.length; start += SLICE) {
      const slice = unknown.slice(start, start + SLICE);
      const found = suggestFrames(grouped, slice, this.#catalogue, this.#abilities());
      for (const group of slice) {
        const key = keyOf(group);
        this.#known.set(key, found.get(group)?.photo.id ?? null);
        for (const id of filesOfGroup(grouped, group)) this.#keys.set(id, key);
      }
      // A verdict may be waiting: it goes first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return grouped.groups.flatMap((group) => {
      const id = this.#known.get(keyOf(group)) ?? undefined;
      return id === undefined ? [] : filesOf(grouped, id);
    });
  }
}

function keyOf({ kind, photos }: PlacedGroup<CaptureRecord>): string {
  return `${kind} ${photos.map(({ id }) => id).join(' ')}`;
}
