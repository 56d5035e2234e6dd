import type { Picture } from '../picture.ts';
import { blank } from '../picture.ts';

/**
 * Turns a picture within a frame that fits into it at `frameDegrees` (0–45, at least |degrees|), so that copies turned by less, the original among
 * them, have the same frame and size. `aspect` is the photo's width over height where the picture has been squashed, and
 * the picture's own where not. Positive degrees turn the picture counter-clockwise.
 */
export function tilt(
  picture: Picture,
  degrees: number,
  frameDegrees: number,
  aspect: number,
): Picture {
  const angle = (degrees * Math.PI) / 180;
  const share = innerShare((frameDegrees * Math.PI) / 180, aspect);
  const { width, height } = picture;
  const cos = Math.cos(angle) * share;
  const sin = Math.sin(angle) * share;
  // Along the photo's own axes, in which a turn is a turn; then back into the squashed picture's pixels.
  const xFromY = (-sin / aspect) * (width / height);
  const yFromX = sin * aspect * (height / width);
  return warp(picture, [cos, xFromY, yFromX, cos]);
}

/** The largest scale at which a rectangle of the photo's own shape, turned by the angle, lies within the photo. */
function innerShare(angle: number, aspect: number): number {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return Math.min(aspect / (aspect * cos + sin), 1 / (aspect * sin + cos));
}

/** Each pixel from where a 2 × 2 matrix about the centre leads, by Catmull and Rom's cubic. */
function warp(picture: Picture, matrix: readonly [number, number, number, number]): Picture {
  const { width, height, data } = picture;
  const [a, b, c, d] = matrix;
  const out = blank(width, height);
  const held = new Uint8ClampedArray(out.data.buffer);
  const weightsX = new Float32Array(4);
  const weightsY = new Float32Array(4);
  const columns = new Int32Array(4);
  let to = 0;
  for (let row = 0; row < height; row++) {
    const fromCentreY = row + 0.5 - height / 2;
    for (let column = 0; column < width; column++, to += 3) {
      const fromCentreX = column + 0.5 - width / 2;
      const x = a * fromCentreX + b * fromCentreY + width / 2 - 0.5;
      const y = c * fromCentreX + d * fromCentreY + height / 2 - 0.5;
      const left = Math.floor(x);
      const top = Math.floor(y);
      catmullRom(x - left, weightsX);
      catmullRom(y - top, weightsY);
      for (let i = 0; i < 4; i++) columns[i] = Math.min(Math.max(left - 1 + i, 0), width - 1) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = 0; j < 4; j++) {
        const line = Math.min(Math.max(top - 1 + j, 0), height - 1) * width * 3;
        for (let i = 0; i < 4; i++) {
          const from = line + (columns[i] as number);
          const weight = (weightsX[i] as number) * (weightsY[j] as number);
          red += weight * (data[from] as number);
          green += weight * (data[from + 1] as number);
          blue += weight * (data[from + 2] as number);
        }
      }
      held[to] = red;
      held[to + 1] = green;
      held[to + 2] = blue;
    }
  }
  return out;
}

/** The weights of four neighbours of a point that lies `at` (0–1) between the middle two. */
function catmullRom(at: number, weights: Float32Array): void {
  weights[0] = at * (-0.5 + at * (1 - 0.5 * at));
  weights[1] = 1 + at * at * (-2.5 + 1.5 * at);
  weights[2] = at * (0.5 + at * (2 - 1.5 * at));
  weights[3] = at * at * (-0.5 + 0.5 * at);
}
