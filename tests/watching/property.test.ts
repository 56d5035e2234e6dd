import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WatchingOptions } from '../../src-main/watching/types.ts';
import { filesBelow, openWatching, QUICK, sleep, temporaryFolder, write } from './support.ts';

/** Numbers in [0, 1) from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function foldersBelow(root: string): string[] {
  const inner = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [root, ...inner.sort()];
}

/** Does one random thing to the files below some roots, as people and programs do. */
function act(roots: readonly string[], random: () => number): void {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const folders = roots.flatMap(foldersBelow);
  const inner = folders.filter((folder) => !roots.includes(folder));
  const files = roots.flatMap((root) => filesBelow(root).map((file) => path.join(root, file)));
  const folder = pick(folders) ?? '';
  const file = pick(files);
  const name = `${Math.floor(random() * 40)}.${random() < 0.2 ? 'xmp' : 'jpg'}`;
  const target = path.join(folder, name);
  const content = 'x'.repeat(1 + Math.floor(random() * 500));
  const what = random();
  if (what < 0.3 || file === undefined) writeFileSync(target, content);
  else if (what < 0.42) renameSync(file, target);
  else if (what < 0.54) unlinkSync(file);
  else if (what < 0.64) appendFileSync(file, content);
  else if (what < 0.72) {
    writeFileSync(`${file}.tmp`, content);
    renameSync(`${file}.tmp`, file);
  } else if (what < 0.82)
    mkdirSync(path.join(folder, `d${Math.floor(random() * 8)}`), { recursive: true });
  else {
    const moved = pick(inner);
    if (moved === undefined) return;
    if (what < 0.87) rmSync(moved, { recursive: true });
    else {
      const to = path.join(folder, `d${Math.floor(random() * 8)}`);
      if (!existsSync(to) && !`${to}/`.startsWith(`${moved}/`)) renameSync(moved, to);
    }
  }
}

const HOW: [string, WatchingOptions, 'native' | 'paced'][] = [
  ['one native watch a folder', QUICK, 'native'],
  ['one native watch a folder', QUICK, 'native'],
  ['one native watch a folder', QUICK, 'native'],
  ['paced rescans', QUICK, 'paced'],
];

describe('after any sequence of changes, the events add up to the files that are there', () => {
  // All at once: most of the time is waiting.
  it('of any seed', async () => {
    await Promise.all(
      HOW.map(([how, options, watch], index) => checkSeed(index + 1, how, options, watch)),
    );
  });
});

async function checkSeed(
  seed: number,
  how: string,
  options: WatchingOptions,
  watch: 'native' | 'paced',
): Promise<void> {
  const which = `seed ${seed}, ${how}`;
  const random = randomFrom(seed);
  const roots = [temporaryFolder(), temporaryFolder()];
  for (const root of roots) write(root, '1.jpg', 'd1/2.jpg', 'd1/d2/3.jpg');
  const { watching, seen } = openWatching(options);
  // Changes begin while the first scan goes on.
  for (const root of roots) await watching.add(root, { watch });
  for (let step = 0; step < 400; step++) {
    act(roots, random);
    if (random() < 0.3) await sleep(random() * 40);
  }
  await seen.quiet(1500);
  const real = roots.flatMap((root) => filesBelow(root).map((file) => path.join(root, file)));
  expect([...seen.files.keys()].sort(), which).toEqual(real.sort());
  for (const file of seen.files.values()) {
    const { size, mtimeMs, dev, ino } = statSync(file.path);
    expect(file, which).toEqual({
      path: file.path,
      bytes: size,
      modifiedAt: mtimeMs,
      fileId: `${dev}:${ino}`,
    });
  }
  // A scan of its own finds nothing else.
  const before = [...seen.files.keys()].sort();
  for (const root of roots) await watching.rescan(root);
  await seen.quiet(500);
  expect([...seen.files.keys()].sort(), which).toEqual(before);
  if (watch === 'native') {
    expect(watching.handles(), which).toBe(roots.flatMap(foldersBelow).length);
  }
}
