import sharp from 'sharp';

export interface FrameExif {
  /** `YYYY:MM:DD HH:MM:SS`. */
  readonly at?: string;
  /** Decimal fraction of the second, its digits alone. */
  readonly subSec?: string;
  readonly make?: string;
  readonly model?: string;
  readonly serial?: string;
  /** EXIF's own names and notation, for all else: `ExposureTime: '1/100'`. */
  readonly more?: Readonly<Record<string, string>>;
}

/**
 * A picture with edges and EXIF, as a camera writes it, for tests that need no real photos. `seed` is what is in it,
 * `tone` its colour, by which the tiny model's content embedding goes; `blur` is Gaussian σ in pixels.
 */
export async function writeFrame(
  file: string,
  {
    seed = 1,
    tone = [128, 128, 128],
    blur = 0,
    width = 480,
    height = 320,
    exif = {},
  }: {
    seed?: number;
    tone?: readonly [number, number, number];
    blur?: number;
    width?: number;
    height?: number;
    exif?: FrameExif;
  } = {},
): Promise<void> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bright = brightness(Math.floor(x / 23), Math.floor(y / 19), seed);
      for (let channel = 0; channel < 3; channel++) {
        data[(y * width + x) * 3 + channel] = (tone[channel] ?? 128) + bright;
      }
    }
  }
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  const {
    at,
    subSec,
    make = 'NIKON CORPORATION',
    model = 'NIKON Z 8',
    serial = '6001',
    more = {},
  } = exif;
  await (blur > 0 ? picture.blur(blur) : picture)
    .withExif({
      IFD0: { Make: make, Model: model },
      IFD2: {
        ...(at !== undefined && { DateTimeOriginal: at }),
        ...(subSec !== undefined && { SubSecTimeOriginal: subSec }),
        BodySerialNumber: serial,
        ...more,
      },
    })
    .jpeg({ quality: 92 })
    .toFile(file);
}

/** Blocks at random: as many edges as a blur needs to be read, and no pattern that looks like a motion. */
function brightness(column: number, row: number, seed: number): number {
  const mixed = Math.imul(column * 73_856_093 + row * 19_349_663 + seed * 83_492_791, 0x9e3779b1);
  return ((mixed >>> 16) % 111) - 55;
}
