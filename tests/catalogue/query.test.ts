import { describe, expect, it } from 'vitest';
import { SCORED, type Scored } from '../../src-shared/attribute.ts';
import { SORT_KEYS, type Filter, type Photo, type Sort } from '../../src-shared/bridge.ts';
import { COLORS, FLAGS, STARS, type Verdict } from '../../src-shared/verdict.ts';
import type { CatalogueWriter } from '../../src-main/catalogue/types.ts';
import {
  addPhotos,
  decoded,
  file,
  measurements,
  MODEL,
  newCatalogue,
  Random,
  scored,
} from './support.ts';

const up = (by: Sort['by']): Sort => ({ by, direction: 'ascending' });
const down = (by: Sort['by']): Sort => ({ by, direction: 'descending' });

function names(catalogue: CatalogueWriter, filter: Filter, sort: Sort): string[] {
  return catalogue.photos(catalogue.query(filter, sort)).map(({ name }) => name);
}

describe('orders', () => {
  it('names as people count', () => {
    const { catalogue } = newCatalogue();
    addPhotos(catalogue, ['IMG_10.jpg', 'img_9.JPG', 'IMG_2-2.jpg', 'IMG_2.jpg', 'Ïmg_3.jpg']);
    const ordered = ['IMG_2.jpg', 'IMG_2-2.jpg', 'Ïmg_3.jpg', 'img_9.JPG', 'IMG_10.jpg'];
    expect(names(catalogue, {}, up('name'))).toEqual(ordered);
    expect(names(catalogue, {}, down('name'))).toEqual(ordered.toReversed());
  });

  it('times with their sub-seconds, and by the file’s time where the camera wrote none', () => {
    const { catalogue } = newCatalogue();
    const root = catalogue.addRoot('/photos', 'native');
    // On the wall clock of this machine, between the two seconds below.
    const between = new Date(2024, 4, 1, 12, 0, 1, 900).getTime();
    const { added } = catalogue.upsertFiles(root.id, [
      file('/photos/late.jpg', '1'),
      file('/photos/none.jpg', '2', { modifiedAt: between }),
      file('/photos/half.jpg', '3'),
      file('/photos/tenth.jpg', '4'),
      file('/photos/nonsense.jpg', '5', { modifiedAt: between + 1 }),
    ]);
    const times = ['12:00:02', undefined, '12:00:01.5', '12:00:01.05'].map(
      (time) => time && `2024-05-01T${time}`,
    );
    times.push('2024-00-00T00:00:00');
    catalogue.setDecoded(
      added.map((id, index) => {
        const capturedAt = times[index];
        return decoded(id, { exif: capturedAt === undefined ? {} : { capturedAt } });
      }),
    );
    const ordered = ['tenth.jpg', 'half.jpg', 'none.jpg', 'nonsense.jpg', 'late.jpg'];
    expect(names(catalogue, {}, up('time'))).toEqual(ordered);
    expect(names(catalogue, {}, down('time'))).toEqual(ordered.toReversed());
    expect(catalogue.days()).toEqual([
      { day: '2024-05-01', photos: 3 },
      { day: '', photos: 2 },
    ]);
  });

  it('puts what has no key last in both directions', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0, c = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg', 'c.jpg']);
    catalogue.setCurrentModel(MODEL);
    catalogue.setScored([scored(b, { aesthetic: 2 }), scored(c, { aesthetic: 4, light: 1 })]);
    catalogue.setMeasured([{ id: c, measurements: measurements(1.5), warnings: [] }]);
    catalogue.decide([{ id: b, change: { stars: 1 } }], { kind: 'person', scoreVisible: false });
    expect(catalogue.query({}, up('aesthetic'))).toEqual([b, c, a]);
    expect(catalogue.query({}, down('aesthetic'))).toEqual([c, b, a]);
    for (const by of ['light', 'focus'] as const) {
      expect(catalogue.query({}, up(by))).toEqual([c, a, b]);
      expect(catalogue.query({}, down(by))).toEqual([c, a, b]);
    }
    expect(catalogue.query({}, up('stars'))).toEqual([b, a, c]);
    expect(catalogue.query({}, down('stars'))).toEqual([b, a, c]);
  });
});

interface Known {
  readonly photo: Photo;
  readonly folder: string;
  readonly day: string;
  readonly time: number;
  readonly added: number;
  readonly focus: number | undefined;
}

/** 150 photos in three folders with few different values, so that ties are many. */
function library(random: Random): { catalogue: CatalogueWriter; known: Known[] } {
  const { catalogue } = newCatalogue();
  const root = catalogue.addRoot('/photos', 'native');
  catalogue.setCurrentModel(MODEL);
  const extra = new Map<number, Omit<Known, 'photo'>>();
  const ids: number[] = [];
  for (let batch = 0; batch < 5; batch++) {
    const files = Array.from({ length: 30 }, (_, index) => {
      const folder = random.pick(['', 'a', 'a/b', 'ab']);
      const name = `${random.pick(['IMG', 'Zoë'])}_${random.below(200)}-${batch * 30 + index}.jpg`;
      return {
        folder,
        ...file(`/photos/${folder === '' ? '' : `${folder}/`}${name}`, `${batch}:${index}`),
      };
    });
    const { added } = catalogue.upsertFiles(root.id, files);
    for (const [index, id] of added.entries()) {
      ids.push(id);
      const capturedAt = `2024-05-0${1 + random.below(4)}T10:00:0${random.below(3)}`;
      const focus = random.next() < 0.8 ? random.below(4) : undefined;
      const format = random.pick(['jpeg', 'raw', 'png'] as const);
      catalogue.setDecoded([decoded(id, { format, exif: { capturedAt } })]);
      catalogue.setMeasured([{ id, measurements: measurements(focus), warnings: [] }]);
      const values = Object.fromEntries(
        random.some(SCORED, 0.8).map((of) => [of, 1 + random.below(9) / 2]),
      );
      if (random.next() < 0.8) catalogue.setScored([scored(id, values)]);
      if (random.next() < 0.7) {
        catalogue.setPersonalScores([{ id, score: 1 + random.below(9) / 2 }]);
      }
      catalogue.decide(
        [
          {
            id,
            change: {
              stars: random.pick(STARS),
              flag: random.pick(FLAGS),
              color: random.pick(COLORS),
            },
          },
        ],
        { kind: 'sidecar' },
      );
      if (random.next() < 0.1) catalogue.setFailed(id, { code: 'file-empty', message: 'Empty.' });
      extra.set(id, {
        folder: files[index]?.folder ?? '',
        day: capturedAt.slice(0, 10),
        time: Date.parse(`${capturedAt}Z`),
        added: batch,
        focus,
      });
    }
  }
  const exposures = ids.flatMap((id, at) =>
    at % 2 === 0 && random.next() < 0.3 ? [[id, id + 1]] : [],
  );
  catalogue.setExposures(exposures);
  const filesOf = new Map(exposures.flatMap((files) => files.map((id) => [id, files])));
  const own = new Map(catalogue.photos(ids).map(({ id, verdict }) => [id, verdict]));
  const known = catalogue.photos(ids).map((photo) => {
    const more = extra.get(photo.id);
    if (more === undefined) throw new Error('unknown photo');
    const verdicts = (filesOf.get(photo.id) ?? [photo.id]).flatMap((id) => own.get(id) ?? []);
    return { photo: { ...photo, verdict: sharedVerdict(verdicts) }, ...more };
  });
  return { catalogue, known };
}

function valueOf({ score, personal }: Photo, of: Scored | 'personal'): number | undefined {
  return of === 'personal' ? (personal?.score ?? score?.values.aesthetic) : score?.values[of];
}

/** Of each field the first that says anything. */
function sharedVerdict(verdicts: readonly Verdict[]): Verdict {
  return {
    stars: verdicts.map(({ stars }) => stars).find((stars) => stars > 0) ?? 0,
    flag: verdicts.map(({ flag }) => flag).find((flag) => flag !== 'none') ?? 'none',
    color: verdicts.map(({ color }) => color).find((color) => color !== 'none') ?? 'none',
  };
}

function keyOf({ photo, time, added, focus }: Known, by: Sort['by']): number | undefined {
  switch (by) {
    case 'time':
      return time;
    case 'added':
      return added;
    case 'focus':
      return focus;
    case 'stars':
      return photo.verdict.stars === 0 ? undefined : photo.verdict.stars;
    case 'name':
      return 0;
    case 'best':
    case 'personal':
      return valueOf(photo, 'personal');
    default:
      return valueOf(photo, by);
  }
}

const collator = new Intl.Collator('en', { numeric: true });

/** The order as the note in query.ts tells it, by comparing. */
function compare(a: Known, b: Known, { by, direction }: Sort): number {
  const sign = direction === 'ascending' ? 1 : -1;
  const [x, y] = [keyOf(a, by), keyOf(b, by)];
  if (x !== y) return x === undefined ? 1 : y === undefined ? -1 : (x - y) * sign;
  const name = collator.compare(a.photo.name, b.photo.name);
  if (by === 'name') return name * sign;
  const tie = a.time - b.time || name;
  return by === 'time' ? tie * sign : tie;
}

function matches({ photo, folder, day }: Known, filter: Filter, folderPath: string): boolean {
  const { score, stars, flags, colors, formats, name } = filter;
  const value = score && valueOf(photo, score.of);
  return (
    (filter.folderId === undefined ||
      folder === folderPath ||
      folder.startsWith(`${folderPath}/`) ||
      folderPath === '') &&
    (filter.day === undefined || day === filter.day) &&
    (filter.from === undefined || day >= filter.from) &&
    (filter.to === undefined || day <= filter.to) &&
    (score?.min === undefined || (value ?? -Infinity) >= score.min) &&
    (score?.max === undefined || (value ?? Infinity) <= score.max) &&
    (stars === undefined ||
      (photo.verdict.stars >= stars.min && photo.verdict.stars <= stars.max)) &&
    (flags === undefined || flags.length === 0 || flags.includes(photo.verdict.flag)) &&
    (colors === undefined || colors.length === 0 || colors.includes(photo.verdict.color)) &&
    (formats === undefined || formats.length === 0 || formats.includes(photo.format)) &&
    (filter.failed !== true || photo.stage === 'failed') &&
    (name === undefined || photo.name.toLowerCase().includes(name.toLowerCase()))
  );
}

describe('random filters and orders', () => {
  it('agree with filtering and comparing one by one', () => {
    const random = new Random(11);
    const { catalogue, known } = library(random);
    const folders = catalogue.folders();
    let matched = 0;
    for (let round = 0; round < 400; round++) {
      const often = (probability: number) => random.next() < probability;
      const folder = random.pick(folders);
      const filter: Filter = {
        ...(often(0.3) && { folderId: folder.id }),
        ...(often(0.1) && { day: `2024-05-0${1 + random.below(4)}` }),
        ...(often(0.2) && { from: `2024-05-0${1 + random.below(4)}` }),
        ...(often(0.2) && { to: `2024-05-0${1 + random.below(4)}` }),
        ...(often(0.3) && {
          score: {
            of: random.pick([...SCORED, 'personal'] as const),
            ...(often(0.7) && { min: 1 + random.below(4) }),
            ...(often(0.7) && { max: 3 + random.below(3) }),
          },
        }),
        ...(often(0.3) && { stars: { min: random.below(3), max: 2 + random.below(4) } }),
        ...(often(0.3) && { flags: random.some(FLAGS, 0.5) }),
        ...(often(0.2) && { colors: random.some(COLORS, 0.5) }),
        ...(often(0.2) && { formats: random.some(['jpeg', 'raw', 'png'] as const, 0.5) }),
        ...(often(0.1) && { failed: often(0.5) }),
        ...(often(0.2) && { name: random.pick(['img', 'ZOË', '_1', '%', '']) }),
      };
      const sort = {
        by: random.pick(SORT_KEYS),
        direction: random.pick(['ascending', 'descending'] as const),
      };
      const expected = known
        .filter((one) => matches(one, filter, folder.path))
        .sort((a, b) => compare(a, b, sort))
        .map(({ photo }) => photo.id);
      expect(catalogue.query(filter, sort), JSON.stringify({ filter, sort })).toEqual(expected);
      matched += expected.length;
    }
    expect(matched).toBeGreaterThan(400);
  });
});
