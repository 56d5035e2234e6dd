/** Whether another program crops, turns and exposes as Keepers meant it: darktable takes over Lightroom's settings when it imports a photo. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { run, versionOf } from './editors/run.ts';

const WIDTH = 900;
const HEIGHT = 600;
const version = versionOf('darktable-cli', ['--version'], /darktable(?:-cli)? ([\d.]+)/);
const MINUTES_5 = 300_000;

/** Four fields that meet in the middle: red, green, blue and yellow, from the top left. */
const FIELDS = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="450" height="300" fill="#c33"/><rect x="450" width="450" height="300" fill="#3c3"/><rect y="300" width="450" height="300" fill="#33c"/><rect x="450" y="300" width="450" height="300" fill="#cc3"/></svg>`,
);
/** Degrees by which an upright picture is turned to be stored. */
const STORED: Readonly<Record<number, number>> = { 1: 0, 3: 180, 6: 270, 8: 90 };

it.skipIf(version === undefined).each([1, 6, 3, 8])(
  'darktable shows what was meant, stored with orientation %i',
  async (orientation) => {
    const folder = temporaryFolder('develop');
    const photo = path.join(folder, 'fields.jpg');
    const upright = await sharp(FIELDS).png().toBuffer();
    const stored = await sharp(upright).rotate(STORED[orientation]).toBuffer();
    await sharp(stored).jpeg({ quality: 95 }).withMetadata({ orientation }).toFile(photo);
    const metadata = createMetadata();
    await metadata.writeDevelop(
      photo,
      [
        { edit: 'crop', amount: { x: 0.4, y: 0.3, w: 0.5, h: 0.5 } },
        { edit: 'straighten', amount: 8 },
        { edit: 'exposure', amount: -1 },
      ],
      { width: WIDTH, height: HEIGHT },
    );
    await metadata.close();
    for (const name of ['config', 'cache']) mkdirSync(path.join(folder, name));
    const out = path.join(folder, 'out.png');
    const core = [
      '--configdir',
      path.join(folder, 'config'),
      '--cachedir',
      path.join(folder, 'cache'),
    ];
    await run(
      'darktable-cli',
      [photo, out, '--core', ...core, '--library', ':memory:', '--disable-opencl'],
      240,
    );
    const { data, info } = await sharp(out)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.width / info.height).toBeCloseTo(1.5, 1);
    const at = (x: number, y: number) => {
      const from =
        3 * (Math.round(y * (info.height - 1)) * info.width + Math.round(x * (info.width - 1)));
      return [...data.subarray(from, from + 3)];
    };
    const strongest = ([red = 0, green = 0, blue = 0]: number[]) =>
      Math.abs(red - green) < 30 && blue < red
        ? 'yellow'
        : ['red', 'green', 'blue'][[red, green, blue].indexOf(Math.max(red, green, blue))];
    // The middle of the photo lies left of the middle of the crop and above it.
    expect([at(0.05, 0.05), at(0.95, 0.05), at(0.05, 0.95), at(0.95, 0.95)].map(strongest)).toEqual(
      ['red', 'green', 'blue', 'yellow'],
    );
    // Turned clockwise, the line that was level falls to the right: by 14 of 100 on the way.
    const edge = (x: number) => {
      for (let y = 0; y < 1; y += 0.002)
        if (strongest(at(x, y)) === 'yellow') return y * info.height;
      return NaN;
    };
    const fall = (edge(0.95) - edge(0.45)) / (0.5 * info.width);
    expect((Math.atan(fall) * 180) / Math.PI).toBeCloseTo(8, 0);
    // A stop darker: 0.2 of the light of the code 204 was 0.6.
    const [, green = 0] = at(0.95, 0.05);
    expect(green).toBeGreaterThan(80);
    expect(green).toBeLessThan(170);
  },
  MINUTES_5,
);
