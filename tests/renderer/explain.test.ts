import { describe, expect, it } from 'vitest';
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../src-shared/attribute.ts';
import type { Abilities } from '../../src-shared/ability.ts';
import type { ModelInfo } from '../../src-shared/bridge.ts';
import type { Score } from '../../src-shared/photo.ts';
import type { ResidualLines } from '../../src-shared/residual.ts';
import {
  contentFacts,
  departureInNumbers,
  departureInWords,
  departuresOf,
  placesInWords,
} from '../../src-renderer/state/explain.ts';
import { Models } from '../../src-renderer/state/models.svelte.ts';
import { engineWith, until } from './engine.ts';

const able = { level: { srcc: 0.9 }, residual: { srcc: 0.3, lower: 0.2 } };
const unable = { level: { srcc: 0.9 }, residual: { srcc: 0.3, lower: 0.15 } };
const line = (standardDeviation?: number) => ({
  ...{ intercept: 0, slope: 1 },
  ...(standardDeviation !== undefined && { standardDeviation }),
});

function modelWith(abilities: Abilities, residuals?: ResidualLines): ModelInfo {
  return {
    ...{ id: 'm', version: '1', name: 'M', bytes: 1, sha256: 'x', description: 'A model' },
    ...{ licence: { name: 'L', text: 'T' }, figures: [], attributes: ['aesthetic'] },
    ...{ readsWords: false, plots: 0 },
    ...{ builtIn: true, isDefault: true, state: 'verified', abilities },
    ...(residuals !== undefined && { residuals }),
  };
}

const score = (change: Partial<Score>): Score => ({
  ...{ values: {}, model: { id: 'm', version: '1' }, provider: 'cpu', ...change },
});

describe('departures', () => {
  const values = { aesthetic: 3, light: 3.3, color: 2.6, composition: 3.05 };
  const residuals = { light: 0.3, color: -0.4, composition: 0.05 };

  it('are sorted by how far they are beyond the usual, not by points', () => {
    const lines = { light: line(0.1), color: line(0.4), composition: line(0.1) };
    const found = departuresOf(score({ values, residuals }), modelWith({}, lines));
    expect(found.map(({ attribute }) => attribute)).toEqual(['light', 'color', 'composition']);
    // Half the track is three times the usual departure.
    const reaches = [1, -1 / 3, 0.5 / 3].map((reach) => expect.closeTo(reach, 9) as number);
    expect(found.map(({ reach }) => reach)).toEqual(reaches);
    expect(found[0]?.expected).toBeCloseTo(3, 9);
    // What is farther stays on the track.
    const far = departuresOf(score({ values, residuals: { light: -2 } }), modelWith({}, lines));
    expect(far.map(({ reach }) => reach)).toEqual([-1]);
  });

  it('go by points where the usual departure of any is not known', () => {
    const lines = { light: line(0.1), color: line(), composition: line(0.001) };
    const found = departuresOf(score({ values, residuals }), modelWith({}, lines));
    expect(found.map(({ attribute }) => attribute)).toEqual(['color', 'light', 'composition']);
    expect(found[0]?.reach).toBeCloseTo(-0.8, 9);
    // A score whose model is gone is shown all the same, without words.
    const orphan = departuresOf(score({ values, residuals }), undefined);
    expect(orphan.map(({ attribute, sentence }) => [attribute, sentence])).toEqual([
      ['color', undefined],
      ['light', undefined],
      ['composition', undefined],
    ]);
  });

  it('begin with the strongest plus and the strongest minus', () => {
    const lines = Object.fromEntries(
      RATED_ATTRIBUTES.map((attribute) => [attribute, line(0.1)]),
    ) as ResidualLines;
    const order = (departures: Partial<Record<RatedAttribute, number>>) =>
      departuresOf(
        score({
          values: Object.fromEntries(RATED_ATTRIBUTES.map((attribute) => [attribute, 3])),
          residuals: departures,
        }),
        modelWith({}, lines),
      ).map(({ attribute }) => attribute);
    expect(order({ light: 0.2, content: 0.3, composition: 0.1, color: -0.05 })).toEqual([
      ...['content', 'color', 'light', 'composition'],
    ]);
    expect(order({ light: -0.2, content: -0.3, color: 0.4 })).toEqual([
      'color',
      'content',
      'light',
    ]);
    expect(order({ light: 0.2, content: 0.3 })).toEqual(['content', 'light']);
  });

  it('are put into words only where the model has shown that it may', () => {
    const lines = { light: line(0.1), color: line(0.1), composition: line(0.1) };
    const sentences = (abilities: Abilities) =>
      Object.fromEntries(
        departuresOf(score({ values, residuals }), modelWith(abilities, lines)).map(
          ({ attribute, sentence }) => [attribute, sentence],
        ),
      );
    expect(sentences({ attributes: { light: able, color: able, composition: able } })).toEqual({
      light: 'Better than photos of this score usually have',
      color: 'Poorer than photos of this score usually have',
      composition: 'As photos of this score usually have it',
    });
    expect(sentences({ attributes: { light: unable } })).toEqual({
      ...{ light: undefined, color: undefined, composition: undefined },
    });
  });

  it('are none for a model that gives no residuals', () => {
    expect(departuresOf(score({ values }), modelWith({}))).toEqual([]);
    expect(departuresOf(undefined, undefined)).toEqual([]);
  });

  it('have a sign and words', () => {
    const departing = (residual: number) =>
      departureInNumbers({
        ...{ attribute: 'light', score: 3 + residual, expected: 3, residual, reach: 0 },
        sentence: undefined,
      });
    expect([0.156, -0.156, 0.004, -0.004].map(departing)).toEqual([
      ...['+0.16 from the usual 3.00', '−0.16 from the usual 3.00'],
      ...['At the usual 3.00', 'At the usual 3.00'],
    ]);
    const [light, color] = departuresOf(score({ values, residuals }), undefined).reverse().slice(1);
    expect(light && departureInWords(light)).toBe(
      '0.30 above the 3.00 that photos of this score usually have',
    );
    expect(color && departureInWords(color)).toBe(
      '0.40 below the 3.00 that photos of this score usually have',
    );
  });
});

describe('what is in the picture', () => {
  const facts = (change: Partial<Score>, abilities: Abilities = {}) =>
    contentFacts(score(change), modelWith(abilities)).map(({ name, value }) => [
      name,
      value.replaceAll('\u00a0', ' '),
    ]);

  it('names the likeliest scene, and the second where it is close', () => {
    expect(facts({ scene: { portrait: 0.7, indoor: 0.2, scene: 0.1 } })).toEqual([
      ['Scene', 'Portrait 70 %'],
    ]);
    expect(facts({ scene: { scene: 0.3, nightScene: 0.42, others: 0.28 } })).toEqual([
      ['Scene', 'Night 42 %, Landscape 30 %'],
    ]);
  });

  it('names only emotions that the model has shown it can tell, and only where they count', () => {
    const emotion = { contentment: 0.44, awe: 0.31, neutral: 0.2, fear: 0.05 };
    const good = { auc: 0.9, lower: 0.8, positives: 100 };
    const few = { ...good, positives: 12 };
    expect(facts({ emotion })).toEqual([]);
    expect(facts({ emotion }, { emotions: { contentment: few } })).toEqual([]);
    expect(
      facts({ emotion }, { emotions: { contentment: good, awe: few, neutral: good, fear: good } }),
    ).toEqual([['Feeling', 'Contentment 44 %, nothing in particular 20 %']]);
    expect(facts({ emotion }, { emotions: { fear: good } })).toEqual([
      ['Feeling', 'None stands out'],
    ]);
  });

  it('is nothing for a model that gives neither', () => {
    expect(facts({})).toEqual([]);
  });
});

describe('the models', () => {
  const device = (version?: string) => ({
    providers: [],
    ...(version !== undefined && { model: { id: 'm', version } }),
  });
  const status = {
    ...{ version: '0', roots: [], photos: 0, scored: 0, failed: 0, tasks: [] },
    ...{ unseenByLightroom: 0, sidecarsPending: 0, sidecarsPaused: false, conflicts: 0 },
  };

  it('are asked for again when one runs that was not known, and only then', async () => {
    let asked = 0;
    const known = [modelWith({})];
    const { engine, emit } = engineWith({
      'models.list': () => {
        asked++;
        return known;
      },
    });
    const models = new Models(engine);
    await models.load();
    expect(models.of({ id: 'm', version: '1' })?.name).toBe('M');
    expect(models.of({ id: 'm', version: '2' })).toBeUndefined();
    expect(models.default?.version).toBe('1');
    emit('status.changed', { ...status, device: device('1') });
    emit('status.changed', { ...status, device: device() });
    known.push({ ...modelWith({}), version: '2', isDefault: false });
    emit('status.changed', { ...status, device: device('2') });
    await until(() => models.of({ id: 'm', version: '2' }) !== undefined);
    emit('status.changed', { ...status, device: device('2') });
    emit('status.changed', { ...status, device: device('1') });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBe(2);
  });
});

describe('where a level stands', () => {
  it('is said for the library, and for a shoot that is part of it', () => {
    const places = { library: 71.6, libraryOver: 3412, shoot: 40, shootOver: 312 };
    expect(placesInWords(places)).toEqual([
      '72nd percentile of 3,412 photos in the library',
      '40th percentile of 312 photos in this shoot',
    ]);
    expect(placesInWords({ ...places, shootOver: 3412 })).toHaveLength(1);
    expect(placesInWords({ ...places, shootOver: 1 })).toHaveLength(1);
    expect(placesInWords({ ...places, library: undefined, shoot: undefined })).toEqual([]);
  });
});
