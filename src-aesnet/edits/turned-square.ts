/** Square pieces of level pictures, turned by known angles, to learn leans from. */
import type { Picture } from '../picture.ts';
import type { Random } from '../random.ts';

/** How a piece is taken. */
export interface TurnedSquare {
  /** Degrees by which it has to be turned clockwise to be level again. */
  readonly degrees: number;
  /** Width over height of the photo, which the picture may be squashed from. */
  readonly aspect: number;
  /** Half of its side, and its middle, in heights of the photo. */
  readonly half: number;
  readonly x: number;
  readonly y: number;
  /** Mirrored, which is as level. */
  readonly mirrored: boolean;
  /** What becomes of each level, of 256: light and contrast say nothing of a lean. */
  readonly levels: Uint8ClampedArray;
  /** How much of its colour is left, 0–1. */
  readonly color: number;
}

/** Shapes that a squashed photo may have had. */
const ASPECTS = [1, 1, 4 / 3, 3 / 2, 3 / 2, 3 / 4, 2 / 3];
/** Degrees. */
const WIDEST = 11.5;
/** Share of the largest piece that a piece is at least. */
const LEAST = 0.7;
/** Of the logarithms of brightness and of gamma. */
const LIGHT = { gain: 0.4, gamma: 0.4 };
const GREY = 0.15;

/** Draws one. */
export function drawTurnedSquare(random: Random): TurnedSquare {
  const degrees = random.uniform(-WIDEST, WIDEST);
  const aspect = random.pick(ASPECTS);
  const angle = (Math.abs(degrees) * Math.PI) / 180;
  // A turned square reaches so much further than half of its side.
  const reach = Math.cos(angle) + Math.sin(angle);
  const half = (random.uniform(LEAST, 1) * Math.min(1, aspect)) / 2 / reach;
  const margin = half * reach;
  const gain = Math.exp(random.uniform(-LIGHT.gain, LIGHT.gain));
  const gamma = Math.exp(random.uniform(-LIGHT.gamma, LIGHT.gamma));
  return {
    ...{ degrees, aspect, half },
    x: random.uniform(margin, aspect - margin),
    y: random.uniform(margin, 1 - margin),
    mirrored: random.chance(0.5),
    levels: Uint8ClampedArray.from(
      { length: 256 },
      (_, level) => 255 * gain * (level / 255) ** gamma,
    ),
    color: random.chance(GREY) ? 0 : random.uniform(0.7, 1),
  };
}

/** Draws the piece into side × side × 3 bytes: each pixel the mean of four points of the picture, between its pixels. */
export function turnedSquare(
  { width, height, data }: Picture,
  { degrees, aspect, half, x, y, mirrored, levels, color }: TurnedSquare,
  side: number,
  into: Uint8Array,
): void {
  const angle = (degrees * Math.PI) / 180;
  const step = half / side;
  const [cos, sin] = [Math.cos(angle) * step, Math.sin(angle) * step];
  const [scaleX, scaleY] = [width / aspect, height];
  const sums = new Float64Array(3);
  let to = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++, to += 3) {
      sums.fill(0);
      for (let point = 0; point < 4; point++) {
        // In quarters of a pixel from the middle; a pixel is two steps wide.
        const along = 2 * column + (point & 1) + 0.5 - side;
        const down = 2 * row + (point >> 1) + 0.5 - side;
        const across = x + cos * along - sin * down;
        const fromX = (mirrored ? aspect - across : across) * scaleX - 0.5;
        const fromY = (y + sin * along + cos * down) * scaleY - 0.5;
        const left = Math.min(Math.max(Math.floor(fromX), 0), width - 2);
        const top = Math.min(Math.max(Math.floor(fromY), 0), height - 2);
        const right = Math.min(Math.max(fromX - left, 0), 1);
        const below = Math.min(Math.max(fromY - top, 0), 1);
        const at = (top * width + left) * 3;
        const under = at + width * 3;
        for (let channel = 0; channel < 3; channel++) {
          const upper =
            (data[at + channel] as number) * (1 - right) +
            (data[at + channel + 3] as number) * right;
          const lower =
            (data[under + channel] as number) * (1 - right) +
            (data[under + channel + 3] as number) * right;
          sums[channel] = (sums[channel] as number) + upper * (1 - below) + lower * below;
        }
      }
      const [red, green, blue] = [0, 1, 2].map(
        (channel) => levels[Math.round((sums[channel] as number) / 4)] as number,
      ) as [number, number, number];
      const grey = (red + green + blue) / 3;
      into[to] = grey + color * (red - grey);
      into[to + 1] = grey + color * (green - grey);
      into[to + 2] = grey + color * (blue - grey);
    }
  }
}
