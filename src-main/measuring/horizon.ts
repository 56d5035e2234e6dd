import { levelLines } from './lines.ts';
import { binomial3, transpose, type Plane } from './plane.ts';

/** Tilts beyond this many degrees are not looked for. */
const WIDEST = 16;
/** Bins a degree. */
const FINE = 10;
const BINS = 2 * WIDEST * FINE + 1;
/** How well the lines of one family agree, SD in degrees. */
const AGREEMENT = 0.5;
/** Convergence of upright lines, degrees across the frame, that is looked for: a camera pitched up or down. */
const CONVERGENCES = Array.from({ length: 21 }, (_, i) => (i - 10) * 2);

interface Tilted {
  /** Degrees, positive where the line must be turned clockwise. */
  readonly angle: number;
  /** Place across the family, −½ to ½ of the frame. */
  readonly place: number;
  readonly weight: number;
}

/** Weight of level lines beside upright ones: in perspective, level lines seldom look level. */
const LEVEL = 0.5;
/** Within this many degrees of the best tilt no other counts as its rival. */
const APART = 2;
/** Log-odds of being right within 1°, by the mass M of agreeing lines and its best rival's share. */
const USUAL_MASS = 0.65;
const USUAL_RIVAL = 0.66;

export interface Horizon {
  /** Degrees by which the picture must be turned clockwise to be level. */
  readonly degrees: number;
  readonly confidence: number;
}

/**
 * The picture's tilt, from the directions of its straight edges.
 *
 * Upright and level lines vote for a tilt with their length. Upright lines may converge (a camera
 * pitched up or down turns them in proportion to their distance from the middle), so the vote is
 * taken for each of a range of convergences. The confidence falls where few lines agree and where
 * another tilt has almost as many votes; 0.8 was set on photographs turned by known angles.
 *
 * @param noise standard deviation of the luma noise
 */
export function horizonOf(picture: Plane, noise: number): Horizon {
  const plane = binomial3(picture);
  const upright = tilted(transpose(plane), noise, 1);
  const votes = smooth(histogram(tilted(plane, noise, -1), 0)).map((value) => LEVEL * value);
  const best = new Float64Array(BINS);
  for (const convergence of CONVERGENCES) {
    // A strong convergence needs more to be believed: it fits more by chance.
    const belief = 1 - Math.abs(convergence) / 60;
    smooth(histogram(upright, convergence)).forEach((value, bin) => {
      best[bin] = Math.max(best[bin] as number, value * belief);
    });
  }
  best.forEach((value, bin) => {
    votes[bin] = (votes[bin] as number) + value;
  });
  let peak = 0;
  votes.forEach((value, bin) => {
    if (value > (votes[peak] as number)) peak = bin;
  });
  const mass = votes[peak] as number;
  if (mass === 0) return { degrees: 0, confidence: 0 };
  let rival = 0;
  votes.forEach((value, bin) => {
    if (Math.abs(bin - peak) > APART * FINE) rival = Math.max(rival, value);
  });
  const odds = 1.4 + 1.6 * Math.log(mass / USUAL_MASS) + 6 * (USUAL_RIVAL - rival / mass);
  const degrees = (peak - WIDEST * FINE) / FINE;
  // At the end of the range the best tilt may lie outside it.
  const known = Math.abs(degrees) < WIDEST - 2 ? 1 : 0.5;
  return { degrees, confidence: known / (1 + Math.exp(-odds)) };
}

function tilted(plane: Plane, noise: number, sign: number): Tilted[] {
  const { width, height } = plane;
  const side = Math.min(width, height);
  return levelLines(plane, noise, Math.max(14, 0.03 * side))
    .filter(({ y }) => y > 0.025 * height && y < 0.975 * height)
    .map(({ slope, y, length }) => ({
      angle: (sign * Math.atan(slope) * 180) / Math.PI,
      place: y / height - 0.5,
      weight: Math.min(1, length / side) ** 1.5,
    }));
}

function histogram(lines: readonly Tilted[], convergence: number): Float64Array {
  const bins = new Float64Array(BINS);
  for (const { angle, place, weight } of lines) {
    const bin = Math.round((angle - convergence * place + WIDEST) * FINE);
    if (bin >= 0 && bin < BINS) bins[bin] = (bins[bin] as number) + weight;
  }
  return bins;
}

function smooth(bins: Float64Array): Float64Array {
  const out = new Float64Array(BINS);
  const reach = Math.round(3 * AGREEMENT * FINE);
  for (let d = -reach; d <= reach; d++) {
    const w = Math.exp(-0.5 * (d / (AGREEMENT * FINE)) ** 2);
    for (let i = Math.max(0, -d); i < Math.min(BINS, BINS - d); i++)
      out[i] = (out[i] as number) + w * (bins[i + d] as number);
  }
  return out;
}
