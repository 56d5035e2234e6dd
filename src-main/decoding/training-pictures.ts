import sharp, { type Sharp } from 'sharp';
import { decodePixels } from './decode.ts';
import { gate } from './gate.ts';
import { openPicture } from './picture.ts';

/** RGB, 8 bits, row by row without padding, sRGB. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One thread for each picture: training prepares as many pictures at a time as it has workers. */
export function useOneThreadEach(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}

/** A photo at its full size, upright. Throws a `KeepersError` that says what is wrong with the file. */
export async function readWholePicture(path: string): Promise<RawPicture> {
  const { pixels } = await decodePixels(await openPicture({ kind: 'file', path }));
  return pixels;
}

/** What is left of a picture after JPEG of a quality from 1 to 100, with half the resolution in colour as cameras and the web have it. */
export function throughJpeg(picture: RawPicture, quality: number): Promise<RawPicture> {
  return gate.together(async () => {
    const encoded = await rawInput(picture).jpeg({ quality, optimiseCoding: false }).toBuffer();
    const data = await sharp(encoded).raw().toBuffer();
    return { width: picture.width, height: picture.height, data };
  });
}

/** A JPEG of at most `long` pixels on its long side. */
export function asJpeg(
  picture: RawPicture,
  { long, quality }: { readonly long: number; readonly quality: number },
): Promise<Uint8Array> {
  return gate.together(() =>
    rawInput(picture)
      .resize({ width: long, height: long, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality })
      .toBuffer(),
  );
}

/** An SVG drawn on white. */
export function svgAsJpeg(svg: Uint8Array): Promise<Uint8Array> {
  return gate.together(() => sharp(svg).flatten({ background: '#ffffff' }).jpeg().toBuffer());
}

/** Stretches to a size with one of sharp's kernels: `src-aesnet/resample.ts` agrees with it within rounding. */
export function resizeBySharp(
  picture: RawPicture,
  width: number,
  height: number,
  kernel: 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3',
): Promise<RawPicture> {
  return gate.together(async () => ({
    width,
    height,
    data: await rawInput(picture).resize({ width, height, fit: 'fill', kernel }).raw().toBuffer(),
  }));
}

function rawInput({ data, width, height }: RawPicture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}
