import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { asShotOfTool } from '../../src-main/metadata/develop/as-shot.ts';
import { cameraRawCrop } from '../../src-main/metadata/develop/crop-geometry.ts';
import {
  developProperties,
  type DevelopChange,
} from '../../src-main/metadata/develop/develop-properties.ts';
import { Random } from '../../src-aesnet/random.ts';
import { dataPath } from '../support/data.ts';
import { writeFrame } from '../support/frames.ts';
import {
  exiftoolJson,
  hasExifTool,
  isRoot,
  openMetadata,
  temporaryFolder,
  xmp,
} from './support.ts';

const SIZE = { width: 480, height: 320 };
const LIGHTER: DevelopChange[] = [{ edit: 'exposure', amount: 0.5 }];

async function frame(name = 'a.jpg'): Promise<string> {
  const file = path.join(temporaryFolder(), name);
  await writeFrame(file);
  return file;
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const crs = (file: string): Record<string, unknown> =>
  exiftoolJson('-XMP-crs:all', '-n', file)[0] ?? {};

/** What Camera Raw shows: the rectangle whose opposite corners and angle these are, in the upright frame. */
function shown(
  { left, top, right, bottom, angle }: ReturnType<typeof cameraRawCrop>,
  { width, height, orientation }: { width: number; height: number; orientation: number },
) {
  const sideways = orientation >= 5;
  const [across, down] = sideways ? [height, width] : [width, height];
  const turn = (angle * Math.PI) / 180;
  const diagonal = { x: ((right - left) * across) / 2, y: ((bottom - top) * down) / 2 };
  // The frame's sides lie along what is level in it: turned clockwise by the angle.
  const halfWidth = diagonal.x * Math.cos(turn) + diagonal.y * Math.sin(turn);
  const halfHeight = diagonal.y * Math.cos(turn) - diagonal.x * Math.sin(turn);
  const centre = { x: ((left + right) / 2) * across, y: ((top + bottom) / 2) * down };
  const corners = [-1, 1].flatMap((i) =>
    [-1, 1].map((j) => ({
      x: centre.x + i * halfWidth * Math.cos(turn) - j * halfHeight * Math.sin(turn),
      y: centre.y + i * halfWidth * Math.sin(turn) + j * halfHeight * Math.cos(turn),
    })),
  );
  const upright = {
    1: [centre.x, centre.y],
    2: [across - centre.x, centre.y],
    3: [across - centre.x, down - centre.y],
    4: [centre.x, down - centre.y],
    5: [centre.y, centre.x],
    6: [down - centre.y, centre.x],
    7: [down - centre.y, across - centre.x],
    8: [centre.y, across - centre.x],
  }[orientation] as [number, number];
  return {
    ...{ halfWidth, halfHeight, corners, across, down },
    x: upright[0] / width,
    y: upright[1] / height,
    ratio: sideways ? halfHeight / halfWidth : halfWidth / halfHeight,
  };
}

describe('crop and turn', () => {
  it('name the same part of the photo whatever its orientation, and stay within it', () => {
    const random = Random.from(3);
    for (let round = 0; round < 400; round++) {
      const width = random.uniform(300, 900);
      const height = random.uniform(300, 900);
      const orientation = 1 + random.integer(8);
      const w = random.uniform(0.3, 1);
      const h = random.uniform(0.3, 1);
      const window = { x: random.uniform(0, 1 - w), y: random.uniform(0, 1 - h), w, h };
      const degrees = random.uniform(-14, 14);
      const photo = { width, height, orientation };
      const crop = cameraRawCrop(photo, { window, degrees });
      const seen = shown(crop, photo);
      expect(seen.x).toBeCloseTo(window.x + w / 2, 6);
      expect(seen.y).toBeCloseTo(window.y + h / 2, 6);
      expect(seen.ratio).toBeCloseTo((w * width) / (h * height), 6);
      expect(Math.abs(crop.angle)).toBeCloseTo(Math.abs(degrees), 9);
      for (const { x, y } of seen.corners) {
        expect(x).toBeGreaterThan(-1e-6 * width);
        expect(x).toBeLessThan(seen.across * (1 + 1e-6));
        expect(y).toBeGreaterThan(-1e-6 * height);
        expect(y).toBeLessThan(seen.down * (1 + 1e-6));
      }
    }
  });

  it('turn the other way in a mirrored file, and cut nothing where nothing is asked', () => {
    const turn = { degrees: 3 };
    // What is shown turns clockwise; Camera Raw counts against the clock.
    expect(cameraRawCrop({ ...SIZE, orientation: 1 }, turn).angle).toBe(-3);
    expect(cameraRawCrop({ ...SIZE, orientation: 6 }, turn).angle).toBe(-3);
    expect(cameraRawCrop({ ...SIZE, orientation: 2 }, turn).angle).toBe(3);
    expect(cameraRawCrop({ ...SIZE, orientation: 5 }, turn).angle).toBe(3);
    expect(cameraRawCrop({ ...SIZE, orientation: 8 }, {})).toEqual({
      ...{ left: 0, top: 0, right: 1, bottom: 1, angle: 0 },
    });
  });
});

describe('settings', () => {
  const jpeg = { ...SIZE, orientation: 1, raw: false };
  const values = (
    changes: DevelopChange[],
    photo = jpeg as Parameters<typeof developProperties>[1],
  ) =>
    Object.fromEntries(
      developProperties(changes, photo).properties.map(({ property, value }) => [
        `${property.prefix}:${property.name}`,
        value,
      ]),
    );

  it('are written as Camera Raw writes them, within its sliders', () => {
    expect(
      values([
        { edit: 'exposure', amount: 0.5 },
        { edit: 'contrast', amount: -25 },
        { edit: 'shadows', amount: 150 },
        { edit: 'saturation', amount: 30 },
      ]),
    ).toEqual({
      'crs:Version': '11.0',
      'crs:ProcessVersion': '11.0',
      'crs:Exposure2012': '+0.50',
      'crs:Contrast2012': '-25',
      'crs:Shadows2012': '+100',
      'crs:Saturation': '+30',
      'crs:HasSettings': 'True',
    });
    expect(values([])).toEqual({});
  });

  it('have white balance incremental in a JPEG, and in a RAW absolute from the camera’s own', () => {
    const warmer: DevelopChange[] = [{ edit: 'temperature', amount: 30 }];
    expect(values(warmer)).toMatchObject({
      'crs:WhiteBalance': 'Custom',
      'crs:IncrementalTemperature': '+30',
      'crs:IncrementalTint': '0',
    });
    const raw = { ...jpeg, raw: true, asShot: 5000 };
    // Warmer is a light that is taken for bluer: 1/(1/5000 − 30 mired).
    expect(values(warmer, raw)).toMatchObject({
      'crs:WhiteBalance': 'Custom',
      'crs:Temperature': '5900',
      'crs:Tint': '0',
    });
    expect(Number(values([{ edit: 'temperature', amount: -60 }], raw)['crs:Temperature'])).toBe(
      3850,
    );
    const magenta: DevelopChange[] = [{ edit: 'tint', amount: 20 }];
    expect(values(magenta, raw)).toMatchObject({ 'crs:Temperature': '5000', 'crs:Tint': '+20' });
    const unknown = developProperties([...warmer, ...magenta], { ...raw, asShot: undefined });
    expect(unknown).toEqual({ properties: [], leftOut: ['temperature', 'tint'] });
  });

  it('know the light of a RAW only from tags that say so', () => {
    expect(asShotOfTool({ ColorTempAsShot: 4300, ColorTemperature: 5200 })).toBe(4300);
    expect(asShotOfTool({ ColorTemperature: 5200 })).toBeUndefined();
    expect(asShotOfTool({ WhiteBalanceTemperature: 0 })).toBeUndefined();
    expect(asShotOfTool({ AsShotNeutral: '0.5 1', ColorMatrix1: 'none' })).toBeUndefined();
  });
});

describe('written beside a photo', () => {
  it.skipIf(!hasExifTool)(
    'they make a sidecar that ExifTool reads, and leave the photo alone',
    async () => {
      const photo = await frame();
      const before = sha256(photo);
      const metadata = openMetadata();
      const changes: DevelopChange[] = [
        ...LIGHTER,
        { edit: 'temperature', amount: -30 },
        { edit: 'crop', amount: { x: 0.1, y: 0.2, w: 0.5, h: 0.5 } },
      ];
      const { written, leftOut } = await metadata.writeDevelop(photo, changes, SIZE);
      expect(leftOut).toEqual([]);
      const sidecar = photo.replace(/jpg$/, 'xmp');
      expect(written?.file).toBe(sidecar);
      expect(crs(sidecar)).toMatchObject({
        // As Camera Raw writes it.
        Exposure2012: '+0.50',
        IncrementalTemperature: -30,
        HasCrop: expect.anything() as unknown,
        CropLeft: 0.1,
        CropTop: 0.2,
        CropRight: 0.6,
        CropBottom: 0.7,
        CropAngle: 0,
      });
      expect(sha256(photo)).toBe(before);
      if (written === undefined) throw new Error('nothing was written');
      expect(await metadata.takeBackDevelop(photo, written)).toBe(true);
      expect(readdirSync(path.dirname(photo))).toEqual(['a.jpg']);
      expect(await metadata.takeBackDevelop(photo, written)).toBe(false);
    },
  );

  it('they join a verdict’s sidecar, and are taken out again as far as nobody changed them', async () => {
    const photo = await frame();
    const sidecar = photo.replace(/jpg$/, 'xmp');
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, { stars: 4, flag: 'pick', color: 'red' });
    const verdict = readFileSync(sidecar, 'utf8');
    const { written } = await metadata.writeDevelop(photo, LIGHTER, SIZE);
    if (written === undefined) throw new Error('nothing was written');
    expect(await metadata.readVerdict(photo)).toMatchObject({ stars: 4, flag: 'pick' });
    const developed = readFileSync(sidecar, 'utf8');
    writeFileSync(
      sidecar,
      developed.replace('crs:Exposure2012="+0.50"', 'crs:Exposure2012="+1.20"'),
    );
    expect(await metadata.takeBackDevelop(photo, written)).toBe(true);
    const left = readFileSync(sidecar, 'utf8');
    expect(left.match(/crs:\w+="/g)).toEqual(['crs:Exposure2012="']);
    expect(await metadata.readVerdict(photo)).toMatchObject({ stars: 4, flag: 'pick' });
    // Unchanged, all of it goes.
    writeFileSync(sidecar, developed);
    expect(await metadata.takeBackDevelop(photo, written)).toBe(true);
    expect(readFileSync(sidecar, 'utf8').replace(/ xmlns:crs="[^"]*"/, '')).toBe(verdict);
  });

  it.each([
    ['Lightroom', 'lightroom-6.1.xmp', 'a.xmp'],
    ['darktable', 'darktable.xmp', 'a.jpg.xmp'],
  ])('they keep out of a sidecar in which %s has developed', async (_, fixture, name) => {
    const source = dataPath(`photos/sidecars/${fixture}`);
    const photo = await frame();
    const sidecar = path.join(path.dirname(photo), name);
    if (source === undefined) {
      const history =
        '<darktable:history xmlns:darktable="http://darktable.sf.net/"><rdf:Seq><rdf:li>x</rdf:li></rdf:Seq></darktable:history>';
      const settings = 'xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:Tint="3"';
      writeFileSync(sidecar, name === 'a.xmp' ? xmp(settings) : xmp('', history));
    } else {
      writeFileSync(sidecar, readFileSync(source));
    }
    const before = sha256(sidecar);
    await expect(openMetadata().writeDevelop(photo, LIGHTER, SIZE)).rejects.toMatchObject({
      code: 'sidecar-developed',
    });
    expect(sha256(sidecar)).toBe(before);
    expect(readdirSync(path.dirname(photo)).sort()).toEqual(['a.jpg', name].sort());
  });

  it('a broken sidecar stays as it is, and so does one of another photo', async () => {
    const photo = await frame();
    const sidecar = photo.replace(/jpg$/, 'xmp');
    writeFileSync(sidecar, '<x:xmpmeta');
    await expect(openMetadata().writeDevelop(photo, LIGHTER, SIZE)).rejects.toMatchObject({
      code: 'sidecar-invalid',
    });
    expect(readFileSync(sidecar, 'utf8')).toBe('<x:xmpmeta');
    await expect(
      openMetadata().takeBackDevelop(photo, {
        file: path.join(path.dirname(photo), 'other.xmp'),
        properties: [],
      }),
    ).rejects.toMatchObject({ code: 'bad-request' });
  });

  it.skipIf(isRoot)('a folder that may not be written to is said to be one', async () => {
    const photo = await frame();
    chmodSync(path.dirname(photo), 0o555);
    try {
      await expect(openMetadata().writeDevelop(photo, LIGHTER, SIZE)).rejects.toMatchObject({
        code: 'write-failed',
      });
    } finally {
      chmodSync(path.dirname(photo), 0o755);
    }
  });
});

describe('beside real RAW files', () => {
  const changes: DevelopChange[] = [
    { edit: 'temperature', amount: 20 },
    { edit: 'highlights', amount: -50 },
  ];
  const copied = (name: string): string => {
    const source = dataPath(`photos/raw/${name}`);
    if (source === undefined) throw new Error(`${name} is missing`);
    const photo = path.join(temporaryFolder(), name);
    copyFileSync(source, photo);
    return photo;
  };
  const missing = dataPath('photos/raw/canon-6d.dng') === undefined || !hasExifTool;

  it.skipIf(missing)(
    'a DNG’s white balance is absolute, from its own: Adobe’s own converter says 6200 K',
    async () => {
      const photo = copied('canon-6d.dng');
      const { written, leftOut } = await openMetadata().writeDevelop(photo, changes, {
        width: 5472,
        height: 3648,
      });
      expect(leftOut).toEqual([]);
      // 20 mired warmer than 6,213 K.
      expect(crs(written?.file ?? '')).toMatchObject({
        ColorTemperature: 7100,
        Highlights2012: -50,
      });
      const text = readFileSync(written?.file ?? '', 'utf8');
      expect(text).toContain('photoshop:SidecarForExtension="DNG"');
    },
  );

  it.skipIf(missing)('one that does not tell its own is left without', async () => {
    const photo = copied('nikon-1.nef');
    const size = { width: 2000, height: 3008 };
    const { written, leftOut } = await openMetadata().writeDevelop(photo, changes, size);
    expect(leftOut).toEqual(['temperature']);
    const seen = crs(written?.file ?? '');
    expect(seen).toMatchObject({ Highlights2012: -50 });
    expect(seen).not.toHaveProperty('WhiteBalance');
    const alone = copied('nikon-1.nef');
    const nothing = await openMetadata().writeDevelop(alone, changes.slice(0, 1), size);
    expect(nothing).toEqual({ leftOut: ['temperature'] });
    expect(existsSync(alone.replace(/nef$/, 'xmp'))).toBe(false);
  });
});
