import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import exifr from 'exifr';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { renderPracticeShoot } from '../../src-main/sample/index.ts';
import { practiceShoot } from '../../src-main/sample/shoot.ts';
import { exiftoolJson, hasExifTool, temporaryFolder } from '../metadata/support.ts';

const FRAMES = practiceShoot();
const MINUTES = 60_000;

let folder = '';
let files: readonly string[] = [];
const progress: number[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'keepers-sample-'));
  files = await renderPracticeShoot(folder, {
    seed: 7,
    onProgress: ({ done, total }) => progress.push(done / total),
  });
}, 5 * MINUTES);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the practice shoot', () => {
  it('is 60 pictures and a note', () => {
    expect(files).toHaveLength(60);
    expect(readdirSync(folder).sort()).toEqual(
      ['README.txt', ...files.map((file) => path.basename(file))].sort(),
    );
    expect(progress).toHaveLength(60);
    expect(progress.at(-1)).toBe(1);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThan(40e6);
  });

  it('holds what a real shoot holds', () => {
    const has = (test: (frame: (typeof FRAMES)[number]) => boolean): number =>
      FRAMES.filter(test).length;
    expect(new Set(FRAMES.map(({ scene }) => scene)).size).toBe(6);
    expect(has((frame) => frame.isBracket === true)).toBe(3);
    expect(has((frame) => frame.format === 'dng')).toBe(3);
    expect(has((frame) => frame.orientation !== 1)).toBeGreaterThanOrEqual(8);
    expect(has((frame) => frame.defocus !== undefined)).toBeGreaterThanOrEqual(3);
    expect(has((frame) => frame.motion !== undefined)).toBeGreaterThanOrEqual(3);
    expect(has((frame) => frame.tilt !== undefined)).toBeGreaterThanOrEqual(3);
    expect(has((frame) => (frame.noise ?? 0) > 10)).toBeGreaterThanOrEqual(2);
    expect(
      has((frame) => frame.isBracket !== true && (frame.exposure ?? 0) > 1),
    ).toBeGreaterThanOrEqual(2);
    expect(
      has((frame) => frame.isBracket !== true && (frame.exposure ?? 0) < -1),
    ).toBeGreaterThanOrEqual(2);
    // Bursts: runs of frames of one arrangement less than a second apart.
    const gaps = FRAMES.slice(1).filter((frame, index) => {
      const before = FRAMES[index];
      const gap = frame.time - (before?.time ?? 0);
      return gap > 0 && gap < 1000 && before?.arrangement === frame.arrangement;
    });
    expect(gaps.length).toBeGreaterThanOrEqual(20);
  });

  it('has EXIF that exifr reads', async () => {
    for (const frame of FRAMES.filter(({ format }) => format === 'jpeg')) {
      const exif = (await exifr.parse(path.join(folder, frame.name), {
        reviveValues: false,
        translateValues: false,
      })) as Record<string, unknown>;
      const time = new Date(frame.time).toISOString();
      expect([frame.name, exif]).toEqual([
        frame.name,
        expect.objectContaining({
          Make: 'Keepers',
          Orientation: frame.orientation,
          DateTimeOriginal: time.slice(0, 19).replaceAll('-', ':').replace('T', ' '),
          SubSecTimeOriginal: time.slice(20, 23),
          FNumber: frame.settings.aperture,
          ISO: frame.settings.iso,
          FocalLength: frame.settings.focalLength,
          ExposureCompensation: frame.settings.compensation ?? 0,
          ExposureMode: frame.isBracket === true ? 2 : 0,
        }),
      ]);
    }
  });

  it.skipIf(!hasExifTool)(
    'has files in which ExifTool finds no fault (skipped without Perl)',
    () => {
      const tags = exiftoolJson(
        '-validate',
        '-warning',
        '-error',
        '-FileType',
        '-ImageSize',
        ...files,
      );
      for (const [index, told] of tags.entries()) {
        expect(told).toMatchObject({
          Validate: 'OK',
          FileType: FRAMES[index]?.format === 'dng' ? 'DNG' : 'JPEG',
          ImageSize: '1800x1200',
        });
      }
    },
  );

  it('reads upright by our own reader, RAW+JPEG at the same moment', async () => {
    const metadata = createMetadata();
    for (const frame of FRAMES.filter(({ format }) => format === 'dng')) {
      const [raw, jpeg] = await Promise.all(
        [frame.name, frame.name.replace('.DNG', '.JPG')].map((name) =>
          metadata.exif(path.join(folder, name)),
        ),
      );
      expect(raw).toEqual(jpeg);
      expect(raw?.capturedAt).toMatch(/^2024-06-15T\d\d:\d\d:\d\d\.\d{3}$/);
      if (hasExifTool) {
        const preview = await metadata.embeddedPreview(path.join(folder, frame.name));
        expect(await sharp(preview.bytes).metadata()).toMatchObject({ width: 1620, height: 1080 });
        expect(preview).toMatchObject({ fullWidth: 1800, fullHeight: 1200, colorSpace: 'srgb' });
      }
    }
    await metadata.close();
    for (const frame of FRAMES.filter(({ orientation }) => orientation !== 1)) {
      const upright = await sharp(path.join(folder, frame.name)).autoOrient().toBuffer();
      expect(await sharp(upright).metadata()).toMatchObject({ width: 1200, height: 1800 });
    }
  });

  it('a portrait stands on its feet: the coat is below, darker than the backdrop', async () => {
    const frame = FRAMES.find(
      ({ scene, orientation }) => scene === 'portrait' && orientation === 8,
    );
    const { data, info } = await sharp(path.join(folder, frame?.name ?? ''))
      .autoOrient()
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const mean = (top: number, bottom: number): number => {
      const part = data.subarray(
        Math.floor(top * info.height) * info.width,
        Math.floor(bottom * info.height) * info.width,
      );
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    };
    expect(mean(0.85, 1)).toBeLessThan(mean(0, 0.15) * 0.8);
  });

  it('flaws are to be seen in the pixels', async () => {
    const stats = async (name: string): Promise<{ mean: number; sharpness: number }> => {
      const picture = sharp(path.join(folder, name)).autoOrient().greyscale();
      const { channels, sharpness } = await picture.stats();
      return { mean: channels[0]?.mean ?? 0, sharpness };
    };
    const named = (scene: string, arrangement: number): string[] =>
      FRAMES.filter(
        (f) => f.scene === scene && f.arrangement === arrangement && f.format === 'jpeg',
      ).map((f) => f.name);
    const [sharpOne = '', blurred = '', soft = '', bright = ''] = named('meadow', 2);
    const all = await Promise.all([sharpOne, soft, blurred, bright].map(stats));
    const [good, softer, softest, light] = all;
    expect(good?.sharpness).toBeGreaterThan(softer?.sharpness ?? 0);
    expect(softer?.sharpness).toBeGreaterThan(softest?.sharpness ?? 0);
    expect(light?.mean).toBeGreaterThan((good?.mean ?? 0) * 1.2);
    const [dark, middle, over] = await Promise.all(named('sea', 1).map(stats));
    expect(dark?.mean).toBeLessThan((middle?.mean ?? 0) * 0.7);
    expect(over?.mean).toBeGreaterThan((middle?.mean ?? 0) * 1.3);
  });
});

describe('rendering', () => {
  it(
    'gives the same bytes for the same seed, others for another, and stops when told to',
    async () => {
      for (const [seed, same] of [
        [7, true],
        [8, false],
      ] as const) {
        const other = temporaryFolder();
        const controller = new AbortController();
        const run = renderPracticeShoot(other, {
          seed,
          signal: controller.signal,
          onProgress: ({ done }) => {
            if (done === 8) controller.abort();
          },
        });
        await expect(run).rejects.toMatchObject({ code: 'cancelled' });
        const names = FRAMES.slice(0, 8).map(({ name }) => name);
        expect(readdirSync(other).sort()).toEqual(['README.txt', ...names].sort());
        for (const name of names) {
          const equal = readFileSync(path.join(other, name)).equals(
            readFileSync(path.join(folder, name)),
          );
          expect([seed, name, equal]).toEqual([seed, name, same]);
        }
      }
    },
    2 * MINUTES,
  );

  it.each(['IMG_0050.JPG', 'README.txt'])(
    'leaves a foreign %s alone, and everything else',
    async (name) => {
      const other = temporaryFolder();
      writeFileSync(path.join(other, name), 'mine');
      await expect(renderPracticeShoot(other)).rejects.toMatchObject({ code: 'write-failed' });
      expect(readdirSync(other)).toEqual([name]);
      expect(readFileSync(path.join(other, name), 'utf8')).toBe('mine');
    },
  );

  it('replaces its own', async () => {
    const other = temporaryFolder();
    const controller = new AbortController();
    writeFileSync(path.join(other, 'IMG_0042.JPG'), 'cut off, but by the Keepers practice shoot');
    const run = renderPracticeShoot(other, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(statSync(path.join(other, 'IMG_0042.JPG')).size).toBeGreaterThan(50_000);
  });

  it('says where it cannot write', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(renderPracticeShoot(path.join(file, 'folder'))).rejects.toMatchObject({
      code: 'write-failed',
    });
  });
});
