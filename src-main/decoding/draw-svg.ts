import sharp from 'sharp';
import { gate } from './gate.ts';
import type { EncodedPicture } from './types.ts';

/** For text and small pictures in print. */
const QUALITY = 92;

/** Draws an SVG of our own making, pictures inside included, as a JPEG. */
export async function drawSvg(svg: string): Promise<EncodedPicture> {
  const { data, info } = await gate.together(() =>
    sharp(Buffer.from(svg), { unlimited: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { bytes: data, mime: 'image/jpeg', width: info.width, height: info.height };
}
