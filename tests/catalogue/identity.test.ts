import { describe, expect, it } from 'vitest';
import type { CatalogueWriter } from '../../src-main/catalogue/types.ts';
import { addPhotos, decoded, file, MODEL, newCatalogue, photo, scored } from './support.ts';

/** One decided and scored photo at /photos/a.jpg. */
function withOne() {
  const test = newCatalogue();
  const { catalogue, disk } = test;
  const root = catalogue.addRoot('/photos', 'native');
  const other = catalogue.addRoot('/other', 'native');
  const original = file('/photos/a.jpg', 'apple');
  disk.add(original.path);
  const [id = 0] = catalogue.upsertFiles(root.id, [original]).added;
  catalogue.setCurrentModel(MODEL);
  catalogue.setDecoded([decoded(id)]);
  catalogue.setScored([scored(id, { aesthetic: 3.5 })]);
  catalogue.decide([{ id, change: { stars: 4 } }], { kind: 'person', scoreVisible: false });
  return { ...test, root, other, original, id };
}

function expectKept(catalogue: CatalogueWriter, id: number, path: string): void {
  expect(catalogue.photoIdAt(path)).toBe(id);
  expect(photo(catalogue, id)).toMatchObject({
    stage: 'decoded',
    verdict: { stars: 4 },
    score: { values: { aesthetic: 3.5 } },
    pictureVersion: `version-${id}`,
  });
  expect(catalogue.workItem(id)?.path).toBe(path);
}

const nothing = { added: [], changed: [], moved: [] };

describe('the same path', () => {
  it('leaves an unchanged file alone', () => {
    const { catalogue, root, original, id } = withOne();
    expect(catalogue.upsertFiles(root.id, [original])).toEqual(nothing);
    expectKept(catalogue, id, original.path);
  });

  it('keeps everything where the time alone is another', () => {
    const { catalogue, root, original, id } = withOne();
    const touched = { ...original, modifiedAt: original.modifiedAt + 5000 };
    expect(catalogue.upsertFiles(root.id, [touched])).toEqual(nothing);
    expectKept(catalogue, id, original.path);
    expect(catalogue.workItem(id)?.modifiedAt).toBe(touched.modifiedAt);
  });

  it('starts over with other contents, but keeps the verdict', () => {
    const { catalogue, root, original, id } = withOne();
    const edited = file(original.path, 'apple, edited', { modifiedAt: 1_600_000_009_000 });
    expect(catalogue.upsertFiles(root.id, [edited])).toEqual({ ...nothing, changed: [id] });
    const now = photo(catalogue, id);
    expect(now).toMatchObject({ stage: 'seen', verdict: { stars: 4 } });
    for (const made of ['score', 'pictureVersion', 'width', 'dominantColor', 'scoreStale']) {
      expect(now).not.toHaveProperty(made);
    }
    expect(catalogue.pending('decode', MODEL, 10)).toEqual([id]);
    expect(catalogue.distribution('aesthetic', 4).total).toBe(0);
    catalogue.setDecoded([decoded(id)]);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([id]);
  });

  it('sees other contents behind an unchanged size and time', () => {
    const { catalogue, root, original, id } = withOne();
    const restored = { ...original, identity: 'id-grape' };
    expect(catalogue.upsertFiles(root.id, [restored])).toEqual({ ...nothing, changed: [id] });
  });

  it('comes back as it was after it had gone', () => {
    const { catalogue, root, original, id } = withOne();
    expect(catalogue.markGone([original.path])).toEqual([id]);
    expect(catalogue.photoIdAt(original.path)).toBeUndefined();
    expect(catalogue.photos([id])).toEqual([]);
    expect(catalogue.workItem(id)).toBeUndefined();
    expect(catalogue.detail(id)).toBeUndefined();
    expect(catalogue.query({}, { by: 'name', direction: 'ascending' })).toEqual([]);
    expect(catalogue.upsertFiles(root.id, [original])).toEqual({ ...nothing, moved: [id] });
    expectKept(catalogue, id, original.path);
  });

  it('is the same photo when a program saves by deleting and writing again', () => {
    const { catalogue, root, original, id } = withOne();
    catalogue.markGone([original.path]);
    const saved = file(original.path, 'apple, edited');
    expect(catalogue.upsertFiles(root.id, [saved])).toEqual({ ...nothing, changed: [id] });
    expect(photo(catalogue, id)).toMatchObject({ stage: 'seen', verdict: { stars: 4 } });
  });

  it('is another photo when a camera counts from the start again', () => {
    let clock = 0;
    const { catalogue } = newCatalogue({ now: () => clock });
    const [id = 0] = addPhotos(catalogue, ['IMG_0001.JPG']);
    catalogue.decide([{ id, change: { flag: 'reject' } }], { kind: 'person', scoreVisible: false });
    catalogue.markGone(['/photos/IMG_0001.JPG']);
    clock += 7 * 24 * 3600 * 1000;
    const { added } = catalogue.upsertFiles(catalogue.roots()[0]?.id ?? 0, [
      file('/photos/IMG_0001.JPG', 'the next shoot'),
    ]);
    expect(added).toHaveLength(1);
    expect(added).not.toContain(id);
    expect(photo(catalogue, added[0] ?? 0).verdict.flag).toBe('none');
  });
});

describe('a move or rename', () => {
  it('keeps the photo when it is reported gone first', () => {
    const { catalogue, root, original, id } = withOne();
    catalogue.markGone([original.path]);
    const renamed = { ...original, path: '/photos/day 1/b.jpg' };
    expect(catalogue.upsertFiles(root.id, [renamed])).toEqual({ ...nothing, moved: [id] });
    expectKept(catalogue, id, renamed.path);
  });

  it('keeps the photo when the new path is reported first', () => {
    const { catalogue, root, disk, original, id } = withOne();
    disk.delete(original.path);
    const renamed = { ...original, path: '/photos/b.jpg' };
    disk.add(renamed.path);
    expect(catalogue.upsertFiles(root.id, [renamed])).toEqual({ ...nothing, moved: [id] });
    // The news of the old path comes late and changes nothing.
    expect(catalogue.markGone([original.path])).toEqual([]);
    expectKept(catalogue, id, renamed.path);
  });

  it('keeps the photo between roots on different drives', () => {
    const { catalogue, root, other, disk, original, id } = withOne();
    disk.delete(original.path);
    const moved = { ...original, path: '/other/a.jpg', fileId: '2:1', modifiedAt: 1.7e12 };
    expect(catalogue.upsertFiles(other.id, [moved])).toEqual({ ...nothing, moved: [id] });
    expectKept(catalogue, id, moved.path);
    expect(photo(catalogue, id).rootId).toBe(other.id);
    expect(catalogue.roots().find(({ id }) => id === root.id)?.photos).toBe(0);
  });

  it('is found by the inode where the contents could not be read', () => {
    const { catalogue, root, original, id } = withOne();
    catalogue.markGone([original.path]);
    const unreadable = { ...original, path: '/photos/b.jpg', identity: 'unread:1:apple' };
    expect(catalogue.upsertFiles(root.id, [unreadable])).toEqual({ ...nothing, moved: [id] });
    // Its identity is still known: it is found by that the next time.
    catalogue.markGone([unreadable.path]);
    const elsewhere = { ...original, path: '/photos/c.jpg', fileId: '9:9' };
    expect(catalogue.upsertFiles(root.id, [elsewhere])).toEqual({ ...nothing, moved: [id] });
  });

  it('is not taken from an inode that was given to another file', () => {
    const { catalogue, root, original } = withOne();
    catalogue.markGone([original.path]);
    const next = file('/photos/new.jpg', 'a longer banana', { fileId: original.fileId });
    expect(catalogue.upsertFiles(root.id, [next]).added).toHaveLength(1);
  });

  it('follows names that were swapped', () => {
    const { catalogue, root, original, id, disk } = withOne();
    const banana = file('/photos/b.jpg', 'banana');
    disk.add(banana.path);
    const [second = 0] = catalogue.upsertFiles(root.id, [banana]).added;
    const swapped = [
      { ...original, path: banana.path },
      { ...banana, path: original.path },
    ];
    const { moved } = catalogue.upsertFiles(root.id, swapped);
    expect(moved.sort()).toEqual([id, second].sort());
    expectKept(catalogue, id, banana.path);
    expect(catalogue.photoIdAt(original.path)).toBe(second);
  });

  it.each(['first', 'last'])('is followed when a new file takes its old name (told %s)', (when) => {
    const { catalogue, root, original, id } = withOne();
    const moved = { ...original, path: '/photos/b.jpg' };
    const next = file(original.path, 'cherry');
    const outcome = catalogue.upsertFiles(
      root.id,
      when === 'first' ? [next, moved] : [moved, next],
    );
    expect(outcome).toMatchObject({ changed: [], moved: [id] });
    expectKept(catalogue, id, moved.path);
    expect(photo(catalogue, outcome.added[0] ?? 0).verdict.stars).toBe(0);
  });

  it('takes the place of a photo that was replaced by it', () => {
    const { catalogue, root, original, id, disk } = withOne();
    const banana = file('/photos/b.jpg', 'banana');
    disk.add(banana.path);
    const [second = 0] = catalogue.upsertFiles(root.id, [banana]).added;
    disk.delete(original.path);
    // a.jpg was moved onto b.jpg: the verdict goes with its picture.
    catalogue.upsertFiles(root.id, [{ ...original, path: banana.path }]);
    expectKept(catalogue, id, banana.path);
    expect(catalogue.photos([second])).toEqual([]);
  });

  it('never lets a temporary file take a judged photo’s place', () => {
    const { catalogue, root, original, id, disk } = withOne();
    const temporary = file('/photos/a.tmp.jpg', 'apple, edited');
    disk.add(temporary.path);
    catalogue.upsertFiles(root.id, [temporary]);
    disk.delete(temporary.path);
    const saved = { ...temporary, path: original.path };
    expect(catalogue.upsertFiles(root.id, [saved]).changed).toEqual([id]);
    expect(photo(catalogue, id).verdict.stars).toBe(4);
  });

  it('follows a change of case on a drive where case does not count', () => {
    const { catalogue, root, original, id, disk } = withOne();
    disk.add('/photos/A.JPG');
    const renamed = { ...original, path: '/photos/A.JPG' };
    expect(catalogue.upsertFiles(root.id, [renamed])).toEqual({ ...nothing, moved: [id] });
    expectKept(catalogue, id, '/photos/A.JPG');
  });
});

describe('a copy', () => {
  it('is a photo of its own while the original is there', () => {
    const { catalogue, root, original, id } = withOne();
    const copy = { ...original, path: '/photos/copy.jpg', fileId: '1:copy' };
    const { added, moved } = catalogue.upsertFiles(root.id, [copy]);
    expect(moved).toEqual([]);
    expect(added).toHaveLength(1);
    expectKept(catalogue, id, original.path);
    expect(photo(catalogue, added[0] ?? 0).verdict.stars).toBe(0);
  });

  it('is a photo of its own as a hard link', () => {
    const { catalogue, root, original, id } = withOne();
    expect(
      catalogue.upsertFiles(root.id, [{ ...original, path: '/photos/link.jpg' }]).added,
    ).toHaveLength(1);
    expectKept(catalogue, id, original.path);
  });

  it('does not take the original’s place while its drive is unplugged', () => {
    const { catalogue, root, other, disk, original, id } = withOne();
    catalogue.setRootOnline(root.id, false);
    disk.delete(original.path);
    disk.delete('/photos');
    const copy = { ...original, path: '/other/a.jpg', fileId: '2:1' };
    expect(catalogue.upsertFiles(other.id, [copy]).added).toHaveLength(1);
    expect(catalogue.photoIdAt(original.path)).toBe(id);
  });

  it('does not take it either before the unplugging is reported', () => {
    const { catalogue, other, disk, original, id } = withOne();
    disk.delete(original.path);
    disk.delete('/photos');
    const copy = { ...original, path: '/other/a.jpg', fileId: '2:1' };
    expect(catalogue.upsertFiles(other.id, [copy]).added).toHaveLength(1);
    expect(catalogue.photoIdAt(original.path)).toBe(id);
  });

  it('does not take the verdict of a folder that was only removed from the library', () => {
    const { catalogue, root, other, original, id } = withOne();
    catalogue.removeRoot(root.id);
    const copy = { ...original, path: '/other/a.jpg', fileId: '2:1' };
    expect(catalogue.upsertFiles(other.id, [copy]).added).toHaveLength(1);
    const again = catalogue.addRoot('/photos', 'native');
    expect(catalogue.upsertFiles(again.id, [original])).toEqual({ ...nothing, moved: [id] });
    expectKept(catalogue, id, original.path);
  });

  it('of an empty file is never taken for a move', () => {
    const { catalogue, disk } = newCatalogue();
    const root = catalogue.addRoot('/photos', 'native');
    const empty = (path: string, fileId: string) => ({
      ...file(path, ''),
      bytes: 0,
      identity: 'id-of-nothing',
      fileId,
    });
    disk.add('/photos/a.jpg');
    catalogue.upsertFiles(root.id, [empty('/photos/a.jpg', '1:1')]);
    catalogue.markGone(['/photos/a.jpg']);
    expect(catalogue.upsertFiles(root.id, [empty('/photos/b.jpg', '1:2')]).added).toHaveLength(1);
  });
});

describe('files that cannot be read', () => {
  const error = { code: 'file-no-permission', message: 'No.' } as const;

  it('never lose what was known of them', () => {
    const { catalogue, root, original, id } = withOne();
    const unread = { ...original, identity: 'unread:1:apple' };
    expect(catalogue.upsertFiles(root.id, [unread])).toEqual(nothing);
    catalogue.setFailed(id, error);
    expect(photo(catalogue, id)).toMatchObject({ stage: 'failed', error, verdict: { stars: 4 } });
    expect(photo(catalogue, id).score?.values.aesthetic).toBe(3.5);
    catalogue.markGone([original.path]);
    const moved = { ...original, path: '/photos/b.jpg', fileId: '3:3' };
    expect(catalogue.upsertFiles(root.id, [moved])).toEqual({ ...nothing, moved: [id] });
  });

  it('start over once they can', () => {
    const { catalogue } = newCatalogue();
    const root = catalogue.addRoot('/photos', 'native');
    const original = file('/photos/a.jpg', 'apple');
    const unread = { ...original, identity: 'unread:1:apple' };
    const [id = 0] = catalogue.upsertFiles(root.id, [unread]).added;
    catalogue.setFailed(id, error);
    expect(catalogue.pending('decode', MODEL, 10)).toEqual([]);
    expect(catalogue.upsertFiles(root.id, [original])).toEqual({ ...nothing, changed: [id] });
    expect(catalogue.pending('decode', MODEL, 10)).toEqual([id]);
  });
});

describe('after a complete scan', () => {
  it('what was not seen is gone, in that root alone', () => {
    const { catalogue, root, other, original } = withOne();
    const b = file('/photos/sub/b.jpg', 'banana');
    const c = file('/other/c.jpg', 'cherry');
    const [second = 0] = catalogue.upsertFiles(root.id, [b]).added;
    const [third = 0] = catalogue.upsertFiles(other.id, [c]).added;
    expect(catalogue.markUnseen(root.id, new Set([original.path]))).toEqual([second]);
    expect(catalogue.photos([second, third]).map(({ id }) => id)).toEqual([third]);
    expect(catalogue.folders().map(({ path }) => path)).not.toContain('sub');
  });
});

it('refuses a file that is not below its root, and takes none of the report', () => {
  const { catalogue, root, original, id } = withOne();
  const files = [file('/photos/x.jpg', 'x'), file('/elsewhere/y.jpg', 'y')];
  expect(() => catalogue.upsertFiles(root.id, files)).toThrow(
    expect.objectContaining({ code: 'bad-request' }),
  );
  expect(catalogue.photoIdAt('/photos/x.jpg')).toBeUndefined();
  expectKept(catalogue, id, original.path);
});

it('keeps names with emoji, line breaks, quotes and leading dashes as they are', () => {
  const { catalogue } = newCatalogue();
  const names = ['🦊.jpg', 'a\nb.jpg', '-rf.jpg', "it's.jpg", '%_.jpg', ' .jpg', 'back\\slash.jpg'];
  const ids = addPhotos(catalogue, names);
  for (const [index, name] of names.entries()) {
    const path = `/photos/${name}`;
    expect(catalogue.photoIdAt(path)).toBe(ids[index]);
    expect(catalogue.workItem(ids[index] ?? 0)?.path).toBe(path);
  }
});
