import { exifDirectory, MODEL } from './exif.ts';
import type { Frame } from './shoot.ts';
import type { Pixels } from './develop.ts';
import {
  ascii,
  byte,
  long,
  rational,
  short,
  srational,
  tiffBytes,
  type Directory,
} from './tiff.ts';

/** XYZ (D65) to linear sRGB, DNG's ColorMatrix1 for a camera whose primaries are those of sRGB. */
const COLOR_MATRIX = [32406, -15372, -4986, -9689, 18758, 415, 557, -2040, 10570] as const;

/** A JPEG inside the file. */
export interface Preview {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A RAW in Adobe's DNG format (specification 1.4): a Bayer mosaic of the picture behind a linearisation
 * table, 8 bits a photosite, uncompressed; a thumbnail in the first directory, a larger preview beside
 * the mosaic. It holds what a sensor with that mosaic would have recorded, so any RAW converter opens it.
 */
export function dngBytes(
  frame: Frame,
  pixels: Pixels,
  thumbnail: Preview,
  preview: Preview,
): Buffer {
  const { width, height } = pixels;
  const raw: Directory = {
    0x00fe: long(0),
    0x0100: long(width),
    0x0101: long(height),
    0x0102: short(8),
    0x0103: short(1),
    // Colour filter array.
    0x0106: short(32803),
    0x0111: { type: 'data', bytes: mosaic(pixels) },
    0x0115: short(1),
    0x0116: long(height),
    0x0117: long(width * height),
    0x011c: short(1),
    // Red, green / green, blue.
    0x828d: short(2, 2),
    0x828e: byte(0, 1, 1, 2),
    0xc617: short(1),
    0xc618: short(...linearisation()),
    0xc61a: short(0),
    0xc61d: short(65535),
    0xc68d: long(0, 0, height, width),
  };
  return tiffBytes({
    ...exifDirectory(frame, { width, height }),
    ...jpegDirectory(thumbnail),
    0x014a: { type: 'directories', directories: [raw, jpegDirectory(preview)] },
    0xc612: byte(1, 4, 0, 0),
    0xc613: byte(1, 3, 0, 0),
    0xc614: ascii(MODEL),
    0xc621: srational(...COLOR_MATRIX.map((value) => [value, 10_000] as const)),
    0xc628: rational([1, 1], [1, 1], [1, 1]),
    // D65.
    0xc65a: short(21),
  });
}

/** A reduced picture, JPEG compressed, sRGB. */
function jpegDirectory({ data, width, height }: Preview): Directory {
  return {
    0x00fe: long(1),
    0x0100: long(width),
    0x0101: long(height),
    0x0102: short(8, 8, 8),
    0x0103: short(7),
    0x0106: short(6),
    0x0111: { type: 'data', bytes: data },
    0x0115: short(3),
    0x0116: long(height),
    0x0117: long(data.length),
    0x011c: short(1),
    0xc71a: long(2),
  };
}

function mosaic({ data, width, height }: Pixels): Uint8Array {
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const channel = (y & 1) + (x & 1);
      out[y * width + x] = data[(y * width + x) * 3 + channel] ?? 0;
    }
  }
  return out;
}

/** sRGB's curve, from 8 bits to 16 bits of linear light. */
function linearisation(): number[] {
  return Array.from({ length: 256 }, (_value, index) => {
    const share = index / 255;
    const light = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    return Math.round(light * 65_535);
  });
}
