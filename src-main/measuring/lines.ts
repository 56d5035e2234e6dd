import type { Plane } from './plane.ts';

/** Lines further than this from level are not followed: slope, about 21°. */
const STEEPEST = 0.38;
/** Samples without an edge that a line may cross. */
const GAP = 3;
/** Furthest, in samples, from where the line is expected: at its start, and once it is fitted. */
const LOOSE = 1;
const TIGHT = 0.75;
/** Edge points from which a line is fitted rather than continued along its first edge. */
const FITTED = 8;
/** Least gradient, grey levels a sample. */
const LEAST_GRADIENT = 2;

/** A straight edge that runs roughly along the rows: y = centre + slope · (x − middle). */
export interface Line {
  readonly slope: number;
  /** Middle of the line. */
  readonly x: number;
  readonly y: number;
  /** Samples from its first to its last point, along the row. */
  readonly length: number;
  /** Root mean square distance of its points from it, samples. */
  readonly residual: number;
}

/**
 * The straight edges within about 21° of level, each at least `shortest` samples long. Edge points are local
 * extremes of the vertical gradient, placed between samples by a parabola (Devernay 1995), and are followed
 * from left to right as long as they keep to the regression line of those before. For upright lines transpose
 * the picture.
 *
 * @param smooth luma after light smoothing ([1 2 1]/4 both ways)
 * @param noise standard deviation of the luma noise before it
 */
export function levelLines(smooth: Plane, noise: number, shortest: number): Line[] {
  const { width, height } = smooth;
  const edges = edgePoints(smooth, Math.max(LEAST_GRADIENT, 1.5 * noise));
  const lines: Line[] = [];
  for (const i of edges.leftToRight) {
    if (edges.row[i] === 0) continue;
    const y = Math.floor(i / width);
    const line = follow(edges, width, height, i - y * width, y);
    if (line.length >= shortest) lines.push(line);
  }
  return lines;
}

interface EdgePoints {
  /** Row of the edge between samples, positive where luma rises downwards and negative where it falls; 0 for no edge. */
  readonly row: Float32Array;
  readonly slope: Float32Array;
  /** Places of all edges, by column. */
  readonly leftToRight: Uint32Array;
}

function edgePoints({ width, height, data }: Plane, least: number): EdgePoints {
  const row = new Float32Array(width * height);
  const slope = new Float32Array(width * height);
  const found: number[] = [];
  const starts = new Uint32Array(width + 1);
  for (let y = 2; y < height - 2; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      const here = (data[i + width] as number) - (data[i - width] as number);
      const size = Math.abs(here);
      if (size < 2 * least) continue;
      // First, since it turns most away: three quarters of all directions.
      const across = (data[i + 1] as number) - (data[i - 1] as number);
      if (Math.abs(across) > STEEPEST * size) continue;
      const sign = here > 0 ? 1 : -1;
      const above = sign * ((data[i] as number) - (data[i - 2 * width] as number));
      if (above > size) continue;
      const below = sign * ((data[i + 2 * width] as number) - (data[i] as number));
      if (below >= size) continue;
      const bend = above - 2 * size + below;
      row[i] = sign * (y + (bend < 0 ? (0.5 * (above - below)) / bend : 0));
      slope[i] = -across / here;
      found.push(i);
      starts[x + 1] = (starts[x + 1] as number) + 1;
    }
  }
  for (let x = 0; x < width; x++) starts[x + 1] = (starts[x + 1] as number) + (starts[x] as number);
  const leftToRight = new Uint32Array(found.length);
  for (const i of found) {
    const x = i % width;
    const place = starts[x] as number;
    leftToRight[place] = i;
    starts[x] = place + 1;
  }
  return { row, slope, leftToRight };
}

/** Follows the edge that starts at (x, y) to the right, erasing the points that it takes. */
function follow(edges: EdgePoints, width: number, height: number, x: number, y: number): Line {
  const { row, slope } = edges;
  const first = y * width + x;
  const sign = Math.sign(row[first] as number);
  const x0 = x;
  const y0 = Math.abs(row[first] as number);
  const initial = slope[first] as number;
  row[first] = 0;
  let last = x;
  let lastY = y0;
  let n = 1;
  // Sums over points relative to the first: Σx, Σy, Σx², Σxy, Σy².
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let next = x + 1; next < width - 1 && next - last <= GAP; next++) {
    const fitted = n >= FITTED;
    let expected: number;
    if (fitted) {
      const fit = (n * sxy - sx * sy) / (n * sxx - sx * sx);
      expected = y0 + (sy - fit * sx) / n + fit * (next - x0);
    } else {
      expected = lastY + initial * (next - last);
    }
    const near = Math.round(expected);
    let best = -1;
    let nearest = fitted ? TIGHT : LOOSE;
    for (let candidate = near - 1; candidate <= near + 1; candidate++) {
      if (candidate < 1 || candidate >= height - 1) continue;
      const value = sign * (row[candidate * width + next] as number);
      const distance = Math.abs(value - expected);
      if (value > 0 && distance <= nearest) {
        best = candidate;
        nearest = distance;
      }
    }
    if (best < 0) continue;
    lastY = Math.abs(row[best * width + next] as number);
    row[best * width + next] = 0;
    last = next;
    const dx = next - x0;
    const dy = lastY - y0;
    n++;
    sx += dx;
    sy += dy;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  const spread = n * sxx - sx * sx;
  const fit = spread > 0 ? (n * sxy - sx * sy) / spread : 0;
  const unexplained = (n * syy - sy * sy - fit * (n * sxy - sx * sy)) / (n * n);
  return {
    slope: fit,
    x: x0 + sx / n,
    y: y0 + sy / n,
    length: last - x0 + 1,
    residual: Math.sqrt(Math.max(0, unexplained)),
  };
}
