import { binomial3, binomial5, decimate, type Plane, type Rectangle } from './plane.ts';
import type { Tile } from './tiles.ts';

/** Octaves of the pyramid: the coarsest reads a blur of 2 · 2⁴ px without strain. */
const LEVELS = 5;
/** Variance, px², that smoothing by [1 2 1] and differences of neighbours add to an edge's own. */
const READING = 1 / 2 + 1 / 12;
/** A blur above this, in pixels of its level, is read one level up. */
const NEXT_LEVEL = 2;
/** The least contrast of an edge: in grey levels, and in standard deviations of the noise. */
const CONTRAST = 16;
const SIGNIFICANT = 12;
/** Noise of more grey levels than this upsets an edge's width: read it one level up. */
const NOISY = 6;
/** Edge crossings that a cell must have at the finest level. */
const LEAST_EDGES = 40;
/** Edges leaning further than this (cosine) are left to the scan across the other way. */
const LEAST_COSINE = 0.7;
/** Share of noise variance that [1 2 1]/4 both ways, and [1 4 6 4 1]/16 both ways let through. */
const SMOOTHING_GAIN = (6 / 16) ** 2;
const REDUCTION_GAIN = (70 / 256) ** 2;
/** What is left of the blur, px², where an edge is as sharp as pixels can show. */
const FLOOR = 0.15;
/** Share of the cells, sharpest first, at which the blur is read. */
const SHARPEST = 0.1;

export interface Focus {
  /** Gaussian σ in pixels. */
  readonly sigma: number;
  /** The cell in which it was read, pixels of the picture. */
  readonly region: Rectangle;
}

/** Over the edges of a cell: Σ step · contrast · cosine, Σ step², and their number. */
interface Edges {
  widths: number;
  weights: number;
  count: number;
}

/**
 * Blur (Gaussian σ, pixels) of the sharpest region, or undefined where nothing has an edge.
 *
 * A step of contrast c blurred by σ has the slope c / (√2π σ) at its steepest, so each edge's contrast over its slope is
 * its blur. Edges are runs of rising or falling luma across rows and columns, as in Marziliano et al.,
 * "A no-reference perceptual blur metric", ICIP 2002, corrected for their slant; steep ones count
 * most. Each cell (64 to 128 px) is read at the level of a pyramid at which noise and blur
 * are both small (after Elder & Zucker, "Local scale control for edge detection and blur estimation", PAMI 1998). The
 * sharpest tenth of the cells marks the sharpest region.
 *
 * @param noise standard deviation of the luma noise, 8-bit units
 */
export function focusOf(tiles: readonly Tile[], noise: number): Focus | undefined {
  const cells = tiles.flatMap((tile) => cellsOf(tile, noise));
  cells.sort((a, b) => a.sigma - b.sigma);
  return cells[Math.min(cells.length - 1, Math.floor(cells.length * SHARPEST))];
}

function cellsOf(tile: Tile, noise: number): Focus[] {
  const side = Math.min(128, Math.max(64, Math.round(Math.min(tile.width, tile.height) / 8)));
  const columns = Math.max(1, Math.round(tile.width / side));
  const rows = Math.max(1, Math.round(tile.height / side));
  const levels: { edges: Edges[]; noise: number }[] = [];
  let plane = tile.plane;
  let variance = noise * noise + 1 / 12;
  for (let level = 0; level < LEVELS && plane.width >= 12 && plane.height >= 12; level++) {
    if (level > 0) {
      plane = decimate(binomial5(plane));
      variance *= REDUCTION_GAIN;
    }
    const rest = Math.sqrt(variance * SMOOTHING_GAIN);
    levels.push({ edges: edgesOf(binomial3(plane), rest, columns, rows), noise: rest });
  }
  const found: Focus[] = [];
  const width = tile.width / columns;
  const height = tile.height / rows;
  for (let cell = 0; cell < columns * rows; cell++) {
    const sigma = sigmaOf(levels.map(({ edges, noise }) => ({ ...(edges[cell] as Edges), noise })));
    if (sigma === undefined) continue;
    const x = tile.x + (cell % columns) * width;
    const y = tile.y + Math.floor(cell / columns) * height;
    found.push({ sigma, region: { x, y, width, height } });
  }
  return found;
}

/** The blur of one cell from its edges at each level, at the finest level that can be trusted. */
function sigmaOf(levels: readonly (Edges & { noise: number })[]): number | undefined {
  let sigma: number | undefined;
  let before = 0;
  for (const [level, { widths, weights, count, noise }] of levels.entries()) {
    const scale = 2 ** level;
    if (count >= Math.max(6, LEAST_EDGES / scale)) {
      const measured = (widths / weights) ** 2 / (2 * Math.PI);
      const own = measured - READING - before;
      // Strictly rising with the measured width, also where little but the reading itself is left.
      sigma = scale * Math.sqrt((own + Math.hypot(own, FLOOR)) / 2);
      if (noise < NOISY && own < NEXT_LEVEL ** 2) return sigma;
    }
    before = (before + 1) / 4;
  }
  return sigma;
}

/** Collects the edges of each cell along rows, then along columns. */
function edgesOf(plane: Plane, noise: number, columns: number, rows: number): Edges[] {
  const { width, height } = plane;
  const cells = Array.from({ length: columns * rows }, () => ({ widths: 0, weights: 0, count: 0 }));
  const least = Math.max(CONTRAST, SIGNIFICANT * noise);
  const cellColumn = Int32Array.from({ length: width }, (_, x) =>
    Math.floor((x * columns) / width),
  );
  const cellRow = Int32Array.from(
    { length: height },
    (_, y) => columns * Math.floor((y * rows) / height),
  );
  const add = (at: number, step: number, contrast: number, other: number) => {
    const slant = (plane.data[at + other] as number) - (plane.data[at - other] as number);
    const cosine = step / Math.hypot(step, slant / 2);
    if (cosine < LEAST_COSINE) return;
    const y = Math.floor(at / width);
    const cell = cells[(cellRow[y] as number) + (cellColumn[at - y * width] as number)] as Edges;
    cell.widths += step * contrast * cosine;
    cell.weights += step * step;
    cell.count++;
  };
  for (let y = 1; y < height - 1; y++) scan(plane.data, y * width, 1, width, least, width, add);
  for (let x = 1; x < width - 1; x++) scan(plane.data, x, width, height, least, 1, add);
  return cells;
}

/** Finds the rising and falling runs of a line of samples and reports those of contrast enough. */
function scan(
  data: Float32Array,
  start: number,
  stride: number,
  length: number,
  least: number,
  other: number,
  add: (at: number, step: number, contrast: number, other: number) => void,
): void {
  let from = data[start] as number;
  let before = from;
  let sign = 0;
  let steepest = 0;
  let at = 0;
  // The lines at the border have no neighbour for the slant, nor a full run.
  const end = start + (length - 1) * stride;
  for (let i = start + stride; i <= end; i += stride) {
    const value = data[i] as number;
    const step = value - before;
    if (step * sign < 0) {
      const contrast = Math.abs(before - from);
      if (contrast >= least) add(at, steepest, contrast, other);
      from = before;
      sign = 0;
      steepest = 0;
    }
    if (sign === 0) sign = Math.sign(step);
    const size = Math.abs(step);
    if (size > steepest) {
      steepest = size;
      at = i;
    }
    before = value;
  }
}
