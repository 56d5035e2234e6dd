import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES, SCORED } from '../../src-shared/attribute.ts';
import {
  BUILT_IN,
  BUILT_IN_COLLECTIONS,
  GROUP_RULE_KINDS,
  rulesProblem,
  type Rule,
  type Rules,
} from '../../src-shared/collection.ts';
import { FORMATS, type Exif } from '../../src-shared/photo.ts';
import { COLORS, FLAGS, STARS } from '../../src-shared/verdict.ts';
import type { CatalogueWriter, GroupMembers } from '../../src-main/catalogue/types.ts';
import { addPhotos, decoded, file, MODEL, newCatalogue, Random, scored } from './support.ts';

const SORT = { by: 'name', direction: 'ascending' } as const;
const RULES: Rules = { match: 'all', rules: [{ of: 'stars', min: 4 }] };

/** A photo as rules see it, written down apart from the catalogue. */
interface Known {
  readonly id: number;
  readonly exif: Exif;
  readonly day: string;
  readonly format: string;
  readonly values: Readonly<Record<string, number | undefined>>;
  readonly residuals: Readonly<Record<string, number | undefined>>;
  readonly stars: number;
  readonly flag: string;
  readonly color: string;
  readonly kind: string;
  readonly position: string;
}

const CAMERAS = ['NIKON Z 8', 'Apple iPhone 13'];
const LENSES = ['NIKKOR Z 24-70mm f/2.8 S', 'EF50mm f/1.8', '85MM'];
const DAYS = ['2024-05-30', '2024-06-01', '2024-06-02'];

function maybe<T>(random: Random, list: readonly T[]): T | undefined {
  return random.next() < 0.2 ? undefined : random.pick(list);
}

function fill(catalogue: CatalogueWriter, random: Random, count: number): Known[] {
  const root = catalogue.addRoot('/photos', 'native');
  catalogue.setCurrentModel(MODEL);
  const { added } = catalogue.upsertFiles(
    root.id,
    Array.from({ length: count }, (_, index) => file(`/photos/${index}.jpg`, String(index))),
  );
  return added.map((id) => {
    const day = maybe(random, DAYS);
    const exif: Exif = JSON.parse(
      JSON.stringify({
        camera: maybe(random, CAMERAS),
        lens: maybe(random, LENSES),
        iso: maybe(random, [100, 400, 6400]),
        shutter: maybe(random, [1 / 250, 0.5, 30]),
        aperture: maybe(random, [1.8, 2.8, 16]),
        focalLength: maybe(random, [24, 50, 85]),
        capturedAt: day === undefined ? undefined : `${day}T10:00:00`,
      }),
    ) as Exif;
    const format = random.pick(FORMATS);
    catalogue.setDecoded([decoded(id, { exif, format })]);
    const values = Object.fromEntries(SCORED.map((of) => [of, maybe(random, [1.5, 3, 4.5])]));
    const residuals = Object.fromEntries(
      RATED_ATTRIBUTES.map((of) => [of, maybe(random, [-0.5, 0, 0.5])]),
    );
    const hasScore = random.next() < 0.8;
    if (hasScore) {
      const record = scored(id, values);
      catalogue.setScored([{ ...record, score: { ...record.score, residuals } }]);
    }
    const verdict = {
      stars: random.next() < 0.5 ? 0 : random.pick(STARS),
      flag: random.next() < 0.5 ? 'none' : random.pick(FLAGS),
      color: random.next() < 0.5 ? 'none' : random.pick(COLORS),
    } as const;
    catalogue.decide([{ id, change: verdict }], { kind: 'person', scoreVisible: false });
    return {
      ...{ id, exif, day: day ?? '', format, ...verdict },
      values: hasScore ? values : {},
      residuals: hasScore ? residuals : {},
      kind: random.pick(GROUP_RULE_KINDS),
      position: random.pick(['first', 'later', '']),
    };
  });
}

function randomRule(random: Random): Rule {
  const not = random.next() < 0.3 ? { not: true } : {};
  const bounds = (list: readonly number[]) => {
    const [a, b] = [random.pick(list), random.pick(list)].sort((x, y) => x - y);
    const roll = random.next();
    return roll < 0.3 ? { min: a } : roll < 0.6 ? { max: b } : { min: a, max: b };
  };
  const any = <T>(list: readonly T[]): T[] => {
    const some = random.some(list, 0.4);
    return some.length === 0 ? [random.pick(list)] : some;
  };
  const of = random.pick([
    ...(['score', 'residual', 'exif', 'text', 'captured', 'stars', 'flag', 'color'] as const),
    ...(['format', 'group', 'position', 'undecided'] as const),
  ]);
  switch (of) {
    case 'score':
      return { of, score: random.pick(SCORED), ...bounds([1.5, 2, 3, 4.5]), ...not };
    case 'residual':
      return { of, attribute: random.pick(RATED_ATTRIBUTES), ...bounds([-0.5, 0, 0.4]), ...not };
    case 'exif': {
      const value = random.pick(['shutter', 'aperture', 'iso', 'focalLength'] as const);
      return { of, value, ...bounds([0.004, 0.5, 2.8, 24, 50, 400, 6400]), ...not };
    }
    case 'text': {
      const value = random.pick(['camera', 'lens'] as const);
      const is = random.pick(['is', 'contains'] as const);
      return { of, value, is, text: random.pick(['nikon z 8', 'mm', 'EF50MM F/1.8', '%']), ...not };
    }
    case 'captured': {
      const [from = '', to = ''] = [random.pick(DAYS), random.pick(DAYS)].sort();
      return {
        of,
        ...(random.next() < 0.7 && { from }),
        ...(random.next() < 0.7 ? { to } : { from }),
        ...not,
      };
    }
    case 'stars':
      return { of, ...bounds(STARS), ...not };
    case 'flag':
      return { of, any: any(FLAGS), ...not };
    case 'color':
      return { of, any: any(COLORS), ...not };
    case 'format':
      return { of, any: any(FORMATS), ...not };
    case 'group':
      return { of, any: any(GROUP_RULE_KINDS), ...not };
    case 'position':
      return { of, any: any(['first', 'later'] as const), ...not };
    case 'undecided':
      return { of, ...not };
  }
}

/** What a rule means, said the plainest way. */
function matches(photo: Known, rule: Rule): boolean {
  const within = (value: number | undefined, { min = -Infinity, max = Infinity }) =>
    value !== undefined && value >= min && value <= max;
  const plain = (): boolean => {
    switch (rule.of) {
      case 'score':
        return within(photo.values[rule.score], rule);
      case 'residual':
        return within(photo.residuals[rule.attribute], rule);
      case 'exif':
        return within(photo.exif[rule.value], rule);
      case 'text': {
        const word = photo.exif[rule.value]?.toLowerCase();
        const text = rule.text.toLowerCase();
        return word !== undefined && (rule.is === 'is' ? word === text : word.includes(text));
      }
      case 'captured':
        return photo.day !== '' && photo.day >= (rule.from ?? '') && photo.day <= (rule.to ?? '9');
      case 'stars':
        return within(photo.stars, rule);
      case 'flag':
      case 'color':
      case 'format':
        return (rule.any as readonly string[]).includes(photo[rule.of]);
      case 'group':
        return (rule.any as readonly string[]).includes(photo.kind);
      case 'position':
        return (rule.any as readonly string[]).includes(photo.position);
      case 'undecided':
        return photo.stars === 0 && photo.flag === 'none' && photo.color === 'none';
    }
  };
  return plain() !== (rule.not ?? false);
}

describe('random rules', () => {
  it('find the same photos as looking at them one by one', () => {
    const random = new Random(11);
    const { catalogue } = newCatalogue();
    const photos = fill(catalogue, random, 60);
    const groups: GroupMembers = {
      inKind: (kind) => photos.filter((photo) => photo.kind === kind).map(({ id }) => id),
      at: (position) => photos.filter((photo) => photo.position === position).map(({ id }) => id),
    };
    let found = 0;
    const id = catalogue.addCollection({ name: 'Random', rules: RULES });
    for (let round = 0; round < 400; round++) {
      const rules: Rules = {
        match: random.pick(['all', 'any'] as const),
        rules: Array.from({ length: 1 + random.below(3) }, () => randomRule(random)),
      };
      expect(rulesProblem(rules), JSON.stringify(rules)).toBeUndefined();
      const wanted = photos.filter((photo) =>
        rules.match === 'all'
          ? rules.rules.every((rule) => matches(photo, rule))
          : rules.rules.some((rule) => matches(photo, rule)),
      );
      catalogue.changeCollection(id, { rules });
      const ids = catalogue.query({ collection: id }, SORT, groups);
      expect(ids, JSON.stringify(rules)).toEqual(wanted.map((photo) => photo.id));
      expect(catalogue.countMatching(rules, groups)).toBe(wanted.length);
      found += wanted.length > 0 && wanted.length < photos.length ? 1 : 0;
    }
    expect(found).toBeGreaterThan(100);
  });
});

describe('collections', () => {
  it('are there from the start: undecided, picks, five stars, rejected', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0, c = 0, d = 0] = addPhotos(
      catalogue,
      ['a', 'b', 'c', 'd'].map((n) => `${n}.jpg`),
    );
    const by = { kind: 'person', scoreVisible: false } as const;
    catalogue.decide([{ id: b, change: { flag: 'pick', stars: 5 } }], by);
    catalogue.decide([{ id: c, change: { flag: 'reject' } }], by);
    catalogue.decide([{ id: d, change: { color: 'red' } }], by);
    const found = BUILT_IN_COLLECTIONS.map((collection) => catalogue.query({ collection }, SORT));
    expect(found).toEqual([[a], [b], [b], [c]]);
    for (const { rules } of Object.values(BUILT_IN)) expect(rulesProblem(rules)).toBeUndefined();
    // Narrowed by the rest of the filter.
    expect(catalogue.query({ collection: 'undecided', name: 'b' }, SORT)).toEqual([]);
  });

  it('are saved, renamed, given other rules and deleted, each as a step that can be undone', () => {
    const { catalogue, reopen } = newCatalogue();
    const id = catalogue.addCollection({ name: 'Best 10', rules: RULES });
    catalogue.addCollection({ name: 'best 9', rules: RULES });
    expect(catalogue.collections().map(({ name }) => name)).toEqual(['best 9', 'Best 10']);
    expect(catalogue.changeCollection(id, { name: 'Wedding' })).toBe(
      'Renamed the collection “Best 10” to “Wedding”',
    );
    expect(catalogue.changeCollection(id, { name: 'Wedding' })).toBe('No change');
    const rules: Rules = { match: 'any', rules: [{ of: 'undecided', not: true }] };
    expect(catalogue.changeCollection(id, { rules })).toBe('Changed the collection “Wedding”');
    expect(catalogue.removeCollection(id)).toBe('Deleted the collection “Wedding”');
    expect(() => catalogue.query({ collection: id }, SORT)).toThrow(
      expect.objectContaining({ code: 'collection-unknown' }),
    );
    const again = reopen();
    again.undo();
    expect(again.collectionRules(id)).toEqual(rules);
    again.undo();
    expect(again.collectionRules(id)).toEqual(RULES);
    again.undo();
    expect(again.collections().map(({ name }) => name)).toEqual(['best 9', 'Best 10']);
    // A number is given once, even where the collection that had it is undone.
    again.undo();
    again.undo();
    expect(again.collections()).toEqual([]);
    expect(again.addCollection({ name: 'New', rules: RULES })).toBe(id + 2);
    for (const act of [
      () => again.changeCollection(id, { name: 'x' }),
      () => again.removeCollection(id),
    ]) {
      expect(act).toThrow(expect.objectContaining({ code: 'collection-unknown' }));
    }
  });

  it('with rules that cannot be used say why, and the others go on', () => {
    const { catalogue, file: path } = newCatalogue();
    const [photo = 0] = addPhotos(catalogue, ['a.jpg']);
    const bad = [
      ['{"match":"all","rules":[{"of":"stars","min":"four"}]}', /rule 1: .*number/i],
      ['{"match":"all","rules":[{"of":"undecided"},{"of":"weather","any":["rain"]}]}', /rule 2: /],
      [
        '{"match":"all","rules":[{"of":"score","score":"light"}]}',
        /a lower or upper bound is missing/,
      ],
      ['{"match":"all","rules":[]}', /at least one rule/],
      ['{"match":"all","rules":[{"of":"undecided"', /damaged/],
      [`{"match":"all","rules":[{"of":"flag","any":["pick') OR 1"]}]}`, /rule 1: /],
    ] as const;
    const database = new Database(path);
    for (const [index, [rules]] of bad.entries()) {
      database
        .prepare('INSERT INTO collection (name, rules) VALUES (?, ?)')
        .run(`Bad ${index + 1}`, rules);
    }
    database.close();
    const good = catalogue.addCollection({
      name: 'Good',
      rules: { match: 'all', rules: [{ of: 'undecided' }] },
    });
    const listed = catalogue.collections();
    for (const [index, [, reason]] of bad.entries()) {
      const { id, name, rules, error } = listed[index] ?? { id: 0 };
      expect(rules).toBeUndefined();
      expect(error).toEqual({ code: 'collection-invalid', message: expect.stringMatching(reason) });
      expect(error?.message).toContain(`“${name}”`);
      expect(() => catalogue.query({ collection: id }, SORT)).toThrow(error?.message ?? 'none');
    }
    expect(catalogue.query({ collection: good }, SORT)).toEqual([photo]);
    // It can be renamed and mended without its old rules.
    const [first] = listed;
    catalogue.changeCollection(first?.id ?? 0, { name: 'Renamed' });
    catalogue.changeCollection(first?.id ?? 0, { rules: RULES });
    expect(catalogue.collectionRules(first?.id ?? 0)).toEqual(RULES);
    catalogue.undo();
    expect(() => catalogue.collectionRules(first?.id ?? 0)).toThrow(/“Renamed”/);
  });

  it('refuse rules about groups where nobody knows the groups', () => {
    const { catalogue } = newCatalogue();
    const rules: Rules = { match: 'all', rules: [{ of: 'group', any: ['burst'] }] };
    expect(() => catalogue.countMatching(rules)).toThrow(/groups are not known/);
  });

  it('take in what a camera rounds', () => {
    const { catalogue } = newCatalogue();
    const [a = 0] = addPhotos(catalogue, ['a.jpg']);
    catalogue.setDecoded([decoded(a, { exif: { shutter: 0.004_000_12, aperture: 2.81 } })]);
    const count = (rule: Rule) => catalogue.countMatching({ match: 'all', rules: [rule] });
    expect(count({ of: 'exif', value: 'shutter', max: 1 / 250 })).toBe(1);
    expect(count({ of: 'exif', value: 'aperture', max: 2.8 })).toBe(1);
    expect(count({ of: 'exif', value: 'aperture', max: 2.5 })).toBe(0);
  });

  it('offer the names of cameras and lenses that are there', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
    catalogue.setDecoded([
      decoded(a, { exif: { camera: 'B', lens: '50 mm' } }),
      decoded(b, { exif: { camera: 'A', lens: '85 mm' } }),
    ]);
    expect(catalogue.exifWords('camera')).toEqual(['A', 'B']);
    catalogue.markGone(['/photos/b.jpg']);
    expect(catalogue.exifWords('camera')).toEqual(['B']);
    expect(catalogue.exifWords('lens')).toEqual(['50 mm']);
  });
});

describe('rules', () => {
  it.each([
    [{ of: 'captured' }, /first or last day/],
    [{ of: 'captured', from: '2024-06-02', to: '2024-06-01' }, /after the last/],
    [{ of: 'captured', from: '2024-13-02' }, /no such day/],
    [{ of: 'captured', from: 'June' }, /YYYY-MM-DD/],
    [{ of: 'stars', min: 4, max: 2 }, /above the upper/],
    [{ of: 'exif', value: 'iso', min: Infinity }, /./],
    [{ of: 'text', value: 'lens', is: 'is', text: '  ' }, /text to look for/],
    [{ of: 'flag', any: [] }, /value to look for/],
    [{ of: 'undecided', oops: true }, /./],
  ])('that mean nothing are refused: %j', (rule, reason) => {
    expect(rulesProblem({ match: 'all', rules: [rule] })).toMatch(reason);
  });
});
