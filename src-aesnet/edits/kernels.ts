/** A blur as the weights of the pixels around each one. */
export interface BlurKernel {
  /** How far it reaches to either side, in whole pixels. */
  readonly reachX: number;
  readonly reachY: number;
  /** (2 reachY + 1) × (2 reachX + 1), row by row; their sum is 1. */
  readonly weights: Float32Array;
}

/** Points along each side of a pixel at which a shape is sampled, so that its outline is smooth. */
const SUBSAMPLES = 5;

/**
 * What an unsharp lens makes of a point: a disc, or an ellipse where the picture is squashed. Radii in pixels, of
 * either axis. As wide as the pixel itself where they are 0.
 */
export function disc(radiusX: number, radiusY: number): BlurKernel {
  const reachX = Math.ceil(radiusX);
  const reachY = Math.ceil(radiusY);
  return kernelOf(reachX, reachY, (x, y) => {
    let inside = 0;
    for (let j = 0; j < SUBSAMPLES; j++) {
      for (let i = 0; i < SUBSAMPLES; i++) {
        const u = (x + (i + 0.5) / SUBSAMPLES - 0.5) / Math.max(radiusX, 0.5);
        const v = (y + (j + 0.5) / SUBSAMPLES - 0.5) / Math.max(radiusY, 0.5);
        if (u * u + v * v <= 1) inside++;
      }
    }
    return inside;
  });
}

/** What a camera moved evenly makes of a point: a line from −x/2, −y/2 to x/2, y/2 (pixels), one pixel wide. */
export function line(x: number, y: number): BlurKernel {
  const reachX = Math.ceil(Math.abs(x) / 2);
  const reachY = Math.ceil(Math.abs(y) / 2);
  const width = 2 * reachX + 1;
  const weights = new Float32Array(width * (2 * reachY + 1));
  const points = 1 + 4 * Math.ceil(Math.hypot(x, y));
  for (let point = 0; point < points; point++) {
    const along = points === 1 ? 0 : point / (points - 1) - 0.5;
    // Shared out among the four pixels around the point.
    const left = Math.floor(along * x);
    const top = Math.floor(along * y);
    for (const [column, row] of [
      [left, top],
      [left + 1, top],
      [left, top + 1],
      [left + 1, top + 1],
    ] as const) {
      const share = (1 - Math.abs(along * x - column)) * (1 - Math.abs(along * y - row));
      if (share <= 0) continue;
      const at = (row + reachY) * width + column + reachX;
      weights[at] = (weights[at] ?? 0) + share;
    }
  }
  return normalised({ reachX, reachY, weights });
}

/** A Gaussian along one axis, of a standard deviation in pixels. */
export function gaussian(sigma: number, axis: 'x' | 'y'): BlurKernel {
  const reach = Math.ceil(3 * sigma);
  const [reachX, reachY] = axis === 'x' ? [reach, 0] : [0, reach];
  return kernelOf(reachX, reachY, (x, y) =>
    sigma === 0 ? 1 : Math.exp(-((x + y) ** 2) / (2 * sigma ** 2)),
  );
}

function kernelOf(
  reachX: number,
  reachY: number,
  weightAt: (x: number, y: number) => number,
): BlurKernel {
  const weights = new Float32Array((2 * reachX + 1) * (2 * reachY + 1));
  let to = 0;
  for (let y = -reachY; y <= reachY; y++) {
    for (let x = -reachX; x <= reachX; x++) weights[to++] = weightAt(x, y);
  }
  return normalised({ reachX, reachY, weights });
}

function normalised({ reachX, reachY, weights }: BlurKernel): BlurKernel {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return { reachX, reachY, weights: weights.map((weight) => weight / sum) };
}
