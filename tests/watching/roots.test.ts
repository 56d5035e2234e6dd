import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openWatching, sleep, temporaryFolder, until, watched, write } from './support.ts';

it('calls nothing gone when the root vanishes, and reports what changed when it is back', async () => {
  const { root, watching, seen } = await watched(['a.jpg', 'd/b.jpg', 'd/c.jpg']);
  onTestFinished(() => rmSync(`${root}-away`, { recursive: true, force: true }));
  renameSync(root, `${root}-away`);
  await until('offline', () => seen.of('offline').length === 1);
  expect(watching.handles()).toBe(0);
  await sleep(300);
  expect(seen.of('gone')).toEqual([]);
  unlinkSync(path.join(`${root}-away`, 'd/c.jpg'));
  write(`${root}-away`, 'd/new.jpg');
  renameSync(`${root}-away`, root);
  await until('online', () => seen.of('online').length === 1);
  await seen.untilPaths(root, ['a.jpg', 'd/b.jpg', 'd/new.jpg']);
  await seen.untilScanned(2);
  expect(seen.of('scanned').at(-1)?.complete).toBe(true);
  write(root, 'd/after.jpg');
  await seen.untilPaths(root, ['a.jpg', 'd/after.jpg', 'd/b.jpg', 'd/new.jpg']);
  expect(seen.of('offline')).toHaveLength(1);
});

it('ends a scan as not complete when the root vanishes in the middle of it', async () => {
  const root = temporaryFolder();
  for (let index = 0; index < 3000; index++) write(root, `f${index % 300}/${index}.jpg`);
  onTestFinished(() => rmSync(`${root}-away`, { recursive: true, force: true }));
  const { watching, seen } = openWatching();
  await watching.add(root);
  renameSync(root, `${root}-away`);
  await until('offline', () => seen.of('offline').length === 1);
  const ends = seen.events.filter(({ type }) => type === 'scanned' || type === 'offline');
  expect(ends.map((event) => [event.type, 'complete' in event && event.complete])).toEqual([
    ['scanned', false],
    ['offline', false],
  ]);
  expect(seen.of('gone')).toEqual([]);
  renameSync(`${root}-away`, root);
  await until('scan', () => seen.of('scanned').length === 2, 30_000);
  expect(seen.of('scanned')[1]).toEqual({
    type: 'scanned',
    rootPath: root,
    found: 3000,
    complete: true,
  });
  expect(seen.files.size).toBe(3000);
});

it('waits for a root that is not there yet', async () => {
  const root = path.join(temporaryFolder(), 'card');
  const { watching, seen } = openWatching();
  await watching.add(root);
  expect(seen.of('offline')).toHaveLength(1);
  await watching.rescan(root);
  write(`${root}.copy`, 'a.jpg');
  renameSync(`${root}.copy`, root);
  await seen.untilPaths(root, ['a.jpg']);
  expect(seen.of('online')).toHaveLength(1);
});

it('refuses a file as a root', async () => {
  const folder = temporaryFolder();
  write(folder, 'a.jpg');
  const { watching, seen } = openWatching();
  await expect(watching.add(path.join(folder, 'a.jpg'))).rejects.toMatchObject({
    code: 'folder-missing',
  });
  expect(seen.events).toEqual([]);
});

it('reports every file again, changed or not, by a scan that was asked for', async () => {
  const { root, watching, seen } = await watched(['a.jpg', 'd/b.jpg']);
  await watching.rescan(root);
  expect(seen.reports(path.join(root, 'a.jpg'))).toBe(2);
  expect(seen.reports(path.join(root, 'd/b.jpg'))).toBe(2);
  expect(seen.scanned()).toBe(2);
});

it('is silent about a root that was removed, and ends its scan', async () => {
  const root = temporaryFolder();
  for (let index = 0; index < 500; index++) write(root, `f${index % 50}/${index}.jpg`);
  const { watching, seen } = openWatching();
  await watching.add(root);
  await watching.remove(root);
  expect(seen.of('scanned').map(({ complete }) => complete)).toEqual([false]);
  const { length } = seen.events;
  write(root, 'new.jpg');
  await sleep(500);
  expect(seen.events).toHaveLength(length);
  expect(watching.handles()).toBe(0);
});

it('watches a root inside another root for both', async () => {
  const { root, watching, seen } = await watched(['in/a.jpg']);
  const inner = path.join(root, 'in');
  await watching.add(inner);
  await seen.untilScanned(2);
  write(root, 'in/b.jpg');
  await until('both', () => seen.reports(path.join(inner, 'b.jpg')) === 2);
  // Another folder under the name that both watch.
  renameSync(inner, path.join(root, 'was'));
  write(root, 'next/n.jpg');
  renameSync(path.join(root, 'next'), inner);
  await until('both, replaced', () => seen.reports(path.join(inner, 'n.jpg')) === 2);
  write(root, 'in/late.jpg');
  await until('both, late', () => seen.reports(path.join(inner, 'late.jpg')) === 2);
  await watching.remove(inner);
  write(root, 'in/c.jpg');
  await until('one', () => seen.reports(path.join(inner, 'c.jpg')) === 1);
});

const mountable = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const point = mkdtempSync(path.join(os.tmpdir(), 'keepers-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'none', point], { stdio: 'ignore' });
    execFileSync('umount', [point]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(point);
  }
})();

it.skipIf(!mountable)(
  'takes a drive’s empty mount point for a drive that is away (skipped where nothing may be mounted)',
  async () => {
    const root = path.join(temporaryFolder(), 'drive');
    mkdirSync(root);
    const mount = () => execFileSync('mount', ['-t', 'tmpfs', 'none', root]);
    const unmount = () => execFileSync('umount', ['-l', root], { stdio: 'ignore' });
    mount();
    let mounted = true;
    onTestFinished(() => {
      if (mounted) unmount();
    });
    write(root, 'DCIM/a.jpg', 'DCIM/b.jpg');
    const { watching, seen } = openWatching();
    await watching.add(root);
    await seen.untilScanned();
    unmount();
    mounted = false;
    await until('offline', () => seen.of('offline').length === 1);
    await sleep(500);
    expect(seen.of('gone')).toEqual([]);
    expect(seen.of('online')).toEqual([]);
    expect(watching.handles()).toBe(0);
    mount();
    mounted = true;
    write(root, 'DCIM/b.jpg', 'DCIM/c.jpg');
    await until('online', () => seen.of('online').length === 1);
    await seen.untilPaths(root, ['DCIM/b.jpg', 'DCIM/c.jpg']);
  },
);
