import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWatching, QUICK, temporaryFolder, until, watched, write } from './support.ts';

describe('the first scan', () => {
  it('reports photos and sidecars of nested folders, and nothing else', async () => {
    const { root, seen } = await watched([
      'a.jpg',
      'a.xmp',
      'deep/er/b.CR3',
      'deep/er/b.cr3.xmp',
      'deep/notes.txt',
      'deep/film.mov',
      'folder.jpg/inside.jpg',
    ]);
    expect(seen.paths(root)).toEqual([
      'a.jpg',
      'a.xmp',
      'deep/er/b.CR3',
      'deep/er/b.cr3.xmp',
      'folder.jpg/inside.jpg',
    ]);
    const [file] = [...seen.files.values()].filter(({ path: at }) => at.endsWith('a.jpg'));
    expect(file?.bytes).toBe('content of a.jpg'.length);
    expect(file?.fileId).toMatch(/^\d+:\d+$/);
    expect(seen.of('scanning')[0]?.found).toBe(0);
    // Photos are counted, sidecars not.
    expect(seen.of('scanned')).toEqual([
      { type: 'scanned', rootPath: root, found: 3, complete: true },
    ]);
  });

  it('sends batches of at most 250 files while it goes on', async () => {
    const root = temporaryFolder();
    const long = new Date(Date.now() - 3_600_000);
    for (let index = 0; index < 1200; index++) {
      const file = path.join(root, `f${index % 6}`, `${index}.jpg`);
      write(root, path.relative(root, file));
      utimesSync(file, long, long);
    }
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    const batches = seen.of('files');
    expect(Math.max(...batches.map(({ files }) => files.length))).toBeLessThanOrEqual(250);
    expect(batches.length).toBeGreaterThanOrEqual(5);
    const types = seen.events.map(({ type }) => type);
    expect(types.lastIndexOf('files')).toBeLessThan(types.indexOf('scanned'));
    const found = seen.of('scanning').map((event) => event.found);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(seen.files.size).toBe(1200);
  });

  it('takes old files at once and waits only for fresh ones', async () => {
    const root = temporaryFolder();
    write(root, 'old.jpg', 'fresh.jpg');
    utimesSync(path.join(root, 'old.jpg'), 1_600_000_000, 1_600_000_000);
    const { watching, seen } = openWatching({ ...QUICK, stabilityMs: 700 });
    await watching.add(root);
    await seen.untilScanned();
    const order = seen
      .of('files')
      .map(({ files }) => files.map((file) => path.basename(file.path)));
    expect(order).toEqual([['old.jpg'], ['fresh.jpg']]);
  });

  it('leaves out hidden files, bins, thumbnail folders and other programs’ libraries', async () => {
    const { root, seen } = await watched([
      'kept.jpg',
      '._kept.jpg',
      '.hidden.jpg',
      '.Trashes/501/a.jpg',
      '.git/a.jpg',
      '@eaDir/kept.jpg/SYNOPHOTO_THUMB_XL.jpg',
      '#recycle/a.jpg',
      '$RECYCLE.BIN/a.jpg',
      'node_modules/logo/a.png',
      'Previews.lrdata/a.dng',
      'Mine.photoslibrary/originals/a.heic',
      '__MACOSX/a.jpg',
    ]);
    expect(seen.paths(root)).toEqual(['kept.jpg']);
  });

  it('takes a root that is hidden or named like one to be left out', async () => {
    const parent = temporaryFolder();
    const root = path.join(parent, '.photos.lrdata');
    write(root, 'a.jpg');
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    expect(seen.paths(root)).toEqual(['a.jpg']);
  });
});

describe('names', () => {
  it('keeps emoji, newlines, leading dashes, NFC and NFD as the file system has them', async () => {
    const names = [
      '📷.jpg',
      'two\nlines.jpg',
      '-rf.jpg',
      '--help.jpg',
      'caf\u00e9.jpg',
      'cafe\u0301.jpg',
      'a b\tc\\d"e.jpg',
      // U+FFFD itself is a legal character.
      'odd\uFFFD.jpg',
    ];
    const { root, seen } = await watched(names.map((name) => `-fo\nlder 🏔/${name}`));
    const found = [...seen.files.keys()].map((file) => path.basename(file));
    expect(found.sort()).toEqual([...names].sort());
    expect(seen.paths(root)).toHaveLength(names.length);
    expect(seen.of('problem')).toEqual([]);
  });

  it('reports names that are not UTF-8, each once, and goes on', async () => {
    const root = temporaryFolder();
    write(root, 'good.jpg');
    const bytes = (name: string) =>
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, 'latin1')]);
    writeFileSync(bytes('caf\xe9.jpg'), 'x');
    writeFileSync(bytes('caf\xe8.jpg'), 'x');
    writeFileSync(bytes('caf\xe8.txt'), 'x');
    mkdirSync(bytes('\xff-folder'));
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    write(root, 'later.jpg');
    await seen.untilPaths(root, ['good.jpg', 'later.jpg']);
    const problems = seen.of('problem');
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('file-name-not-utf8'));
    expect(problems.map(({ reason }) => reason).sort()).toEqual([
      'its bytes are \\xFF-folder',
      'its bytes are caf\\xE8.jpg',
      'its bytes are caf\\xE9.jpg',
    ]);
    expect(problems[0]?.path).toContain('\uFFFD');
    // A new one is met while watching.
    writeFileSync(bytes('new\xe9.jpg'), 'x');
    await until('the new one', () => seen.of('problem').length > 3);
    await seen.quiet();
    expect(seen.of('problem')).toHaveLength(4);
  });
});

describe('what is no regular file', () => {
  it('never opens a pipe, socket or device that is named like a photo', async () => {
    const root = temporaryFolder();
    write(root, 'real.jpg');
    execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path.join(root, 'socket.jpg'), resolve));
    onTestFinished(() => void server.close());
    symlinkSync('/dev/zero', path.join(root, 'device.jpg'));
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    expect(seen.paths(root)).toEqual(['real.jpg']);
    const problems = seen.of('problem');
    expect(problems.map((event) => path.basename(event.path)).sort()).toEqual([
      'device.jpg',
      'pipe.jpg',
      'socket.jpg',
    ]);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['file-unreadable']));
  });
});

describe('symlinks', () => {
  it('ends loops and visits each real folder once', async () => {
    const outside = temporaryFolder();
    write(outside, 'o.jpg', 'sub/s.jpg');
    symlinkSync(outside, path.join(outside, 'sub/back'));
    const root = temporaryFolder();
    write(root, 'real/a.jpg');
    symlinkSync('.', path.join(root, 'self'));
    symlinkSync('..', path.join(root, 'real/up'));
    symlinkSync(path.dirname(root), path.join(root, 'above'));
    symlinkSync('real', path.join(root, 'again'));
    symlinkSync('loop', path.join(root, 'loop'));
    symlinkSync(outside, path.join(root, 'link1'));
    symlinkSync(outside, path.join(root, 'link2'));
    symlinkSync(path.join(outside, 'sub'), path.join(root, 'link3'));
    symlinkSync('nowhere.jpg', path.join(root, 'dangling.jpg'));
    symlinkSync('real/a.jpg', path.join(root, 'file-link.jpg'));
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    const paths = seen.paths(root);
    expect(paths.filter((file) => file.endsWith('a.jpg'))).toEqual(['real/a.jpg']);
    expect(paths.filter((file) => file.endsWith('o.jpg'))).toHaveLength(1);
    expect(paths.filter((file) => file.endsWith('/s.jpg'))).toHaveLength(1);
    expect(paths).toContain('file-link.jpg');
    expect(paths).toHaveLength(4);
    // One handle a real folder: root, real, outside, outside/sub.
    expect(watching.handles()).toBe(4);
  });

  it('watches what a symlink leads to, and finds the other way in when it is removed', async () => {
    const { renameSync, unlinkSync } = await import('node:fs');
    const outside = temporaryFolder();
    write(outside, 'o.jpg');
    const root = temporaryFolder();
    symlinkSync(outside, path.join(root, 'link1'));
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    symlinkSync(outside, path.join(root, 'link2'));
    write(outside, 'new.jpg');
    await seen.untilPaths(root, ['link1/new.jpg', 'link1/o.jpg']);
    unlinkSync(path.join(root, 'link1'));
    await seen.untilPaths(root, ['link2/new.jpg', 'link2/o.jpg']);
    renameSync(path.join(outside, 'new.jpg'), path.join(outside, 'newer.jpg'));
    await seen.untilPaths(root, ['link2/newer.jpg', 'link2/o.jpg']);
  });
});
