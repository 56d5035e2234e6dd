import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  buildRawCache,
  CacheReader,
  openRawCache,
  PICTURE_BYTES,
  type CacheProgress,
} from '../../../src-main/training/data/index.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { withDecoder, writeAvifs } from './support.ts';

const COUNT = 12;
let files: string[] = [];
let pixels: Buffer[] = [];

beforeAll(async () => {
  files = await writeAvifs(temporaryFolder('avifs'), COUNT);
  pixels = await Promise.all(files.map((file) => sharp(file).raw().toBuffer()));
});

/** Builds, and tells how many pictures had to be decoded. */
async function build(folder: string, given: readonly string[] = files) {
  let decoded = 0;
  const reports: CacheProgress[] = [];
  const cache = await withDecoder((decoder) => {
    const passOne: typeof decoder.passOne = (source, options) => {
      decoded++;
      return decoder.passOne(source, options);
    };
    return buildRawCache(given, {
      folder,
      decoder: { ...decoder, passOne },
      onProgress: (progress) => {
        reports.push(progress);
        // While it is not whole, nobody may take it for whole.
        if (progress.done < progress.count) {
          expect(existsSync(path.join(folder, 'index.json'))).toBe(false);
        }
      },
      syncEvery: 5,
    });
  });
  return { cache, decoded, reports };
}

function expectWhole(folder: string, but: readonly number[] = []): void {
  const reader = new CacheReader(folder);
  const picture = new Uint8Array(PICTURE_BYTES);
  for (const [slot, expected] of pixels.entries()) {
    reader.read(slot, picture);
    if (!but.includes(slot)) expect(Buffer.compare(picture, expected), `slot ${slot}`).toBe(0);
  }
  reader.close();
}

describe('a raw cache', () => {
  it('holds the pixels of each picture in its slot, and is made once', async () => {
    const folder = path.join(temporaryFolder('cache'), 'train');
    const first = await build(folder);
    expect(first.cache).toMatchObject({ count: COUNT, damaged: [], usable: [...pixels.keys()] });
    expect(first.decoded).toBe(COUNT);
    expect(first.reports.map(({ done }) => done)).toEqual([0, 5, 10, 12]);
    expectWhole(folder);
    expect((await build(folder)).decoded).toBe(0);
    const relative = files.map((file) => path.relative(process.cwd(), file));
    expect((await build(folder, relative)).decoded).toBe(0);
  });

  it('names damaged and missing pictures and leaves them out', async () => {
    const folder = temporaryFolder('cache');
    const broken = path.join(temporaryFolder('broken'), 'broken.avif');
    const whole = readFileSync(files[3] ?? '');
    writeFileSync(broken, whole.subarray(0, whole.length / 2));
    // Half of a JPEG can be decoded, and is no picture that anybody has rated.
    const half = path.join(path.dirname(broken), 'half.jpg');
    const jpeg = await sharp(files[5]).jpeg().toBuffer();
    writeFileSync(half, jpeg.subarray(0, jpeg.length / 2));
    const gone = path.join(folder, 'gone.avif');
    const given = files.with(3, broken).with(5, half).with(7, gone);
    const { cache, decoded } = await build(folder, given);
    expect(cache.damaged.map(({ slot, file }) => ({ slot, file }))).toEqual([
      { slot: 3, file: broken },
      { slot: 5, file: half },
      { slot: 7, file: gone },
    ]);
    expect(cache.damaged[2]?.reason).toContain('There is no file');
    expect(cache.usable).not.toContain(3);
    expect(cache.usable).toHaveLength(COUNT - 3);
    expectWhole(folder, [3, 5, 7]);
    // Known for what they are, and not tried again.
    expect(decoded).toBe(COUNT);
    expect((await build(folder, given)).decoded).toBe(0);
  });

  it('says so when no picture is left', async () => {
    await expect(build(temporaryFolder('cache'), ['/nowhere/a.avif'])).rejects.toMatchObject({
      code: 'training-data-missing',
    });
  });

  it('goes on where it was killed', async () => {
    const folder = temporaryFolder('cache');
    const program = path.join(import.meta.dirname, 'build-in-process.ts');
    const child = fork(program, [folder, ...files], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    for await (const text of child.stdout ?? []) {
      if (String(text).includes('4\n')) break;
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect(openRawCache(folder)).rejects.toMatchObject({ code: 'training-data-missing' });
    const { decoded } = await build(folder);
    expect(decoded).toBeGreaterThan(0);
    expect(decoded).toBeLessThanOrEqual(COUNT - 4);
    expectWhole(folder);
  });

  it('does again what is cut off, torn or overwritten', async () => {
    const folder = temporaryFolder('cache');
    await build(folder);
    truncateSync(path.join(folder, 'pictures.rgb'), 7.5 * PICTURE_BYTES);
    await expect(openRawCache(folder)).rejects.toMatchObject({ code: 'training-data-missing' });
    expect((await build(folder)).decoded).toBe(COUNT - 7);
    expectWhole(folder);

    // As after a crash in the midst of a build: a journal, no index, pixels that never reached the disk.
    const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as {
      entries: unknown[];
    };
    const journal = index.entries.map((entry) => JSON.stringify(entry)).join('\n');
    writeFileSync(path.join(folder, 'building.jsonl'), journal.slice(0, -20));
    writeFileSync(path.join(folder, 'index.json'), '{"half":');
    const bytes = readFileSync(path.join(folder, 'pictures.rgb'));
    bytes.fill(0, 2 * PICTURE_BYTES, 2 * PICTURE_BYTES + 4096);
    writeFileSync(path.join(folder, 'pictures.rgb'), bytes);
    // The torn line, and the picture that is not as it was.
    expect((await build(folder)).decoded).toBe(2);
    expectWhole(folder);
    expect(existsSync(path.join(folder, 'building.jsonl'))).toBe(false);
  });

  it('does again what has changed on the disk, and only that', async () => {
    const folder = temporaryFolder('cache');
    const own = path.join(temporaryFolder('changed'), 'own.avif');
    copyFileSync(files[1] ?? '', own);
    const given = files.with(1, own);
    await build(folder, given);
    utimesSync(own, new Date(), new Date('2020-01-01'));
    expect((await build(folder, given)).decoded).toBe(1);
    expect((await build(folder, given.slice(0, 6))).decoded).toBe(0);
    expect((await openRawCache(folder)).count).toBe(6);
  });
});
