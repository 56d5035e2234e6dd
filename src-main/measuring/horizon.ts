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
/** Weight of level lines beside upright ones in the vote: in perspective few level lines look level. */
const LEVEL_VOTE = 0.5;
/**
 * What level lines add to the evidence. They confirm upright ones, and count up to these for so
 * much. Alone they count only on one line that crosses the whole frame, as a horizon does: the edges
 * of a wall, a shelf or a wing seen from the side agree as well, at a wrong angle.
 */
const LEVEL = { confirming: 0.5, crossing: 0.5 };
/** Shares of the frame's width from which, and at which fully, a line counts as crossing it. */
const CROSSING = { from: 0.85, full: 1 };
/** Pixels by which pieces of one line may lie apart, and degrees by which they may turn. */
const ONE_LINE = { apart: 3, turned: 0.75 };
/** Within this many degrees of the best tilt no other counts as its rival. */
const APART = 2;
/**
 * Log-odds of being right within 1°: by the log of the mass of agreeing lines (more than `most` tells
 * nothing new), by the share of it that the best rival has, and by the share that level lines of
 * another tilt have beyond those of this one: there a wall is seen from the side, and the upright
 * lines of a picture taken so, and cropped, lean as well. At the usual mass and rival the odds are 4 to 1.
 */
const ODDS = {
  usual: Math.log(4),
  usualMass: 0.9,
  most: 2,
  byMass: 1.6,
  usualRival: 0.6,
  byRival: 4,
  byDisagreement: 25,
};

export interface Horizon {
  /** Degrees by which the picture must be turned clockwise to be level. */
  readonly degrees: number;
  readonly confidence: number;
}

/** What speaks for each whole tilt from −10° to 10°, in degrees to turn clockwise. */
export interface TiltVotes {
  /** Votes of upright lines, as they converge best, and of level ones. */
  readonly upright: readonly number[];
  readonly level: readonly number[];
  /** How far a level line crosses the frame, 0–1. */
  readonly crossing: readonly number[];
}

/** A straight edge, near upright or near level, lengths in pixels. */
interface Edge {
  /** Degrees, positive where it must be turned clockwise. */
  readonly angle: number;
  /** Its middle, along and across its family. */
  readonly along: number;
  readonly across: number;
  readonly length: number;
  /** `across` from −½ to ½ of the frame. */
  readonly place: number;
  readonly weight: number;
}

/**
 * The picture's tilt, from the directions of its straight edges.
 *
 * Upright and level lines vote for a tilt with their length (a Hough transform of directions alone).
 * Upright lines may converge: a camera pitched up or down turns them in proportion to their
 * distance from the middle, so the vote is taken for each of a range of convergences. The confidence
 * falls where few lines agree, where another tilt has almost as many votes and where level lines
 * contradict the upright ones; it was set on photographs turned by known angles.
 *
 * @param noise standard deviation of the luma noise
 */
export function horizonOf(picture: Plane, noise: number): Horizon {
  const plane = binomial3(picture);
  const upright = uprightVotes(edgesOf(transpose(plane), noise, 1));
  const levelEdges = edgesOf(plane, noise, -1);
  const level = smooth(histogram(levelEdges, 0));
  const votes = upright.map((value, bin) => value + LEVEL_VOTE * (level[bin] as number));
  const peak = votes.reduce(
    (best, value, bin) => (value > (votes[best] as number) ? bin : best),
    0,
  );
  const degrees = (peak - WIDEST * FINE) / FINE;
  const uprightMass = upright[peak] as number;
  const levelMass = level[peak] as number;
  const mass =
    uprightMass +
    LEVEL.confirming * Math.min(uprightMass, levelMass) +
    LEVEL.crossing * crossing(levelEdges, degrees, plane.width) * levelMass;
  if (mass === 0) return { degrees: 0, confidence: 0 };
  const disagreement = Math.max(0, bestApart(level, peak) - levelMass);
  const odds =
    ODDS.usual +
    ODDS.byMass * Math.log(Math.min(ODDS.most, mass) / ODDS.usualMass) +
    ODDS.byRival * (ODDS.usualRival - bestApart(votes, peak) / mass) -
    (ODDS.byDisagreement * disagreement) / mass;
  // At the end of the range the best tilt may lie outside it.
  const known = Math.abs(degrees) < WIDEST - 2 ? 1 : 0.5;
  return { degrees, confidence: known / (1 + Math.exp(-odds)) };
}

/** The furthest whole tilt of `TiltVotes`, degrees. */
export const VOTED_TILT = 10;
/** Lines that lie no further from a whole degree count for it. */
const NEAR = 0.4;

/** The votes behind `horizonOf`, for all tilts and not for the best one alone. */
export function tiltVotes(picture: Plane, noise: number): TiltVotes {
  const plane = binomial3(picture);
  const edges = edgesOf(plane, noise, -1);
  const upright = uprightVotes(edgesOf(transpose(plane), noise, 1));
  const level = smooth(histogram(edges, 0));
  const degrees = Array.from({ length: 2 * VOTED_TILT + 1 }, (_, at) => at - VOTED_TILT);
  const reach = NEAR * FINE;
  const most = (votes: Float64Array) => (tilt: number) => {
    const bin = (tilt + WIDEST) * FINE;
    return Math.max(...votes.subarray(bin - reach, bin + reach + 1));
  };
  return {
    upright: degrees.map(most(upright)),
    level: degrees.map(most(level)),
    crossing: degrees.map((tilt) => crossing(edges, tilt, plane.width)),
  };
}

/** The most votes for a tilt that is not the one at `peak`. */
function bestApart(votes: Float64Array, peak: number): number {
  return votes.reduce(
    (best, value, bin) => (Math.abs(bin - peak) > APART * FINE ? Math.max(best, value) : best),
    0,
  );
}

/** The straight edges within 21° of the plane's rows; those along the border (frames, film edges) are left out. */
function edgesOf(plane: Plane, noise: number, sign: 1 | -1): Edge[] {
  const { width, height } = plane;
  const side = Math.min(width, height);
  return levelLines(plane, noise, Math.max(14, 0.03 * side))
    .filter(({ y }) => y > 0.025 * height && y < 0.975 * height)
    .map(({ slope, x, y, length }) => ({
      angle: (sign * Math.atan(slope) * 180) / Math.PI,
      along: x,
      across: y,
      length,
      place: y / height - 0.5,
      weight: Math.min(1, length / side) ** 1.5,
    }));
}

/** Votes of upright edges for each tilt at its best convergence. */
function uprightVotes(edges: readonly Edge[]): Float64Array {
  const best = new Float64Array(BINS);
  for (const convergence of CONVERGENCES) {
    // A strong convergence needs more to be believed: it fits more by chance.
    const belief = 1 - Math.abs(convergence) / 60;
    smooth(histogram(edges, convergence)).forEach((value, bin) => {
      best[bin] = Math.max(best[bin] as number, value * belief);
    });
  }
  return best;
}

/** How far the longest line at a tilt crosses the frame: 0 for 85 % of its width or less, 1 for all of it. */
function crossing(edges: readonly Edge[], degrees: number, width: number): number {
  const slope = Math.tan((-degrees * Math.PI) / 180);
  const lengths = new Map<number, number>();
  for (const { angle, along, across, length } of edges) {
    if (Math.abs(angle - degrees) > ONE_LINE.turned) continue;
    const place = Math.round((across + slope * (width / 2 - along)) / ONE_LINE.apart);
    lengths.set(place, (lengths.get(place) ?? 0) + length);
  }
  const longest = Math.max(0, ...lengths.values()) / width;
  return Math.min(1, Math.max(0, (longest - CROSSING.from) / (CROSSING.full - CROSSING.from)));
}

function histogram(edges: readonly Edge[], convergence: number): Float64Array {
  const bins = new Float64Array(BINS);
  for (const { angle, place, weight } of edges) {
    const bin = Math.round((angle - convergence * place + WIDEST) * FINE);
    if (bin >= 0 && bin < BINS) bins[bin] = (bins[bin] as number) + weight;
  }
  return bins;
}

const REACH = Math.round(3 * AGREEMENT * FINE);
const BELL = Float64Array.from({ length: 2 * REACH + 1 }, (_, i) =>
  Math.exp(-0.5 * ((i - REACH) / (AGREEMENT * FINE)) ** 2),
);

/** Spreads each vote over its neighbours (Gaussian of 0.5°). */
function smooth(bins: Float64Array): Float64Array {
  const out = new Float64Array(BINS);
  bins.forEach((value, bin) => {
    if (value === 0) return;
    const last = Math.min(BINS - 1, bin + REACH);
    for (let to = Math.max(0, bin - REACH); to <= last; to++) {
      out[to] = (out[to] as number) + value * (BELL[to - bin + REACH] as number);
    }
  });
  return out;
}
