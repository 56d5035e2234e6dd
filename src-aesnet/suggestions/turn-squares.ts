/** The squares of a photo that are looked at to tell by how much it has to be turned, and what is made of what they say. */
import { TOLD_TURNS, TURN_SIDE } from '../networks/turn-network.ts';
import type { Picture } from '../picture.ts';
import { resample } from '../resample.ts';
import { softmax } from './calibration.ts';
import { TURNS } from './turn-features.ts';

/** Photos that are longer than this are looked at in three places. */
const LONG = 1.1;
const PLACES = [0, 0.5, 1];

/**
 * Squares of TURN_SIDE × TURN_SIDE × 3 bytes, each followed by its mirror image: all of the short side, from one end of the long one to
 * the other. `aspect` is the photo's width over height, which the picture's own need not be.
 */
export function turnSquares(picture: Picture, aspect: number): Uint8Array[] {
  const { width, height } = picture;
  const window = {
    width: width * Math.min(1, 1 / aspect),
    height: height * Math.min(1, aspect),
  };
  const places = Math.max(aspect, 1 / aspect) < LONG ? [0.5] : PLACES;
  return places.flatMap((place) => {
    const { data } = resample(picture, {
      ...{ width: TURN_SIDE, height: TURN_SIDE, kernel: 'lanczos3' },
      window: {
        ...window,
        x: (width - window.width) * place,
        y: (height - window.height) * place,
      },
    });
    return [data, mirrored(data)];
  });
}

/**
 * The chances of TURNS, which sum to 1, from the logarithms of the chances of TOLD_TURNS that each square gives, one row after the other,
 * in the order of `turnSquares`. Throws a RangeError for rows that are not in pairs.
 */
export function turnChancesOf(logs: ArrayLike<number>): Float64Array {
  const width = TOLD_TURNS.length;
  const rows = logs.length / width;
  if (rows === 0 || rows % 2 !== 0) throw new RangeError(`${logs.length} values are no pairs`);
  return softmax(
    Float64Array.from(TURNS, (turn) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        // A mirror image leans the other way.
        const at = TOLD_TURNS.indexOf(row % 2 === 0 ? turn : -turn);
        sum += logs[row * width + at] as number;
      }
      return sum / rows;
    }),
  );
}

function mirrored(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let row = 0; row < TURN_SIDE; row++) {
    for (let column = 0; column < TURN_SIDE; column++) {
      const from = (row * TURN_SIDE + column) * 3;
      const to = (row * TURN_SIDE + TURN_SIDE - 1 - column) * 3;
      out.set(data.subarray(from, from + 3), to);
    }
  }
  return out;
}
