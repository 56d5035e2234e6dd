import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Pacer, type Clock } from '../../src-main/watching/paced.ts';
import { openWatching, QUICK, sleep, temporaryFolder, until, write } from './support.ts';

const long = 1_600_000_000;

async function paced(options = QUICK) {
  const root = temporaryFolder();
  write(root, 'a.jpg', 'd/b.jpg', 'd/e/c.jpg');
  for (const folder of ['d/e', 'd', '.']) utimesSync(path.join(root, folder), long, long);
  const { watching, seen } = openWatching(options);
  expect(await watching.add(root, { watch: 'paced' })).toEqual({ watch: 'paced' });
  await seen.untilScanned();
  return { root, watching, seen };
}

it('finds every kind of change without a native watch', async () => {
  const { root, watching, seen } = await paced();
  expect(watching.handles()).toBe(0);
  write(root, 'd/new.jpg', 'fresh/n.jpg');
  await seen.untilPaths(root, ['a.jpg', 'd/b.jpg', 'd/e/c.jpg', 'd/new.jpg', 'fresh/n.jpg']);
  renameSync(path.join(root, 'd'), path.join(root, 'z'));
  await seen.untilPaths(root, ['a.jpg', 'fresh/n.jpg', 'z/b.jpg', 'z/e/c.jpg', 'z/new.jpg']);
  appendFileSync(path.join(root, 'z/e/c.jpg'), 'in place');
  await until('in place', () => seen.reports(path.join(root, 'z/e/c.jpg')) === 2);
  writeFileSync(path.join(root, 'z/tmp'), 'replaced');
  renameSync(path.join(root, 'z/tmp'), path.join(root, 'z/b.jpg'));
  await until('replaced', () => seen.reports(path.join(root, 'z/b.jpg')) === 2);
  rmSync(path.join(root, 'z'), { recursive: true });
  await seen.untilPaths(root, ['a.jpg', 'fresh/n.jpg']);
  // Passes are not announced as scans.
  expect(seen.of('scanning').filter(({ found }) => found === 0)).toHaveLength(1);
});

it('reports a file that is being copied once, when it has stopped growing', async () => {
  const { root, seen } = await paced({ ...QUICK, stabilityMs: 1000 });
  const file = path.join(root, 'copy.jpg');
  for (let step = 0; step < 10; step++) {
    appendFileSync(file, 'x'.repeat(1000));
    await sleep(100);
    expect(seen.reports(file)).toBe(0);
  }
  await until('the copy', () => seen.reports(file) > 0);
  await seen.quiet(1500);
  expect(seen.reports(file)).toBe(1);
});

it('passes over folders whose own time is the same; full passes alone find changes in place', async () => {
  const { root, seen } = await paced({ ...QUICK, pace: { minRestMs: 20, maxRestMs: 20 } });
  await sleep(200);
  appendFileSync(path.join(root, 'd/b.jpg'), 'in place');
  await until('in place', () => seen.reports(path.join(root, 'd/b.jpg')) > 0);
  await seen.quiet();
  expect(seen.reports(path.join(root, 'd/b.jpg'))).toBe(1);
});

it('notices that the root went and came back', async () => {
  const { root, seen } = await paced();
  renameSync(root, `${root}-away`);
  await until('offline', () => seen.of('offline').length === 1);
  renameSync(`${root}-away`, root);
  await until('online', () => seen.of('online').length === 1);
  write(root, 'late.jpg');
  await seen.untilPaths(root, ['a.jpg', 'd/b.jpg', 'd/e/c.jpg', 'late.jpg']);
  expect(seen.of('gone')).toEqual([]);
});

it('rests longer while nothing changes, and for as many times as a pass takes', async () => {
  let now = 0;
  const starts: number[] = [];
  const ends: number[] = [];
  const done = Promise.withResolvers<undefined>();
  const work = [1, 1, 1, 20, 1, 1, 1];
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const pacer = new Pacer(
    {
      pass: async () => {
        starts.push(now);
        now += work[starts.length - 1] ?? 0;
        ends.push(now);
        if (starts.length === work.length) {
          pacer.stop();
          done.resolve(undefined);
        }
        return starts.length === 5 ? 1 : 0;
      },
    },
    { minRestMs: 20, maxRestMs: 10_000 },
    clock,
  );
  pacer.start();
  await done.promise;
  const rests = starts.slice(1).map((start, index) => start - (ends[index] ?? 0));
  // Growing by half, though a pass takes 1 ms; then 20 times the 20 ms that the fourth pass took; and a
  // change brings the short rest back.
  expect(rests).toEqual([30, 45, 67.5, 400, 20, 30]);
  await new Promise(setImmediate);
  expect(starts).toHaveLength(work.length);
});
