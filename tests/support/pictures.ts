import sharp from 'sharp';

/** A picture with something in it, different for each seed, for tests that need photos anywhere. */
export async function writePicture(
  file: string,
  { seed = 1, width = 360, height = 240 }: { seed?: number; width?: number; height?: number } = {},
): Promise<void> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      data[at] = 128 + 100 * Math.sin((x * seed) / 40);
      data[at + 1] = 128 + 100 * Math.sin(y / 30 + seed);
      data[at + 2] = 128 + 100 * Math.sin((x + y * seed) / 50);
    }
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
}
