/** Statistics of a picture's pixels by which unusual ones are found. */

export interface PictureStatistics {
  /** Mean luma (Rec. 709 weights on sRGB values), 0–255. */
  readonly brightness: number;
  /** Mean of the greatest less the least channel, 0–255: 0 in black and white. */
  readonly chroma: number;
  /** Mean square step of luma between neighbours over its variance: small where nothing is sharp. 0 for one flat colour. */
  readonly detail: number;
}

/** `picture`: side × side × 3 RGB bytes, row by row. */
export function pictureStatistics(picture: Uint8Array, side: number): PictureStatistics {
  const pixels = side * side;
  const luma = new Float64Array(pixels);
  let chroma = 0;
  let sum = 0;
  let squares = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const red = picture[3 * pixel] as number;
    const green = picture[3 * pixel + 1] as number;
    const blue = picture[3 * pixel + 2] as number;
    const value = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    luma[pixel] = value;
    sum += value;
    squares += value * value;
    chroma += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  let steps = 0;
  for (let y = 1; y < side; y++) {
    for (let x = 1; x < side; x++) {
      const here = luma[y * side + x] as number;
      const across = here - (luma[y * side + x - 1] as number);
      const down = here - (luma[(y - 1) * side + x] as number);
      steps += across * across + down * down;
    }
  }
  const brightness = sum / pixels;
  const variance = squares / pixels - brightness * brightness;
  return {
    brightness,
    chroma: chroma / pixels,
    detail: variance > 0 ? steps / (2 * (side - 1) ** 2) / variance : 0,
  };
}
