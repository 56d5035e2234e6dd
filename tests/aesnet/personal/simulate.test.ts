/** The simulation on made-up pictures, of which it is known what a head can learn. */
import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES, SCENES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import { groupPhotos } from '../../../src-aesnet/personal/groups.ts';
import { simulatePeople } from '../../../src-aesnet/personal/simulate.ts';
import {
  simulatePerson,
  type PeoplesMeans,
} from '../../../src-aesnet/personal/simulated-people.ts';
import {
  fitTasteBasis,
  tasteTable,
  type PictureOutputs,
} from '../../../src-aesnet/personal/taste-basis.ts';
import { Random } from '../../../src-aesnet/random.ts';

/** Pictures, and a model that knows the score roughly, the residuals with noise, and the scene. */
function world(seed: number, count: number): { means: PeoplesMeans; outputs: PictureOutputs } {
  const random = Random.from(seed);
  const aesthetic = Float64Array.from({ length: count }, () => 3 + 0.5 * random.normal());
  const own = Float64Array.from({ length: count * 6 }, () => 0.2 * random.normal());
  const scenes = Array.from({ length: count }, () => random.pick(SCENES));
  const attributes = Object.fromEntries(
    RATED_ATTRIBUTES.map((name, k) => [
      name,
      aesthetic.map((value, i) => value + (own[i * 6 + k] ?? NaN)),
    ]),
  ) as unknown as Record<RatedAttribute, Float64Array>;
  return {
    means: { aesthetic, attributes, scenes },
    outputs: {
      score: aesthetic.map((value) => value + 0.2 * random.normal()),
      residuals: own.map((value) => 0.5 * value + 0.05 * random.normal()),
      sceneShares: scenes.flatMap((scene) => SCENES.map((name) => (name === scene ? 0.82 : 0.02))),
      contentEmbedding: Float64Array.from({ length: count * 8 }, () => random.normal()),
    },
  };
}

describe('simulatePerson', () => {
  const { means } = world(1, 400);

  it('is the same for the same seed, and gives stars in the shares of the method', () => {
    const person = simulatePerson(means, 1, 7);
    expect(simulatePerson(means, 1, 7)).toEqual(person);
    expect(simulatePerson(means, 1, 8).liking).not.toEqual(person.liking);
    expect(simulatePerson(means, 2, 7).liking).not.toEqual(person.liking);
    const shares = [1, 2, 3, 4, 5].map(
      (stars) => person.stars.filter((given) => given === stars).length / 400,
    );
    for (const [at, share] of [0.15, 0.25, 0.3, 0.2, 0.1].entries())
      expect(shares[at]).toBeCloseTo(share, 2);
  });

  it('has tastes of the method’s size: attributes 5 × 0.5², scenes 0.6², noise 0.4², beside the score', () => {
    const variances = Array.from({ length: 300 }, (_, index) => {
      const { liking } = simulatePerson(means, 3, index);
      const center = liking.reduce((sum, value) => sum + value / 400, 0);
      return liking.reduce((sum, value) => sum + (value - center) ** 2 / 400, 0);
    });
    const mean = variances.reduce((sum, value) => sum + value / 300, 0);
    expect(mean).toBeCloseTo(1 + 5 * 0.25 + 0.36 * 0.9 + 0.16, 0.7);
  });
});

describe('simulatePeople', () => {
  const basis = fitTasteBasis(world(2, 300).outputs);
  const rated = world(3, 260);
  const run = (seed: number) =>
    simulatePeople(rated, { basis, people: 12, seed, priorPeople: 4, gate: false });

  it('finds what is there to be found, the same for the same seed', () => {
    const figures = run(1);
    expect(run(1)).toEqual(figures);
    expect(figures).toMatchObject({ simulation: true, people: 12, pictures: 260 });
    expect(Object.keys(figures.k)).toEqual(['0', '10', '25', '50', '100']);
    const [none, many] = [figures.k[0], figures.k[100]];
    // Without ratings nothing is known, and nothing may change.
    expect(none?.accuracy.anchored).toEqual(none?.accuracy.generic);
    expect(none?.worst).toBe(0);
    expect(many?.medianGain).toBeGreaterThan(0.03);
    expect(many?.better).toBeGreaterThan(0.9);
    const value = (name: keyof NonNullable<typeof many>['accuracy']) =>
      many?.accuracy[name].value ?? NaN;
    expect(value('oracle')).toBeGreaterThan(value('anchored'));
    expect(value('another')).toBeLessThan(value('generic'));
    expect(figures.k[10]?.accuracy.unanchored.value).toBeLessThan(
      figures.k[10]?.accuracy.generic.value ?? NaN,
    );
    expect(figures.coverage90).toBeGreaterThan(0.8);
  }, 240_000);
});

describe('tasteTable', () => {
  it('has the parts that the model gives, in the units of the basis', () => {
    const { outputs } = world(4, 50);
    const full = tasteTable(fitTasteBasis(outputs, { components: 3 }), outputs);
    expect(full.groups.map((group) => group[0]).join('')).toBe('ssssssssssrrrrrrccc');
    const columns = full.features.columns;
    for (let c = 0; c < columns; c++) {
      let mean = 0;
      for (let row = 0; row < 50; row++)
        mean += (full.features.values[row * columns + c] ?? NaN) / 50;
      expect(mean).toBeCloseTo(0, 6);
    }
    const bare = { score: outputs.score };
    expect(tasteTable(fitTasteBasis(bare), bare).features).toMatchObject({ rows: 50, columns: 0 });
    expect(() => tasteTable(fitTasteBasis(outputs), bare)).toThrow('scene shares');
  });
});

describe('groupPhotos', () => {
  const unit = (angle: number) => [Math.cos(angle), Math.sin(angle)];

  it('joins photos that are nearly the same, across shoots, and shoots where there are many', () => {
    // 0 and 1 are nearly the same; 1 and 2, too; 0 and 2 are not.
    const angles = [0, 0.18, 0.36, 1.5];
    const [a, b, c, d] = groupPhotos(['x', 'x', 'y', 'x'], angles.flatMap(unit));
    expect([b, c]).toEqual([a, a]);
    expect(d).not.toBe(a);
    const shoots = Array.from({ length: 20 }, (_, photo) => `${photo % 10}`);
    const groups = groupPhotos(
      shoots,
      shoots.flatMap((_, photo) => unit(photo * 0.31)),
    );
    expect(new Set(groups).size).toBe(10);
    for (const [photo, group] of groups.entries()) expect(group).toBe(groups[photo % 10]);
    expect(groupPhotos(['x', 'x'], [])).toHaveLength(2);
  });
});
