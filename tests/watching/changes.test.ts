import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WatchingOptions } from '../../src-main/watching/types.ts';
import { openWatching, QUICK, sleep, temporaryFolder, until, watched, write } from './support.ts';

/**
 * The same with one native watch a folder and one a tree, at once: most of the time is waiting. Node's own recursive watch
 * stands in, on Linux, for those of macOS and Windows.
 */
function both(title: string, test: (options: WatchingOptions) => Promise<void>): void {
  it(title, async () => {
    const ways = (['folder', 'tree'] as const).map(async (nativeWatch) => {
      try {
        await test({ ...QUICK, nativeWatch });
      } catch (thrown) {
        throw new Error(`with one native watch a ${nativeWatch}`, { cause: thrown });
      }
    });
    await Promise.all(ways);
  });
}

describe('changes', () => {
  both('reports a file that is being copied once, when it has stopped growing', async (options) => {
    const { root, seen } = await watched(['first.jpg'], { ...options, stabilityMs: 1000 });
    const file = path.join(root, 'copy.jpg');
    for (let step = 0; step < 8; step++) {
      appendFileSync(file, 'x'.repeat(1000));
      await sleep(100);
      expect(seen.reports(file)).toBe(0);
    }
    await until('the copy', () => seen.reports(file) > 0);
    await seen.quiet(1500);
    expect(seen.reports(file)).toBe(1);
    expect(seen.files.get(file)?.bytes).toBe(8000);
  });

  both(
    'follows a rename at once, keeps the file’s id, and says that the old name is gone',
    async (options) => {
      const { root, seen } = await watched(['old.jpg'], options);
      const [before] = [...seen.files.values()];
      renameSync(path.join(root, 'old.jpg'), path.join(root, 'new.jpg'));
      await seen.untilPaths(root, ['new.jpg']);
      expect(seen.files.get(path.join(root, 'new.jpg'))).toEqual({
        ...before,
        path: path.join(root, 'new.jpg'),
      });
      expect(seen.goneCount(path.join(root, 'old.jpg'))).toBe(1);
    },
  );

  both('follows moves between folders and between roots', async (options) => {
    const { root, watching, seen } = await watched(['a/one.jpg', 'a/two.jpg', 'b/x.jpg'], options);
    const other = temporaryFolder();
    write(other, 'there.jpg');
    await watching.add(other);
    await seen.untilScanned(2);
    renameSync(path.join(root, 'a/one.jpg'), path.join(root, 'b/one.jpg'));
    renameSync(path.join(root, 'a/two.jpg'), path.join(other, 'two.jpg'));
    await seen.untilPaths(path.dirname(root), [
      `${path.basename(root)}/b/one.jpg`,
      `${path.basename(root)}/b/x.jpg`,
      `${path.basename(other)}/there.jpg`,
      `${path.basename(other)}/two.jpg`,
    ]);
    const arrival = seen
      .of('files')
      .find(({ files }) =>
        files.some((file) => file.path.endsWith('two.jpg') && file.path.startsWith(other)),
      );
    expect(arrival?.rootPath).toBe(other);
    const departure = seen
      .of('gone')
      .find(({ paths }) => paths.includes(path.join(root, 'a/two.jpg')));
    expect(departure?.rootPath).toBe(root);
  });

  both('reports deletion once', async (options) => {
    const { root, seen } = await watched(['a.jpg', 'b.jpg'], options);
    unlinkSync(path.join(root, 'a.jpg'));
    await seen.untilPaths(root, ['b.jpg']);
    await seen.quiet();
    expect(seen.goneCount(path.join(root, 'a.jpg'))).toBe(1);
  });

  both(
    'takes an atomic replacement, and a save by deleting and writing anew, as a change',
    async (options) => {
      const { root, seen } = await watched(['a.jpg', 'b.jpg'], options);
      const replaced = path.join(root, 'a.jpg');
      const rewritten = path.join(root, 'b.jpg');
      writeFileSync(path.join(root, '.a.jpg.tmp'), 'better content');
      renameSync(path.join(root, '.a.jpg.tmp'), replaced);
      unlinkSync(rewritten);
      writeFileSync(rewritten, 'other');
      await until('both', () => seen.reports(replaced) === 2 && seen.reports(rewritten) === 2);
      await seen.quiet();
      expect(seen.of('gone')).toEqual([]);
      expect(seen.reports(replaced)).toBe(2);
      expect(seen.reports(rewritten)).toBe(2);
      expect(seen.files.get(replaced)?.bytes).toBe('better content'.length);
    },
  );

  both(
    'reports a file changed in place, by size and by time alone, and its sidecar',
    async (options) => {
      const { root, seen } = await watched(['d/a.jpg', 'd/a.xmp', 'd/other.jpg'], options);
      appendFileSync(path.join(root, 'd/a.jpg'), 'more');
      writeFileSync(path.join(root, 'd/a.xmp'), 'CONTENT OF d/a.xmp');
      await until('photo', () => seen.reports(path.join(root, 'd/a.jpg')) === 2);
      await until('sidecar', () => seen.reports(path.join(root, 'd/a.xmp')) === 2);
      utimesSync(path.join(root, 'd/a.jpg'), 1_600_000_000, 1_600_000_000);
      await until('time', () => seen.reports(path.join(root, 'd/a.jpg')) === 3);
      expect(seen.files.get(path.join(root, 'd/a.jpg'))?.modifiedAt).toBe(1_600_000_000_000);
      await seen.quiet();
      expect(seen.reports(path.join(root, 'd/other.jpg'))).toBe(1);
    },
  );

  both('finds what is in new folders, however fast they fill', async (options) => {
    const { root, seen } = await watched(['a.jpg'], options);
    const expected = ['a.jpg'];
    for (let index = 0; index < 30; index++) {
      const file = `new${index}/x/y/${index}.jpg`;
      write(root, file);
      expected.push(file);
      if (index % 7 === 0) await sleep(15);
    }
    await seen.untilPaths(root, expected);
    appendFileSync(path.join(root, 'new3/x/y/3.jpg'), 'more');
    await until('change', () => seen.reports(path.join(root, 'new3/x/y/3.jpg')) === 2);
  });

  both('follows a folder renamed with its content', async (options) => {
    const { root, watching, seen } = await watched(['trip/a.jpg', 'trip/day/b.jpg'], options);
    const handles = watching.handles();
    renameSync(path.join(root, 'trip'), path.join(root, 'Iceland'));
    await seen.untilPaths(root, ['Iceland/a.jpg', 'Iceland/day/b.jpg']);
    expect(watching.handles()).toBe(handles);
    write(root, 'Iceland/day/c.jpg');
    appendFileSync(path.join(root, 'Iceland/day/b.jpg'), 'more');
    await seen.untilPaths(root, ['Iceland/a.jpg', 'Iceland/day/b.jpg', 'Iceland/day/c.jpg']);
    await until('change', () => seen.reports(path.join(root, 'Iceland/day/b.jpg')) === 2);
  });

  both('notices a folder replaced by another one under the same name', async (options) => {
    const { root, seen } = await watched(['now/a.jpg', 'now/in/b.jpg', 'next/c.jpg'], options);
    renameSync(path.join(root, 'now'), path.join(root, 'then'));
    renameSync(path.join(root, 'next'), path.join(root, 'now'));
    await seen.untilPaths(root, ['now/c.jpg', 'then/a.jpg', 'then/in/b.jpg']);
    write(root, 'now/d.jpg', 'then/in/e.jpg');
    await seen.untilPaths(root, [
      'now/c.jpg',
      'now/d.jpg',
      'then/a.jpg',
      'then/in/b.jpg',
      'then/in/e.jpg',
    ]);
  });

  both('reports all files of a deleted folder, and lets its watches go', async (options) => {
    const { root, watching, seen } = await watched(['keep.jpg', 'x/a.jpg', 'x/y/b.jpg'], options);
    rmSync(path.join(root, 'x'), { recursive: true });
    await seen.untilPaths(root, ['keep.jpg']);
    expect(watching.handles()).toBe(1);
    write(root, 'x/again.jpg');
    await seen.untilPaths(root, ['keep.jpg', 'x/again.jpg']);
  });

  both('lets a file go that becomes a folder, and the other way round', async (options) => {
    const { root, seen } = await watched(['a.jpg', 'b.jpg/in.jpg'], options);
    unlinkSync(path.join(root, 'a.jpg'));
    mkdirSync(path.join(root, 'a.jpg'));
    write(root, 'a.jpg/inner.jpg');
    rmSync(path.join(root, 'b.jpg'), { recursive: true });
    write(root, 'b.jpg');
    await seen.untilPaths(root, ['a.jpg/inner.jpg', 'b.jpg']);
  });
});

describe('waiting', () => {
  it('reports a rename without waiting, the new path before the old one is gone', async () => {
    const { root, seen } = await watched(['old.jpg'], { ...QUICK, stabilityMs: 2000 });
    renameSync(path.join(root, 'old.jpg'), path.join(root, 'new.jpg'));
    await seen.untilPaths(root, ['new.jpg']);
    const types = seen.events.map(({ type }) => type);
    expect(types.lastIndexOf('files')).toBeLessThan(types.indexOf('gone'));
  });

  it('calls nothing gone that is back within a moment', async () => {
    const { root, seen } = await watched(['a.jpg'], { ...QUICK, goneDelayMs: 2500 });
    const file = path.join(root, 'a.jpg');
    unlinkSync(file);
    await sleep(400);
    writeFileSync(file, 'again');
    await until('again', () => seen.reports(file) === 2);
    await seen.quiet(3000);
    expect(seen.of('gone')).toEqual([]);
  });
});

describe('changes of links', () => {
  it('lets a photo go whose link leads nowhere any more', async () => {
    const outside = temporaryFolder();
    write(outside, 'o.jpg');
    const root = temporaryFolder();
    symlinkSync(path.join(outside, 'o.jpg'), path.join(root, 'link.jpg'));
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilPaths(root, ['link.jpg']);
    expect(seen.files.get(path.join(root, 'link.jpg'))?.bytes).toBe(
      statSync(path.join(outside, 'o.jpg')).size,
    );
    unlinkSync(path.join(outside, 'o.jpg'));
    await watching.rescan(root);
    await seen.untilPaths(root, []);
  });
});

it('looks again at a folder of which changes were lost', async () => {
  const { root, seen } = await watched(['busy/a.jpg', 'calm/b.jpg']);
  // More than inotify's queue holds, while nobody reads it: what happens in `calm` is lost.
  const limit = 17_000;
  for (let index = 0; index < limit; index++) {
    appendFileSync(path.join(root, 'busy', `${index % 2}.txt`), 'x');
  }
  write(root, 'calm/c.jpg');
  unlinkSync(path.join(root, 'calm/b.jpg'));
  await seen.untilPaths(root, ['busy/a.jpg', 'calm/c.jpg']);
});
