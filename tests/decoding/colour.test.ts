import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePixels } from '../../src-main/decoding/decode.ts';
import { heicColour } from '../../src-main/decoding/heic.ts';
import { adobeRgbProfile, displayP3Profile } from '../../src-main/decoding/make-profile.ts';
import { isSrgbProfile, isUsableProfile } from '../../src-main/decoding/profile.ts';
import { passOne } from '../../src-main/decoding/pass-one.ts';
import { openPicture } from '../../src-main/decoding/picture.ts';
import type { PassOne, Source } from '../../src-main/decoding/types.ts';
import { jpegWithProfile, tiffWithProfile } from '../../src-main/decoding/wrap.ts';
import { dataPath } from '../support/data.ts';
import { withFolder } from './support/folder.ts';
import { loadScorer } from './support/model.ts';
import { meanDifference, tensorPixel } from './support/pixels.ts';
import { scene, sceneJpeg } from './support/scenes.ts';

const folder = withFolder();
const png = () => scene(640, 426).png();

async function decode(name: string, bytes: Uint8Array): Promise<PassOne> {
  return passOne({ kind: 'file', path: await folder.write(name, bytes) }, false);
}

const reference = async () => (await decode('reference.png', await png().toBuffer())).tensor;

describe('colour', () => {
  it('is converted from a profile to sRGB, whatever the depth and container', async () => {
    const expected = await reference();
    const adobe = await folder.write('adobe.icc', adobeRgbProfile());
    const deep = () => scene(640, 426).toColourspace('rgb16');
    const copies: Record<string, Promise<Buffer>> = {
      'p3.jpg': scene(640, 426)
        .withIccProfile('p3')
        .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
        .toBuffer(),
      'p3.png': scene(640, 426).withIccProfile('p3').png().toBuffer(),
      'p3-16.png': deep().withIccProfile('p3').png().toBuffer(),
      'p3-16.tif': deep().withIccProfile('p3').tiff({ compression: 'lzw' }).toBuffer(),
      'plain-16.png': deep().png().toBuffer(),
      'adobe.png': scene(640, 426).withIccProfile(adobe).png().toBuffer(),
      'adobe-16.tif': deep().withIccProfile(adobe).tiff({ compression: 'lzw' }).toBuffer(),
      'p3.avif': scene(640, 426)
        .withIccProfile('p3')
        .avif({ quality: 95, chromaSubsampling: '4:4:4' })
        .toBuffer(),
    };
    for (const [name, bytes] of Object.entries(copies)) {
      const { tensor, warnings } = await decode(name, await bytes);
      expect(warnings, name).toEqual([]);
      expect(meanDifference(tensor, expected), name).toBeLessThan(1);
    }
    // And the profile matters: the same numbers without it are another picture.
    const bare = await sharp(await copies['p3.png'], { ignoreIcc: true })
      .png()
      .toBuffer();
    expect(meanDifference((await decode('bare.png', bare)).tensor, expected)).toBeGreaterThan(1);
  });

  it('of an Adobe RGB preview without a profile is converted all the same', async () => {
    const expected = await reference();
    const adobe = await folder.write('adobe.icc', adobeRgbProfile());
    const tagged = await scene(640, 426)
      .withIccProfile(adobe)
      .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const bytes = await sharp(tagged, { ignoreIcc: true })
      .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect((await sharp(bytes).metadata()).hasProfile).toBe(false);
    const source = (colorSpace: 'srgb' | 'adobe-rgb'): Source => ({
      kind: 'embedded',
      path: 'photo.nef',
      bytes,
      orientation: 1,
      colorSpace,
    });
    const converted = await passOne(source('adobe-rgb'), false);
    expect(meanDifference(converted.tensor, expected)).toBeLessThan(1);
    const taken = await passOne(source('srgb'), false);
    expect(meanDifference(taken.tensor, expected)).toBeGreaterThan(2);
  });

  it('follows the definition of Adobe RGB (1998)', async () => {
    // Worked out from the primaries of section 4.3.1.1, gamma 563/256, without a profile: within sRGB's gamut.
    const adobe = [120, 150, 90];
    const linear = adobe.map((value) => (value / 255) ** (563 / 256));
    const [r = 0, g = 0, b = 0] = linear;
    const x = 0.57667 * r + 0.18556 * g + 0.18823 * b;
    const y = 0.29734 * r + 0.62736 * g + 0.07529 * b;
    const z = 0.02703 * r + 0.07069 * g + 0.99134 * b;
    const srgb = [
      3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
      -0.969266 * x + 1.8760108 * y + 0.041556 * z,
      0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    ].map((value) => 255 * (1.055 * value ** (1 / 2.4) - 0.055));
    const file = tiffWithProfile(64, 64, adobeRgbProfile(), (into) =>
      into.forEach((_, index) => (into[index] = adobe[index % 3] ?? 0)),
    );
    const { tensor } = await decode('adobe-patch.tif', file);
    tensorPixel(tensor, 100, 100).forEach((value, channel) =>
      expect(Math.abs(value - (srgb[channel] ?? 0))).toBeLessThan(1.5),
    );
  });

  it('of our Display P3 profile is that of the one in libvips', async () => {
    const theirs = await scene(640, 426).withIccProfile('p3').png().toBuffer();
    const numbers = await sharp(theirs, { ignoreIcc: true }).raw().toBuffer();
    const ours = tiffWithProfile(640, 426, displayP3Profile(), (into) => into.set(numbers));
    const { tensor } = await decode('ours.tif', ours);
    expect(meanDifference(tensor, await reference())).toBeLessThan(1);
  });

  it('of CMYK, grey and palette pictures becomes RGB', async () => {
    const cmyk = await scene(640, 426)
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg({ quality: 97 })
      .toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    // The printing inks cannot reach every colour, but inverted ones would be over 100 away.
    expect(meanDifference((await decode('cmyk.jpg', cmyk)).tensor, await reference())).toBeLessThan(
      12,
    );
    for (const [name, bytes] of [
      ['grey.jpg', await scene(640, 426).toColourspace('b-w').jpeg().toBuffer()],
      ['grey-16.png', await scene(640, 426).toColourspace('grey16').png().toBuffer()],
    ] as const) {
      const { tensor } = await decode(name, bytes);
      const [r, g, b] = tensorPixel(tensor, 20, 200);
      expect([g, b], name).toEqual([r, r]);
      expect(r, name).toBeGreaterThan(90);
    }
    const palette = await png().png({ palette: true }).toBuffer();
    expect(
      meanDifference((await decode('palette.png', palette)).tensor, await reference()),
    ).toBeLessThan(5);
  });

  it('lies on white where the picture is transparent', async () => {
    const data = await scene(300, 200).ensureAlpha().raw().toBuffer();
    for (let pixel = 0; pixel < 300 * 200; pixel++) {
      if (pixel % 300 < 150) data[pixel * 4 + 3] = 0;
    }
    const clear = await sharp(data, { raw: { width: 300, height: 200, channels: 4 } })
      .png()
      .toBuffer();
    const { tensor } = await decode('clear.png', clear);
    expect(tensorPixel(tensor, 20, 100)).toEqual([255, 255, 255]);
    expect(tensorPixel(tensor, 200, 100).every((value) => value < 254)).toBe(true);
  });

  it('of a broken profile is taken as sRGB, with a warning', async () => {
    const whole = displayP3Profile();
    const jpeg = await sceneJpeg();
    const cut = Buffer.from(whole.subarray(0, 200));
    const noCurve = Buffer.from(whole);
    noCurve.write('xTRC', noCurve.indexOf('gTRC'), 'latin1');
    const wrongSpace = Buffer.from(whole);
    wrongSpace.write('CMYK', 16, 'latin1');
    const expected = (await decode('plain.jpg', jpeg)).tensor;
    for (const profile of [
      cut,
      noCurve,
      wrongSpace,
      Buffer.from('not a profile at all'.repeat(20)),
    ]) {
      const { tensor, warnings } = await decode('broken.jpg', jpegWithProfile(jpeg, profile));
      expect(warnings.map(({ code }) => code)).toEqual(['profile-ignored']);
      expect(meanDifference(tensor, expected)).toBe(0);
    }
    const { warnings } = await decode('whole.jpg', jpegWithProfile(jpeg, whole));
    expect(warnings).toEqual([]);
  });

  it('of an sRGB profile is left as it is', async () => {
    const profile = async (name: string) =>
      (await sharp(await png().withIccProfile(name).toBuffer()).metadata()).icc ?? Buffer.alloc(0);
    expect(isSrgbProfile(await profile('srgb'))).toBe(true);
    expect(isSrgbProfile(await profile('p3'))).toBe(false);
    expect(isSrgbProfile(adobeRgbProfile())).toBe(false);
    expect(isSrgbProfile(displayP3Profile())).toBe(false);
    const tagged = await scene(640, 426).withIccProfile('srgb').png().toBuffer();
    expect(meanDifference((await decode('srgb.png', tagged)).tensor, await reference())).toBe(0);
  });

  it('of a grey picture with an RGB profile raises no warning', async () => {
    const grey = await scene(640, 426).toColourspace('b-w').jpeg().toBuffer();
    const { warnings } = await decode('grey-rgb.jpg', jpegWithProfile(grey, displayP3Profile()));
    expect(warnings).toEqual([]);
  });

  const heic = dataPath('photos/heif/IMG_5195.HEIC');
  it.skipIf(heic === undefined)(
    'of an iPhone HEIC is its profile’s (needs KEEPERS_DATA)',
    async () => {
      const file = await readFile(heic ?? '');
      const picture = await openPicture({ kind: 'file', path: heic ?? '' });
      expect(picture).toMatchObject({ format: 'heic', width: 2566, height: 3313, warnings: [] });
      const { pixels } = await decodePixels(picture);
      expect([pixels.width, pixels.height]).toEqual([2566, 3313]);
      const { icc } = await sharp(file).metadata();
      expect(icc !== undefined && isUsableProfile(icc, 'rgb')).toBe(true);
      const { input } = await picture.load();
      const unconverted = await sharp(input, { ignoreIcc: true }).raw().toBuffer();
      expect(meanDifference(pixels.data, unconverted)).toBeGreaterThan(0.2);
    },
  );

  it('of a HEIC without a profile is what its nclx box names', () => {
    const box = (primaries: number) =>
      Buffer.concat([
        Buffer.from('....colrnclx', 'latin1'),
        Buffer.from([0, primaries, 0, 13, 0, 6, 128]),
      ]);
    expect(heicColour(box(12), undefined)).toEqual(displayP3Profile());
    expect(heicColour(box(1), undefined)).toBe('srgb');
    expect(heicColour(box(9), undefined)).toBe('unknown');
    expect(heicColour(Buffer.from('no box'), undefined)).toBe('srgb');
  });

  const photo = dataPath('photos/orientation/Landscape_1.jpg');
  const model = dataPath('weights/aesnet-interim.onnx');
  it.skipIf(photo === undefined || model === undefined)(
    'of a Display P3 copy scores like the original (needs KEEPERS_DATA)',
    async () => {
      const score = await loadScorer(model ?? '');
      const original = await passOne({ kind: 'file', path: photo ?? '' }, false);
      const p3 = await sharp(photo).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
      const copy = await decode('p3-photo.jpg', p3);
      expect(Math.abs((await score(copy.tensor)) - (await score(original.tensor)))).toBeLessThan(
        0.05,
      );
    },
  );
});
