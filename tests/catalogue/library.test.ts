import { describe, expect, it } from 'vitest';
import {
  addPhotos,
  decoded,
  file,
  measurements,
  MODEL,
  newCatalogue,
  photo,
  scored,
} from './support.ts';

const PERSON = { kind: 'person', scoreVisible: false } as const;

describe('roots', () => {
  it('inside another are covered by it', () => {
    const { catalogue } = newCatalogue();
    const outer = catalogue.addRoot('/photos/', 'native');
    expect(outer.path).toBe('/photos');
    expect(catalogue.addRoot('/photos/2024/may', 'paced')).toEqual(outer);
    expect(catalogue.addRoot('/photos', 'paced')).toEqual(outer);
    // A name that only begins alike is another folder.
    expect(catalogue.addRoot('/photos-2', 'native').id).not.toBe(outer.id);
    expect(catalogue.addRoot('/Photos', 'native').id).not.toBe(outer.id);
    expect(catalogue.roots().map(({ path }) => path)).toEqual(['/Photos', '/photos', '/photos-2']);
  });

  it('around others take them in, and photos keep their ids', () => {
    const { catalogue } = newCatalogue();
    const may = catalogue.addRoot('/photos/2024/may', 'native');
    const june = catalogue.addRoot('/photos/2024/june', 'native');
    const [a = 0, b = 0] = catalogue.upsertFiles(may.id, [
      file('/photos/2024/may/a.jpg', 'apple'),
      file('/photos/2024/may/best/b.jpg', 'banana'),
    ]).added;
    const [c = 0] = catalogue.upsertFiles(june.id, [
      file('/photos/2024/june/c.jpg', 'cherry'),
    ]).added;
    catalogue.decide([{ id: b, change: { stars: 5 } }], PERSON);
    const all = catalogue.addRoot('/photos', 'native');
    expect(catalogue.roots()).toEqual([{ ...all, photos: 3 }]);
    expect(catalogue.folders().map(({ rootId, path, photos }) => [rootId, path, photos])).toEqual([
      [all.id, '', 0],
      [all.id, '2024', 0],
      [all.id, '2024/june', 1],
      [all.id, '2024/may', 1],
      [all.id, '2024/may/best', 1],
    ]);
    expect(catalogue.photoIdAt('/photos/2024/may/a.jpg')).toBe(a);
    expect(catalogue.workItem(b)?.path).toBe('/photos/2024/may/best/b.jpg');
    expect(photo(catalogue, b)).toMatchObject({ rootId: all.id, verdict: { stars: 5 } });
    expect(catalogue.photoIdAt('/photos/2024/june/c.jpg')).toBe(c);
    expect(() => catalogue.setRootOnline(may.id, true)).toThrow(
      expect.objectContaining({ code: 'bad-request' }),
    );
  });

  it('that are removed keep their decisions for when they are added again', () => {
    const { catalogue, disk } = newCatalogue();
    const [a = 0] = addPhotos(catalogue, ['a.jpg']);
    const root = catalogue.roots()[0]?.id ?? 0;
    catalogue.decide([{ id: a, change: { flag: 'pick' } }], PERSON);
    catalogue.removeRoot(root);
    expect(catalogue.roots()).toEqual([]);
    expect(catalogue.folders()).toEqual([]);
    expect(catalogue.totals()).toMatchObject({ photos: 0, sidecarsPending: 0 });
    expect(catalogue.pendingSidecars(10)).toEqual([]);
    expect(() => catalogue.removeRoot(root)).toThrow(
      expect.objectContaining({ code: 'bad-request' }),
    );
    // By its parent this time.
    disk.add('/photos/a.jpg');
    const parent = catalogue.addRoot('/', 'native');
    catalogue.upsertFiles(parent.id, [file('/photos/a.jpg', 'a.jpg')]);
    expect(catalogue.photoIdAt('/photos/a.jpg')).toBe(a);
    expect(photo(catalogue, a).verdict.flag).toBe('pick');
    expect(catalogue.workItem(a)?.path).toBe('/photos/a.jpg');
  });

  it('say how they are watched and whether they are there', () => {
    const { catalogue } = newCatalogue();
    const [a = 0] = addPhotos(catalogue, ['a.jpg']);
    const root = catalogue.roots()[0]?.id ?? 0;
    catalogue.setRootWatch(root, 'paced');
    catalogue.setRootOnline(root, false);
    expect(catalogue.roots()).toMatchObject([{ watch: 'paced', online: false, photos: 1 }]);
    expect(photo(catalogue, a).online).toBe(false);
  });
});

describe('work', () => {
  it('is what is missing, oldest first, on drives that are there', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0, c = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg', 'c.jpg']);
    const other = catalogue.addRoot('/other', 'native');
    const [d = 0] = catalogue.upsertFiles(other.id, [file('/other/d.jpg', 'd')]).added;
    catalogue.setCurrentModel(MODEL);
    expect(catalogue.pending('decode', MODEL, 10)).toEqual([a, b, c, d]);
    expect(catalogue.pending('decode', MODEL, 2)).toEqual([a, b]);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([]);
    catalogue.setRootOnline(other.id, false);
    expect(catalogue.pending('decode', MODEL, 10)).toEqual([a, b, c]);
    expect(catalogue.countPending('decode', MODEL)).toBe(3);
    catalogue.setDecoded([decoded(c), decoded(a)]);
    expect(catalogue.pending('decode', MODEL, 10)).toEqual([b]);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([a, c]);
    expect(catalogue.pending('measure', MODEL, 10)).toEqual([a, c]);
    catalogue.setScored([scored(a, { aesthetic: 3 })]);
    catalogue.setMeasured([{ id: c, warnings: [{ code: 'not-measured', message: 'No.' }] }]);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([c]);
    expect(catalogue.pending('measure', MODEL, 10)).toEqual([a]);
    expect(photo(catalogue, c)).toMatchObject({
      stage: 'measured',
      warnings: [{ code: 'not-measured' }],
    });
    catalogue.markGone(['/photos/a.jpg']);
    expect(catalogue.countPending('measure', MODEL)).toBe(0);
  });

  it('that failed is left alone until it is asked for again', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
    const error = { code: 'photo-damaged', message: 'Broken.' } as const;
    catalogue.setFailed(a, error);
    expect(photo(catalogue, a)).toMatchObject({ stage: 'failed', error });
    expect(catalogue.totals().failed).toBe(1);
    expect(catalogue.pending('decode', undefined, 10)).toEqual([b]);
    catalogue.clearFailure([a, b]);
    expect(photo(catalogue, a).stage).toBe('seen');
    expect(photo(catalogue, a)).not.toHaveProperty('error');
    expect(catalogue.pending('decode', undefined, 10)).toEqual([a, b]);
  });

  it('measured before it was decoded counts once it is', () => {
    const { catalogue } = newCatalogue();
    const [a = 0] = addPhotos(catalogue, ['a.jpg']);
    catalogue.setMeasured([{ id: a, measurements: measurements(2), warnings: [] }]);
    expect(photo(catalogue, a).stage).toBe('seen');
    catalogue.setDecoded([decoded(a)]);
    expect(photo(catalogue, a).stage).toBe('measured');
    expect(catalogue.countPending('measure', MODEL)).toBe(0);
  });
});

it('tells everything about a photo', () => {
  const { catalogue } = newCatalogue();
  const [a = 0] = addPhotos(catalogue, ['sub/a.jpg']);
  expect(photo(catalogue, a)).toEqual({
    id: a,
    rootId: catalogue.roots()[0]?.id,
    folderId: catalogue.folders().find(({ path }) => path === 'sub')?.id,
    name: 'a.jpg',
    format: 'jpeg',
    stage: 'seen',
    online: true,
    verdict: { stars: 0, flag: 'none', color: 'none' },
    sidecar: 'none',
    warnings: [],
  });
  const exif = { iso: 400, shutter: 1 / 250, capturedAt: '2024-05-01T12:00:00' };
  const warnings = [{ code: 'damaged', message: 'Half of it.' } as const];
  catalogue.setDecoded([decoded(a, { exif, warnings, format: 'png' })]);
  catalogue.setMeasured([{ id: a, measurements: measurements(1.5), warnings }]);
  expect(photo(catalogue, a)).toMatchObject({
    format: 'png',
    stage: 'measured',
    width: 6000,
    height: 4000,
    previewWidth: 2048,
    previewHeight: 1365,
    dominantColor: '#102030',
    pictureVersion: `version-${a}`,
    capturedAt: '2024-05-01T12:00:00',
    warnings,
  });
  expect(catalogue.detail(a)).toEqual({
    path: '/photos/sub/a.jpg',
    bytes: 1009,
    modifiedAt: 1_600_000_000_000,
    exif,
    measurements: measurements(1.5),
    scoreDetail: {},
    sidecarPath: undefined,
    sidecarError: undefined,
    history: [],
  });
  expect(catalogue.photos([99, a, 98]).map(({ id }) => id)).toEqual([a]);
  expect(catalogue.detail(99)).toBeUndefined();
});

describe('sidecars', () => {
  it('belong to the photo they name, or to all of their stem', () => {
    const { catalogue } = newCatalogue();
    const [raw, jpeg, longer] = addPhotos(catalogue, ['d/a.CR3', 'd/a.jpg', 'd/a.b.jpg', 'a.jpg']);
    expect(catalogue.photoIdsBeside('/photos/d/a.jpg.xmp')).toEqual([jpeg]);
    expect(catalogue.photoIdsBeside('/photos/d/a.xmp')).toEqual([raw, jpeg]);
    expect(catalogue.photoIdsBeside('/photos/d/a.XMP')).toEqual([raw, jpeg]);
    expect(catalogue.photoIdsBeside('/photos/d/a.b.xmp')).toEqual([longer]);
    expect(catalogue.photoIdsBeside('/photos/d/b.xmp')).toEqual([]);
    expect(catalogue.photoIdsBeside('/photos/d/.xmp')).toEqual([]);
    expect(catalogue.photoIdsBeside('/elsewhere/a.xmp')).toEqual([]);
    catalogue.markGone(['/photos/d/a.CR3']);
    expect(catalogue.photoIdsBeside('/photos/d/a.xmp')).toEqual([jpeg]);
  });

  it('are written oldest decision first, on drives that are there', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0, c = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg', 'c.jpg']);
    for (const id of [c, b, a]) catalogue.decide([{ id, change: { stars: 2 } }], PERSON);
    catalogue.decide([{ id: c, change: { flag: 'pick' } }], PERSON);
    const order = () => catalogue.pendingSidecars(10).map(({ id }) => id);
    expect(order()).toEqual([b, a, c]);
    expect(catalogue.pendingSidecars(1)).toEqual([
      { id: b, path: '/photos/b.jpg', verdict: { stars: 2, flag: 'none', color: 'none' } },
    ]);
    catalogue.setSidecar(a, 'written', { path: '/photos/a.xmp', modifiedAt: 123.5 });
    expect(catalogue.sidecarSeenAt(a)).toBe(123.5);
    expect(catalogue.sidecarSeenAt(b)).toBeUndefined();
    const error = { code: 'disk-full', message: 'Full.' } as const;
    catalogue.setSidecar(b, 'failed', { error });
    expect(catalogue.detail(b)?.sidecarError).toEqual(error);
    expect(order()).toEqual([c]);
    // A failed one is still not in its sidecar.
    expect(catalogue.totals().sidecarsPending).toBe(2);
    catalogue.setRootOnline(catalogue.roots()[0]?.id ?? 0, false);
    expect(order()).toEqual([]);
  });

  it('that moved along with their photo are left alone; missing ones are written again', () => {
    const { catalogue, disk } = newCatalogue();
    const root = catalogue.addRoot('/photos', 'native').id;
    const [a = 0, b = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
    for (const id of [a, b]) {
      catalogue.decide([{ id, change: { stars: 2 } }], PERSON);
      catalogue.setSidecar(id, 'written', { path: '/photos/x.xmp', modifiedAt: 1 });
    }
    disk.add('/photos/sub/a.xmp');
    catalogue.upsertFiles(root, [
      { ...file('/photos/a.jpg', 'a.jpg'), path: '/photos/sub/a.jpg' },
      { ...file('/photos/b.jpg', 'b.jpg'), path: '/photos/sub/b.jpg' },
    ]);
    expect(photo(catalogue, a).sidecar).toBe('written');
    expect(catalogue.detail(a)?.sidecarPath).toBeUndefined();
    expect(photo(catalogue, b).sidecar).toBe('pending');
  });

  it('that Lightroom ignores are counted', () => {
    const { catalogue } = newCatalogue();
    const root = catalogue.addRoot('/photos', 'native').id;
    const formats = { 'a.jpg': 'jpeg', 'b.tif': 'tiff', 'c.DNG': 'raw', 'd.CR3': 'raw' } as const;
    const { added } = catalogue.upsertFiles(
      root,
      Object.entries(formats).map(([name, format]) => file(`/photos/${name}`, name, { format })),
    );
    expect(catalogue.totals().unseenByLightroom).toBe(0);
    catalogue.decide(
      added.map((id) => ({ id, change: { color: 'green' } })),
      PERSON,
    );
    expect(catalogue.totals().unseenByLightroom).toBe(3);
    // Nothing is left to count once the person has answered, or writes for others.
    catalogue.setSettings({ profile: 'darktable' });
    expect(catalogue.totals().unseenByLightroom).toBe(0);
    catalogue.setSettings({ profile: 'all' });
    expect(catalogue.totals().unseenByLightroom).toBe(3);
    catalogue.setSettings({ embed: false });
    expect(catalogue.totals().unseenByLightroom).toBe(0);
  });
});

describe('settings', () => {
  it('have defaults, and keep what is set', () => {
    const { catalogue, reopen } = newCatalogue();
    const defaults = {
      theme: 'dark',
      autoAdvance: false,
      hideScores: false,
      previewCacheBytes: 20e9,
      burstGap: 1,
      termsSeen: false,
      profile: 'lightroom',
    };
    expect(catalogue.settings()).toEqual(defaults);
    const changed = { theme: 'grey', layout: { left: 232 }, keys: { pick: 'Y' } } as const;
    expect(catalogue.setSettings(changed)).toEqual({ ...defaults, ...changed });
    expect(reopen().settings()).toEqual({ ...defaults, ...changed });
  });
});
