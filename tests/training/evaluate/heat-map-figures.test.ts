/** Faithfulness of heat maps, on models of which it is known. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src-aesnet/random.ts';
import { judge } from '../../../src-main/training/evaluate/goals.ts';
import { heatMapFigures } from '../../../src-main/training/evaluate/heat-map-figures.ts';
import type { PredictionFigures } from '../../../src-main/training/evaluate/figures.ts';
import { buildReport, reportText } from '../../../src-main/training/evaluate/report.ts';
import { SCORED } from '../../../src-shared/attribute.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { tinyAnswer, writeTinyModels } from '../../support/tiny-model.ts';

const SIDE = 224;

/** Blocks of colours at random, so that every tenth is another. */
function blocks(seed: number): Uint8Array {
  const random = Random.from(seed);
  const colours = Array.from({ length: 49 * 3 }, () => random.integer(256));
  return Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) => {
    const [x, y] = [Math.floor(at / 3) % SIDE, Math.floor(at / 3 / SIDE)];
    return colours[(Math.floor(y / 32) * 7 + Math.floor(x / 32)) * 3 + (at % 3)] ?? 0;
  });
}

async function figuresOf(score: (picture: Uint8Array) => readonly number[]) {
  const folder = temporaryFolder('heat-figures');
  const [entry] = writeTinyModels(folder, { id: 'tiny' });
  if (entry === undefined) throw new Error('there is no model');
  return heatMapFigures({
    model: { entry, bytes: await readFile(path.join(folder, entry.model.path)) },
    threads: 1,
    pictures: [1, 2, 3, 4].map(blocks),
    places: 2,
    shuffled: 2,
    score: (pictures) =>
      Promise.resolve({ scores: Float32Array.from(pictures.flatMap((each) => score(each))) }),
  });
}

/** The tiny model's scores are linear in the mean colour, so its maps are right. */
const honest = (picture: Uint8Array) => tinyAnswer(picture).scores;

describe('figures of heat maps', () => {
  it('say that maps are right which are', async () => {
    const { pictures, places, shuffled, scores } = await figuresOf(honest);
    expect({ pictures, places, shuffled }).toEqual({ pictures: 4, places: 2, shuffled: 2 });
    expect(Object.keys(scores)).toEqual(SCORED);
    for (const name of SCORED) {
      expect(scores[name]?.lowersMore.value, name).toBe(1);
      expect(scores[name]?.thanOne.value, name).toBe(1);
    }
    expect(scores.aesthetic?.likeOverall).toBeCloseTo(1, 6);
    expect(scores.light?.likeOverall).toBeLessThan(0.99);
    // None of its weights is called a head's, so nothing was shuffled: the same maps again.
    expect(scores.light?.headsShuffled).toBeCloseTo(1, 6);
    expect(Math.abs(scores.light?.allShuffled ?? 1)).toBeLessThan(0.99);
  });

  it('say that maps are wrong which are', async () => {
    const { scores } = await figuresOf((picture) => honest(picture).map((value) => -value));
    for (const name of SCORED) expect(scores[name]?.lowersMore.value, name).toBe(0);
  });

  it('have goals and a place in the report', async () => {
    const heatMaps = await figuresOf(honest);
    const estimate = { value: 1, lower: 1, upper: 1 };
    const level = { srcc: estimate, plcc: estimate, pairAccuracy: estimate, mae: estimate };
    const predictions = {
      pictures: 1,
      levels: Object.fromEntries(SCORED.map((name) => [name, level])),
      residuals: Object.fromEntries(SCORED.map((name) => [name, { srcc: estimate }])),
    } as unknown as PredictionFigures;
    const goals = new Map(judge({ predictions, heatMaps }).map((goal) => [goal.name, goal]));
    expect(goals.get('light: its hottest tenth lowers it more than another')).toMatchObject({
      ...{ value: 1, atLeast: 0.75, met: true },
    });
    expect(goals.get('light: heat map like one of shuffled weights')).toMatchObject({
      ...{ atMost: 0.3, met: false },
    });
    const text = reportText(buildReport('m', 'test', { predictions, heatMaps }));
    expect(text).toContain('hottest tenth of 4 pictures masked');
    expect(text).toMatch(/light +1\.000 \[0\.510, 1\.000\]/);
    expect(reportText(buildReport('m', 'test', { predictions }))).not.toContain('hottest');
  });
});
