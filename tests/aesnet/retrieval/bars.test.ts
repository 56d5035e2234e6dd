/** No sentence says the opposite of its level, its bar or a measurement, whatever a model predicts; told by hand, not by the code. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { Abilities } from '../../../src-shared/ability.ts';
import { residualsOf } from '../../../src-shared/residual.ts';
import {
  measurePicture,
  RATING_GRAMMARS,
  wordingsOf,
  type Photometry,
} from '../../../src-aesnet/descriptions/index.ts';
import { FACTS } from '../../../src-aesnet/descriptions/measured/facts.ts';
import { RATING_EDGES } from '../../../src-aesnet/descriptions/rated/levels.ts';
import { Random } from '../../../src-aesnet/random.ts';
import {
  candidatesFor,
  summaryOf,
  type Candidate,
  type KnownPhoto,
} from '../../../src-aesnet/retrieval/index.ts';
import { openScorer, scores, shipped } from '../../inference/support.ts';
import { dataPath } from '../../support/data.ts';

const wordings = (
  attribute: RatedAttribute,
  ...levels: (keyof (typeof RATING_GRAMMARS)['light'])[]
) => new Set(levels.flatMap((level) => wordingsOf(RATING_GRAMMARS[attribute][level])));
const SAID = Object.fromEntries(
  RATED_ATTRIBUTES.map((name) => [
    name,
    {
      praise: wordings(name, 'high', 'very_high'),
      blame: wordings(name, 'low', 'very_low'),
      ordinary: wordings(name, 'middle'),
    },
  ]),
) as Record<RatedAttribute, Record<'praise' | 'blame' | 'ordinary', Set<string>>>;

const BAND_WORDS = new Map(
  FACTS.flatMap(({ bands }) =>
    bands.flatMap(({ name, grammar }) =>
      grammar === undefined ? [] : [[name, new Set(wordingsOf(grammar))] as const],
    ),
  ),
);
const inBand = (text: string, ...bands: string[]) =>
  bands.some((name) => BAND_WORDS.get(name)?.has(text));

/** What is wrong with a sentence beside the numbers of its photo; undefined where nothing is. */
function fault({ space, of, text }: Candidate, photo: KnownPhoto): string | undefined {
  if (space === 'emotion') return undefined;
  const departs = (name: RatedAttribute) =>
    (photo.score.residuals?.[name] ?? 0) / (photo.deviations[name] ?? Infinity);
  const bar = departs(space);
  const level = photo.score.values[space] ?? NaN;
  const [, low, high] = RATING_EDGES[space] as [number, number, number];
  const said = SAID[space];
  if (said.praise.has(text) && bar < -0.8) return 'praised, and the bar is on the poor side';
  if (said.blame.has(text) && bar >= 0.8) return 'blamed, and the bar is on the good side';
  if (said.ordinary.has(text) && Math.abs(bar) > 0.8) return 'ordinary, and it stands out';
  if (said.praise.has(text) && level < high) return 'praised, and its level is not high';
  if (said.blame.has(text) && level >= low) return 'blamed, and its level is not low';
  if (of === 'measured') {
    const isPraise = inBand(text, 'very sharp', 'no noise');
    const isBlame = inBand(text, 'soft', 'rather soft', 'coarse grain');
    if (isPraise && (bar < -0.8 || level < low)) return 'measured as good beside a poor attribute';
    if (isBlame && (bar >= 0.8 || level >= high)) return 'measured as poor beside a good attribute';
  }
  if (of !== 'departure') return undefined;
  const others = RATED_ATTRIBUTES.filter((name) => name !== space).map(departs);
  const isBest = others.every((other) => other <= bar);
  const isPoorest = others.every((other) => other >= bar);
  if (
    /best part of|by far the best|lives by|more than anything|more than anything else/i.test(text)
  )
    if (bar > 0 && !isBest) return 'called the best, and another stands out further';
  if (/by far the weakest|the worst|less than anything else|More than anything/i.test(text))
    if (bar < 0 && !isPoorest) return 'called the weakest, and another falls behind further';
  if (bar < 0 && level >= high && /\b(?:fails|goes wrong|spoilt|hurts|let down)\b/.test(text))
    return 'a failure whose level is high';
  if (bar > 0 && level < low && /\b(?:lives by|lifted by|makes one look|please)\b/.test(text))
    return 'a strength whose level is low';
  return undefined;
}

/** Sentences that are at odds with their photo, with how many of them there were. */
function faultsOf(photos: readonly KnownPhoto[]) {
  const all = photos.flatMap((photo) =>
    candidatesFor(photo).map((candidate) => ({ candidate, wrong: fault(candidate, photo) })),
  );
  return {
    sentences: all.length,
    faults: all.flatMap(({ candidate, wrong }) =>
      wrong === undefined ? [] : [`${candidate.space}: ${candidate.text} ${wrong}`],
    ),
  };
}

const ABLE = { level: { srcc: 0.85 }, residual: { srcc: 0.4, lower: 0.3 } };
const MUTE = { level: { srcc: 0.85 }, residual: { srcc: 0.1, lower: 0 } };

function drawPhoto(random: Random, seed: number): KnownPhoto {
  const aesthetic = 1.5 + 3 * random.uniform();
  const residuals = Object.fromEntries(
    RATED_ATTRIBUTES.map((name) => [name, random.normal() * 0.15]),
  );
  const values = Object.fromEntries(
    RATED_ATTRIBUTES.map((name) => [name, aesthetic + (residuals[name] ?? 0)]),
  );
  const photometry: Photometry = {
    ...{ lightness: 100 * random.uniform(), tonalRange: 100 * random.uniform() },
    ...{ whiteArea: random.uniform() / 10, blackArea: random.uniform() / 10 },
    ...{ lightWarmth: 20 * random.normal(), chroma: 3 + 42 * random.uniform() },
    ...{ warmth: 20 * random.normal(), greenArea: random.uniform(), redArea: random.uniform() },
    ...{ noise: 2 * random.uniform(), sharpness: 1 + random.uniform() },
  };
  const abilities: Abilities = {
    attributes: Object.fromEntries(
      RATED_ATTRIBUTES.map((name) => [name, random.uniform() < 0.5 ? ABLE : MUTE]),
    ),
  };
  const score = { values: { aesthetic, ...values }, residuals };
  return {
    ...{ seed, photometry, abilities },
    score: { ...score, model: { id: 'm', version: '1' }, provider: 'cpu' },
    deviations: Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, 0.1])),
  };
}

describe('sentences beside bars', () => {
  const random = Random.from(5);
  const photos = Array.from({ length: 1500 }, (_, seed) => drawPhoto(random, seed));

  it('say the opposite of none, in whatever photo', () => {
    const { sentences, faults } = faultsOf(photos);
    expect(faults).toEqual([]);
    expect(sentences).toBeGreaterThan(40_000);
  });

  it('are still there for what stands out, as far as the model may say it', () => {
    for (const photo of photos) {
      const candidates = candidatesFor(photo);
      for (const name of RATED_ATTRIBUTES) {
        if (photo.abilities?.attributes?.[name] !== ABLE) continue;
        if (Math.abs(photo.score.residuals?.[name] ?? 0) < 0.081) continue;
        const said = candidates.filter(({ space, of }) => space === name && of === 'departure');
        expect(said.length, `${name} of photo ${photo.seed}`).toBeGreaterThan(0);
      }
    }
  });

  it('have a summary that no bar contradicts', () => {
    for (const photo of photos) {
      const [, named = ''] = /^(?:Good|Weak) (.*)$/.exec(summaryOf(photo) ?? '') ?? [];
      const good = summaryOf(photo)?.startsWith('Good') === true;
      for (const name of RATED_ATTRIBUTES) {
        const word = name === 'color' ? 'colour' : name.replaceAll('_', ' ');
        if (!named.split(/, | and /).includes(word)) continue;
        const bar = (photo.score.residuals?.[name] ?? 0) / 0.1;
        expect(good ? bar : -bar, `${word} of photo ${photo.seed}`).toBeGreaterThan(-0.81);
      }
    }
  });
});

const labels = dataPath('para/validation.csv');
const pictures = dataPath('para/images-attributes');
const missing = labels === undefined || pictures === undefined;

describe(`what ${shipped.id} sees${missing ? ' (skipped: the test data is not on this machine)' : ''}`, () => {
  it.skipIf(missing)('is said of 120 photos without a contradiction', async () => {
    const names = readFileSync(labels ?? '', 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '')
      .filter((_, index) => index % 10 === 0);
    const tensors = await Promise.all(
      names.map((name) =>
        sharp(path.join(pictures ?? '', name))
          .removeAlpha()
          .raw()
          .toBuffer(),
      ),
    );
    const scorer = await openScorer();
    const results = scores(await scorer.score(tensors));
    const photos = results.map(({ score }, seed): KnownPhoto => ({
      ...{ seed, abilities: shipped.abilities },
      score: { ...score, residuals: residualsOf(score.values, shipped.residuals ?? {}) },
      photometry: measurePicture({ width: 224, height: 224, data: tensors[seed] as Buffer }),
      deviations: Object.fromEntries(
        RATED_ATTRIBUTES.map((name) => [name, shipped.residuals?.[name]?.standardDeviation]),
      ),
    }));
    const { sentences, faults } = faultsOf(photos);
    expect(faults).toEqual([]);
    expect(sentences).toBeGreaterThan(120 * 6 * 3);
    // Hardly anything is left without a word.
    const spoken = photos.map((photo) => new Set(candidatesFor(photo).map(({ space }) => space)));
    const silent = spoken.reduce(
      (sum, spaces) => sum + RATED_ATTRIBUTES.filter((name) => !spaces.has(name)).length,
      0,
    );
    expect(silent / (photos.length * RATED_ATTRIBUTES.length)).toBeLessThan(0.02);
  });
});
