/** What holds of any library: of photos thrown together at random. */
import { describe, expect, it } from 'vitest';
import {
  groupByCapture,
  groupingSteps,
  type GroupingPhoto,
} from '../../../src-main/workflows/grouping/index.ts';
import { nearDuplicates } from '../../../src-main/workflows/grouping/duplicates.ts';
import { taggedKind } from '../../../src-main/workflows/grouping/tagged.ts';
import { Random } from '../../catalogue/support.ts';
import { named, photo, vague } from './support.ts';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

/** Singles, bursts, brackets, stacks, pairs, copies and photos without a time, of three cameras. */
function library(random: Random): GroupingPhoto[] {
  const photos: GroupingPhoto[] = [];
  const clock = new Map([...'abc'].map((camera) => [camera, random.below(50)]));
  const add = (camera: string, seconds: number | undefined, exif: GroupingPhoto['exif']) => {
    const folder = random.pick(['/x', '/y']);
    const name = `${camera}${String(photos.length).padStart(4, '0')}`;
    const over = { camera, serial: camera === 'c' ? undefined : camera, ...exif };
    const raw = random.next() < 0.2;
    photos.push(photo(`${folder}/${name}.${raw ? 'ARW' : 'jpg'}`, seconds, over));
    if (raw && random.next() < 0.7) photos.push(photo(`${folder}/${name}.JPG`, seconds, over));
  };
  for (let scene = 0; scene < 30; scene++) {
    const camera = random.pick([...'abc']);
    const start = (clock.get(camera) ?? 0) + random.pick([0.3, 2, 8, 40, 4000]);
    const count = 1 + random.below(7);
    const step = random.pick([0, 0.1, 0.5, 1, 1.5]);
    const kind = random.pick([
      'single',
      'burst',
      'vague',
      'tagged',
      'pattern',
      'focus',
      'timeless',
    ]);
    const times = Array.from({ length: count }, (_, index) => start + index * step);
    for (const [index, seconds] of times.entries()) {
      const ev = [0, -1, 1][index % 3] ?? 0;
      if (kind === 'vague') add(camera, 0, vague(Math.floor(seconds)));
      else if (kind === 'tagged') {
        add(camera, seconds, { bracket: { of: 'exposure' }, exposureCompensation: ev });
      } else if (kind === 'pattern') add(camera, seconds, { shutter: 2 ** ev / 50, iso: 100 });
      else if (kind === 'focus') add(camera, seconds, { focusDistance: 1 + index / 10, iso: 100 });
      else add(camera, kind === 'timeless' ? undefined : seconds, {});
      if (kind === 'single') break;
    }
    clock.set(camera, start + count * step);
  }
  return photos;
}

const shuffled = <T>(random: Random, list: readonly T[]) =>
  list
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** Unit vectors near one of a few directions, the same for the same path. */
function contentOf({ path }: GroupingPhoto): Float32Array {
  const random = new Random(
    [...path].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) | 0,
  );
  const scene = random.below(3);
  const vector = Float32Array.from({ length: 8 }, (_, at) =>
    at === scene ? 1 : 0.1 * random.next(),
  );
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const likeness = { contentOf, cosine: 0.98 };

function all(photos: readonly GroupingPhoto[], gap = 1000) {
  const { pairs, groups, singles } = groupByCapture(photos, { gap });
  return { pairs, groups: [...groups, ...nearDuplicates(singles, likeness)] };
}

const told = (photos: readonly GroupingPhoto[], gap?: number) => {
  const { pairs, groups } = all(photos, gap);
  return {
    groups: named(groups),
    pairs: pairs.map((pair) => pair.photos.map(({ path }) => path).join(' ')),
  };
};

describe.each(SEEDS)('library %i', (seed) => {
  it('has the same groups in whatever order its files come', () => {
    const random = new Random(seed);
    const photos = library(random);
    const first = told(photos);
    expect(first.groups.length).toBeGreaterThan(3);
    for (let times = 0; times < 3; times++) expect(told(shuffled(random, photos))).toEqual(first);
    expect(told(photos.toReversed())).toEqual(first);
  });

  it('has each photo in one group and one pair at most, and of a pair the first alone in a group', () => {
    const { pairs, groups } = all(library(new Random(seed)));
    const grouped = groups.flatMap(({ photos }) => photos);
    const paired = pairs.flatMap(({ photos }) => photos);
    expect(new Set(grouped).size).toBe(grouped.length);
    expect(new Set(paired).size).toBe(paired.length);
    const seconds = new Set(pairs.flatMap(({ photos }) => photos.slice(1)));
    expect(grouped.filter((one) => seconds.has(one))).toEqual([]);
    for (const { kind, photos } of groups) {
      expect(photos.length).toBeGreaterThan(1);
      if (kind === 'duplicates') continue;
      expect(new Set(photos.map(({ exif }) => exif.camera)).size).toBe(1);
    }
  });

  it('has no frame of a bracket in a burst or among duplicates, however long the gap', () => {
    const photos = library(new Random(seed));
    const sets = (gap: number) =>
      named(
        all(photos, gap).groups.filter(({ kind }) => kind === 'bracket' || kind === 'focus-stack'),
      );
    const expected = sets(1000);
    for (const gap of [0, 100, 5_000, 60_000]) {
      expect(sets(gap)).toEqual(expected);
      for (const { kind, photos: members } of all(photos, gap).groups) {
        if (kind !== 'burst' && kind !== 'duplicates') continue;
        expect(members.filter((member) => taggedKind(member) !== undefined)).toEqual([]);
      }
    }
  });

  it('is not changed by a photo that has nothing to do with it', () => {
    const random = new Random(seed);
    const photos = library(random);
    const before = told(photos);
    const strangers = [
      photo('/x/stranger.jpg', random.below(5_000), { camera: 'other', serial: '1' }),
      photo('/x/later.jpg', 2_000_000, { camera: 'a', serial: 'a' }),
      photo('/z/timeless.jpg', undefined, { camera: 'b', serial: 'b' }),
    ];
    const alien = {
      ...likeness,
      contentOf: (one: GroupingPhoto) =>
        strangers.includes(one) ? Float32Array.of(0, 0, 0, 0, 0, 0, 0, 1) : contentOf(one),
    };
    for (const stranger of strangers) {
      const { groups, singles, pairs } = groupByCapture([...photos, stranger], { gap: 1000 });
      expect(named([...groups, ...nearDuplicates(singles, alien)])).toEqual(before.groups);
      expect(pairs).toHaveLength(before.pairs.length);
    }
  });
});

describe('grouping in steps', () => {
  it('finds the same, in more than one step', () => {
    const random = new Random(99);
    const photos = Array.from({ length: 12_000 }, (_, index) =>
      photo(`/a/${index}.jpg`, index * random.pick([0.5, 90]), { camera: `c${index % 3}` }),
    );
    const steps = groupingSteps(photos, { gap: 1000 });
    let count = 1;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) count += 1;
    expect(count).toBeGreaterThan(4);
    expect(step.value).toEqual(groupByCapture(photos, { gap: 1000 }));
  });
});
