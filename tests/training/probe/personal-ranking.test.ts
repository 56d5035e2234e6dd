import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src-aesnet/evaluation/values.ts';
import { CONTENT } from '../../../src-aesnet/networks/aesnet.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { fitLines } from '../../../src-main/training/evaluate/figures.ts';
import {
  personalRanking,
  type ToldPictures,
} from '../../../src-main/training/probe/personal-ranking.ts';
import { RATED_ATTRIBUTES, SCENES, SCORED, type Scene } from '../../../src-shared/attribute.ts';

interface Told {
  /** How much of people's residuals the scores tell, 0–1. */
  readonly residuals: number;
  /** Whether the content embedding tells the scene. */
  readonly scenes: boolean;
}

function pictures(count: number, seed: number, told: Told): ToldPictures {
  const random = Random.from(seed);
  const ratings: number[] = [];
  const scores: number[] = [];
  const content = new Float32Array(count * CONTENT);
  const scenes: Scene[] = [];
  for (let row = 0; row < count; row++) {
    const overall = 3 + 0.6 * random.normal();
    const seen = overall + 0.2 * random.normal();
    const departures = RATED_ATTRIBUTES.map(() => 0.2 * random.normal());
    ratings.push(overall, ...departures.map((departure) => overall + departure));
    scores.push(seen, ...departures.map((departure) => seen + told.residuals * departure));
    const scene = random.integer(SCENES.length);
    scenes.push(SCENES[scene] as Scene);
    for (let at = 0; at < CONTENT; at++) content[row * CONTENT + at] = 0.3 * random.normal();
    if (told.scenes) content[row * CONTENT + scene] = 5;
  }
  const values = Float64Array.from(ratings);
  const attributes = RATED_ATTRIBUTES.map(
    (name, at) => [name, columnOf(values, at + 1, SCORED.length)] as const,
  );
  return {
    scores: Float64Array.from(scores),
    content,
    means: {
      aesthetic: columnOf(values, 0, SCORED.length),
      attributes: Object.fromEntries(attributes) as unknown as ToldPictures['means']['attributes'],
      scenes,
    },
  };
}

/** Ratings of pictures 2, where attributes are the overall score and a departure. */
function rankingOf(told: Told) {
  const reference = pictures(300, 1, told);
  const own = pictures(240, 2, told);
  const width = SCORED.length;
  const ratings = Float64Array.from({ length: 300 * width }, (_, at) => {
    const [row, column] = [Math.floor(at / width), at % width];
    const name = RATED_ATTRIBUTES[column - 1];
    const { aesthetic, attributes } = reference.means;
    return (name === undefined ? aesthetic[row] : attributes[name][row]) as number;
  });
  const found = personalRanking({ reference, pictures: own }, fitLines(ratings), {
    people: 24,
    priorPeople: 8,
  });
  return found ?? expect.unreachable();
}

describe('the personal ranking of a run', { timeout: 120_000 }, () => {
  it('gains by what a run tells of residuals and of scenes', () => {
    const nothing = rankingOf({ residuals: 0, scenes: false });
    const residuals = rankingOf({ residuals: 1, scenes: false });
    const scenes = rankingOf({ residuals: 0, scenes: true });
    expect(nothing.gain).toBeLessThan(0.01);
    expect(residuals.gain).toBeGreaterThan(nothing.gain + 0.02);
    expect(scenes.gain).toBeGreaterThan(nothing.gain + 0.005);
    expect(residuals.accuracy).toBeGreaterThan(0.6);
  });
});
