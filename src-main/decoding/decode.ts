import sharp, { type FailOnOptions, type Sharp } from 'sharp';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Warning } from '../../src-shared/photo.ts';
import { gate } from './gate.ts';
import { MAX_PIXELS } from './limits.ts';
import type { Picture, SharpInput } from './picture.ts';
import { damaged, isHarmless } from './reasons.ts';

/** RGB, 8 bits, row by row without padding, upright, sRGB. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const DAMAGED: Warning = {
  code: 'damaged',
  message: 'The file is damaged; what could be read of its picture was used.',
};

/**
 * Decodes a picture to pixels, upright and in sRGB, at an upright size or in full. Transparent parts lie
 * on white, as a viewer or a print shows them. Throws `photo-damaged` where there is no picture.
 */
export async function decodePixels(
  picture: Picture,
  size?: Size,
): Promise<{ pixels: Pixels; warnings: readonly Warning[] }> {
  const { result, warnings } = await faultTolerant(picture, (failOn, loaded) =>
    uprightSrgb(picture, loaded, failOn, size)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  const { data, info } = result;
  if (info.channels !== 3) {
    throw new KeepersError('internal', { reason: `sharp gave ${info.channels} channels` });
  }
  return { pixels: { data, width: info.width, height: info.height }, warnings };
}

/**
 * Runs a decode strictly, and only if that fails leniently: so a damaged file is known as such, and a
 * whole one is decoded once. Throws `photo-damaged`.
 */
export async function faultTolerant<Result>(
  picture: Picture,
  run: (failOn: FailOnOptions, loaded: SharpInput) => Promise<Result>,
): Promise<{ result: Result; warnings: readonly Warning[] }> {
  const loaded = await picture.load();
  // libjpeg tells of broken data by warnings; the other libraries warn about harmless metadata.
  const isJpeg = picture.format === 'jpeg' || picture.format === 'raw';
  const strict = isJpeg ? 'warning' : 'error';
  const whole = async () => ({ result: await run(strict, loaded), warnings: [] });
  return gate.together(whole).catch(() =>
    gate.alone(async () => {
      const said = await whole().catch((thrown: unknown) => ({ thrown }));
      if (!('thrown' in said)) return said;
      if (isHarmless(said.thrown)) {
        const result = await run('truncated', loaded).catch(() => undefined);
        if (result !== undefined) return { result, warnings: [] };
      }
      return run('none', loaded).then(
        (result) => ({ result, warnings: [DAMAGED] }),
        (thrown: unknown) => {
          throw damaged(thrown);
        },
      );
    }),
  );
}

/** The pipeline up to, and without, an output format. */
export function uprightSrgb(
  picture: Picture,
  loaded: SharpInput,
  failOn: FailOnOptions,
  size?: Size,
): Sharp {
  const image = upright(picture, loaded, failOn, size).toColourspace('srgb');
  return picture.deepWithProfile ? image.withIccProfile('srgb') : image;
}

/** The same in the picture's own colours. */
export function upright(
  picture: Picture,
  { input, options }: SharpInput,
  failOn: FailOnOptions,
  size?: Size,
): Sharp {
  const turned = picture.orientation >= 5;
  let image = sharp(input, { ...options, failOn, limitInputPixels: MAX_PIXELS });
  if (size !== undefined) {
    // Before turning, so that the decoder can shrink while it reads.
    const [width, height] = turned ? [size.height, size.width] : [size.width, size.height];
    image = image.resize({ width, height, fit: 'fill', kernel: 'lanczos3' });
  }
  image = turn(image, picture.orientation);
  return picture.hasAlpha ? image.flatten({ background: '#ffffff' }) : image;
}

/** Applies an EXIF orientation. sharp mirrors before it rotates, whatever the order of the calls. */
function turn(image: Sharp, orientation: number): Sharp {
  switch (orientation) {
    case 2:
      return image.flop();
    case 3:
      return image.rotate(180);
    case 4:
      return image.flip();
    case 5:
      return image.flop().rotate(270);
    case 6:
      return image.rotate(90);
    case 7:
      return image.flop().rotate(90);
    case 8:
      return image.rotate(270);
    default:
      return image;
  }
}
