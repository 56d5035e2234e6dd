/** People who rate by rules of their own: the fixed simulation of METHOD, section 5. Its figures are a simulation's. */
import {
  RATED_ATTRIBUTES,
  SCENES,
  type RatedAttribute,
  type Scene,
} from '../../src-shared/attribute.ts';
import { quantile } from '../evaluation/quantile.ts';
import { fitResidualLine, residuals } from '../evaluation/residual.ts';
import { mean, standardDeviation, type Values } from '../evaluation/values.ts';
import { Random } from '../random.ts';

/** What real people said of N pictures on average. */
export interface PeoplesMeans {
  /** Means [N], points from 1 to 5. */
  readonly aesthetic: Values;
  readonly attributes: Readonly<Record<RatedAttribute, Values>>;
  readonly scenes: readonly Scene[];
}

export interface SimulatedPerson {
  /** u: how much they like each picture [N], standard deviations of the people's mean. */
  readonly liking: Float64Array;
  /** Stars [N], 1 to 5. */
  readonly stars: Uint8Array;
}

/** The attributes that tastes differ in, and by how much: fixed, so that no figure can be tuned into reach. */
const TASTES: readonly RatedAttribute[] = [
  'composition',
  'color',
  'depth_of_field',
  'light',
  'content',
];
const TASTE_DEVIATION = 0.5;
const SCENE_DEVIATION = 0.6;
const NOISE_DEVIATION = 0.4;
const STAR_CUTS = [0.15, 0.4, 0.7, 0.9];

/** z(residual) of the six attributes of people's means: row-major [N, 6], by lines through these very pictures. */
export function standardResiduals({ aesthetic, attributes }: PeoplesMeans): Float64Array {
  const columns = RATED_ATTRIBUTES.map((name) => {
    const line = fitResidualLine(aesthetic, attributes[name]);
    return standardised(residuals(aesthetic, attributes[name], line));
  });
  const count = columns.length;
  return Float64Array.from(
    { length: aesthetic.length * count },
    (_, at) => columns[at % count]?.[Math.floor(at / count)] as number,
  );
}

/** u = z(aesthetic) + Σ w_k·z(residual_k) + s_scene + n, and stars cut at quantiles of it. The same for the same seed. */
export function simulatePerson(people: PeoplesMeans, seed: number, index: number): SimulatedPerson {
  const random = Random.from(seed, index);
  const weights = TASTES.map(() => random.normal() * TASTE_DEVIATION);
  const scenes = new Map(SCENES.map((scene) => [scene, random.normal() * SCENE_DEVIATION]));
  const general = standardised(people.aesthetic);
  const own = standardResiduals(people);
  const columns = TASTES.map((name) => RATED_ATTRIBUTES.indexOf(name));
  const liking = general.map((value, row) => {
    let sum = value + (scenes.get(people.scenes[row] as Scene) as number);
    for (const [k, column] of columns.entries()) {
      sum += (weights[k] as number) * (own[row * RATED_ATTRIBUTES.length + column] as number);
    }
    return sum + random.normal() * NOISE_DEVIATION;
  });
  const cuts = STAR_CUTS.map((share) => quantile(liking, share));
  const stars = Uint8Array.from(liking, (value) => 1 + cuts.filter((cut) => value >= cut).length);
  return { liking, stars };
}

function standardised(values: Values): Float64Array {
  const center = mean(values);
  const deviation = standardDeviation(values);
  return Float64Array.from(values, (value) => (value - center) / deviation);
}
