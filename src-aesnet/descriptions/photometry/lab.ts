import { LINEAR } from '../../edits/srgb.ts';
import type { Picture } from '../../picture.ts';

/** A picture in CIE L*a*b* (1976, D65): one value a pixel in each plane, row by row. */
export interface LabPicture {
  readonly width: number;
  readonly height: number;
  /** L*, 0 (black) to 100 (white). */
  readonly lightness: Float32Array;
  /** a*, green below 0, magenta above. */
  readonly a: Float32Array;
  /** b*, blue below 0, yellow above. */
  readonly b: Float32Array;
}

/** Where the cube root of CIE's lightness gives way to a straight line, and that line. */
const EPSILON = 216 / 24389;
const SLOPE = 24389 / 27 / 116;

export function labOf({ width, height, data }: Picture): LabPicture {
  const count = width * height;
  const lightness = new Float32Array(count);
  const a = new Float32Array(count);
  const b = new Float32Array(count);
  for (let at = 0, from = 0; at < count; at++, from += 3) {
    const red = LINEAR[data[from] as number] as number;
    const green = LINEAR[data[from + 1] as number] as number;
    const blue = LINEAR[data[from + 2] as number] as number;
    // sRGB to XYZ, divided by the white of D65: each row's sum is 1, so that greys have neither a* nor b*.
    const x = curve(0.433953 * red + 0.376219 * green + 0.189828 * blue);
    const y = curve(0.212673 * red + 0.715152 * green + 0.072175 * blue);
    const z = curve(0.017758 * red + 0.109477 * green + 0.872765 * blue);
    lightness[at] = 116 * y - 16;
    a[at] = 500 * (x - y);
    b[at] = 200 * (y - z);
  }
  return { width, height, lightness, a, b };
}

function curve(value: number): number {
  return value > EPSILON ? Math.cbrt(value) : SLOPE * value + 16 / 116;
}
