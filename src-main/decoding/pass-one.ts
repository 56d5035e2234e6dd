import sharp, { type Sharp } from 'sharp';
import { decodePixels, type Pixels, type Size } from './decode.ts';
import { dominantColor } from './dominant-color.ts';
import { gate } from './gate.ts';
import { openPicture } from './picture.ts';
import { TENSOR_SIDE, type EncodedPicture, type PassOne, type Source } from './types.ts';

/** Long edge of the loupe's preview, and of what everything else in pass one is made from. */
const PREVIEW_EDGE = 1500;
/** Long edge of a thumbnail in the grid, at twice the density of the screen. */
const THUMBNAIL_EDGE = 512;
/** The model's square must be shrunk to, never stretched to, on the short edge of a panorama either. */
const SHORTEST_EDGE = 2 * TENSOR_SIDE;
const LONGEST_EDGE = 6000;

/**
 * One decode with shrink-on-load, from which the model's tensor and the pictures for the screen are made. The
 * tensor comes the same way with and without pictures, so that a photo scores the same everywhere.
 */
export async function passOne(source: Source, pictures: boolean): Promise<PassOne> {
  const picture = await openPicture(source);
  const { pixels, warnings } = await decodePixels(picture, workingSize(picture));
  // In turn: at once, they would only take the cores from the other photos under way.
  const { tensor, preview, thumbnail } = await gate.together(async () => ({
    tensor: await squash(pixels),
    preview: pictures ? await encode(pixels, Infinity, 82) : undefined,
    thumbnail: pictures ? await encode(pixels, THUMBNAIL_EDGE, 80) : undefined,
  }));
  return {
    format: picture.format,
    width: picture.original.width,
    height: picture.original.height,
    tensor,
    ...(preview === undefined ? {} : { preview }),
    ...(thumbnail === undefined ? {} : { thumbnail }),
    dominantColor: dominantColor(tensor),
    warnings: [...picture.warnings, ...warnings],
  };
}

/** The upright size of the shared decode, or undefined where the picture is not larger than that. */
function workingSize({ width, height }: Size): Size | undefined {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  const scale = Math.max(PREVIEW_EDGE / long, Math.min(SHORTEST_EDGE / short, LONGEST_EDGE / long));
  if (scale >= 1) return undefined;
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function view({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/**
 * 224×224×3 bytes: the whole picture squashed to the model's square with Lanczos-3.
 *
 * libvips averages blocks of pixels before it filters an axis that shrinks to less than a quarter, which
 * is softer than the kernel that the model's data was made with. Two steps of less than that are not.
 */
async function squash(pixels: Pixels): Promise<Uint8Array> {
  const step = (edge: number) => (edge > 4 * TENSOR_SIDE ? 2 * TENSOR_SIDE : edge);
  const width = step(pixels.width);
  const height = step(pixels.height);
  let between = pixels;
  if (width !== pixels.width || height !== pixels.height) {
    between = { data: await resize(pixels, width, height), width, height };
  }
  return resize(between, TENSOR_SIDE, TENSOR_SIDE);
}

function resize(pixels: Pixels, width: number, height: number): Promise<Buffer> {
  return view(pixels).resize({ width, height, fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer();
}

async function encode(pixels: Pixels, edge: number, quality: number): Promise<EncodedPicture> {
  const whole = Math.max(pixels.width, pixels.height) <= edge;
  const image = view(pixels);
  const sized = whole
    ? image
    : image.resize({ width: edge, height: edge, fit: 'inside', kernel: 'cubic' });
  // Optimal Huffman tables would save a tenth of the bytes for three times the work.
  const { data, info } = await sized
    .jpeg({ quality, optimiseCoding: false })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, mime: 'image/jpeg', width: info.width, height: info.height };
}
