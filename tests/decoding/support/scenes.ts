import sharp, { type Sharp } from 'sharp';

/**
 * A picture with smooth colours, edges and no symmetry, so that every turn, mirror and colour mistake shows.
 * RGB raw, deterministic.
 */
export function scene(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const u = x / width;
      const v = y / height;
      const inDisc = (u - 0.7) ** 2 + (v - 0.3) ** 2 < 0.02;
      data[at] = inDisc ? 230 : Math.round(40 + 150 * u);
      data[at + 1] = inDisc ? 60 : Math.round(60 + 120 * v);
      data[at + 2] = inDisc ? 50 : Math.round(90 + 60 * Math.sin(9 * u * v + u));
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

export async function sceneJpeg(width = 640, height = 426): Promise<Buffer> {
  return scene(width, height).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}
