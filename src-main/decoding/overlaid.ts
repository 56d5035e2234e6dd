import sharp from 'sharp';
import { decodePixels } from './decode.ts';
import { gate } from './gate.ts';
import { openPicture } from './picture.ts';
import type { DrawnPicture, Overlay, Source } from './types.ts';

/** See `Decoder.overlaid`. */
export async function overlaid(
  source: Source,
  { pixels, width, height, opacity, outline }: Overlay,
  edge: number,
): Promise<DrawnPicture> {
  const picture = await openPicture(source);
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const size = {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  };
  const { pixels: photo } = await decodePixels(picture, scale < 1 ? size : undefined);
  const line = (colour: string, across: number) =>
    `<path d="${outline}" fill="none" stroke="${colour}" stroke-width="${across}" stroke-linecap="round" vector-effect="non-scaling-stroke"/>`;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${photo.width}" height="${photo.height}" viewBox="0 0 1 1" preserveAspectRatio="none">${line('rgb(0,0,0)', 4)}${line('rgb(255,255,255)', 1.5)}</svg>`;
  const { data, info } = await gate.together(async () => {
    const over = await sharp(pixels, { raw: { width, height, channels: 4 } })
      .resize({ width: photo.width, height: photo.height, fit: 'fill', kernel: 'cubic' })
      .ensureAlpha()
      .linear([1, 1, 1, opacity], [0, 0, 0, 0])
      .png()
      .toBuffer();
    // In grey, or the map's colours would be taken for the photo's.
    const grey = await sharp(photo.data, {
      raw: { width: photo.width, height: photo.height, channels: 3 },
    })
      .greyscale()
      .toColourspace('srgb')
      .png()
      .toBuffer();
    return await sharp(grey)
      .composite([{ input: over }, { input: Buffer.from(drawing) }])
      .png()
      .toBuffer({ resolveWithObject: true });
  });
  return { bytes: data, mime: 'image/png', width: info.width, height: info.height };
}
