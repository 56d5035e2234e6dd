import type { Picture } from '../picture.ts';

/** Shows blocks of `side` × `side` pixels (1 or more, not necessarily whole) as their mean. */
export function pixelate({ width, height, data }: Picture, side: number): Picture {
  const columns = Math.max(1, Math.round(width / side));
  const rows = Math.max(1, Math.round(height / side));
  const out = new Uint8Array(data.length);
  for (let row = 0; row < rows; row++) {
    const top = Math.round((row * height) / rows);
    const bottom = Math.round(((row + 1) * height) / rows);
    for (let column = 0; column < columns; column++) {
      const left = Math.round((column * width) / columns);
      const right = Math.round(((column + 1) * width) / columns);
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) sum += data[(y * width + x) * 3 + channel] as number;
        }
        const mean = Math.round(sum / ((bottom - top) * (right - left)));
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) out[(y * width + x) * 3 + channel] = mean;
        }
      }
    }
  }
  return { width, height, data: out };
}
