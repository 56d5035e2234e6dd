import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addPhotos, decoded, MODEL, newCatalogue, photo, scored } from './support.ts';

const BECAUSE = { of: 'light', points: -0.25, more: true } as const;

describe('personal scores', () => {
  it('are of the model in use alone, and go with the contents that were scored', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0, c = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg', 'c.jpg']);
    catalogue.setCurrentModel(MODEL);
    catalogue.setScored([scored(a, { aesthetic: 2 }), scored(b, { aesthetic: 4 })]);
    expect(catalogue.withoutPersonalScore(10)).toEqual([a, b]);
    catalogue.setPersonalScores([
      { id: a, score: 4.5, because: BECAUSE },
      // Nothing is known of it, so nothing can be said.
      { id: c, score: 5 },
    ]);
    expect(catalogue.withoutPersonalScore(10)).toEqual([b]);
    expect(photo(catalogue, a).personal).toEqual({ score: 4.5, because: BECAUSE });
    expect(photo(catalogue, c).personal).toBeUndefined();
    expect([...catalogue.ownScores([a, b, c])]).toEqual([
      [a, 4.5],
      [b, 4],
    ]);
    expect(catalogue.query({}, { by: 'best', direction: 'descending' })).toEqual([a, b, c]);
    expect(
      catalogue.query(
        { score: { of: 'personal', min: 4.2 } },
        { by: 'name', direction: 'ascending' },
      ),
    ).toEqual([a]);
    // Another model says other things: what was worked out from the first one does not hold.
    const other = { id: 'other', version: '1' };
    catalogue.setCurrentModel(other);
    catalogue.setScored([scored(a, { aesthetic: 3 }, other)]);
    expect(photo(catalogue, a).personal).toBeUndefined();
  });

  it('that a network gives wait for image features of the model in use', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
    catalogue.setDecoded([decoded(a), decoded(b)]);
    catalogue.setCurrentModel(MODEL);
    const features = Float32Array.of(1, -2.5, 3);
    catalogue.setScored([
      { ...scored(a, { aesthetic: 2 }), features },
      scored(b, { aesthetic: 4 }),
    ]);
    const outputs = () => catalogue.modelOutputs([a, b], { features: true });
    expect(outputs()[0]?.embedding).toEqual(features);
    expect(catalogue.modelOutputs([a])[0]).not.toHaveProperty('embedding');
    expect(catalogue.withoutPersonalScore(10, { features: true })).toEqual([a, b]);
    expect(catalogue.scoreWithoutFeatures()).toBe(0);
    // Another model takes the place of one photo's features, and goes again.
    const other = { id: 'other', version: '1' };
    catalogue.setCurrentModel(other);
    catalogue.setScored([scored(a, { aesthetic: 3 }, other)]);
    catalogue.setCurrentModel(MODEL);
    expect(outputs().map(({ embedding }) => embedding !== undefined)).toEqual([false, true]);
    expect(catalogue.withoutPersonalScore(10, { features: true })).toEqual([b]);
    expect(catalogue.withoutPersonalScore(10)).toEqual([a, b]);
    // Its score stays in sight until it has been scored again.
    expect(catalogue.scoreWithoutFeatures()).toBe(1);
    expect(photo(catalogue, a).score?.values.aesthetic).toBe(2);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([a]);
    catalogue.setScored([{ ...scored(a, { aesthetic: 2 }), features }]);
    expect(outputs()[0]?.embedding).toEqual(features);
    expect(catalogue.pending('score', MODEL, 10)).toEqual([]);
  });

  it('leave no byte in the file once they are cleared', () => {
    const { catalogue, file } = newCatalogue();
    const [a = 0] = addPhotos(catalogue, ['a.jpg']);
    catalogue.setCurrentModel(MODEL);
    catalogue.setScored([scored(a, { aesthetic: 2 })]);
    const score = 4.123456789;
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(score);
    catalogue.setPersonalScores([{ id: a, score }]);
    const everything = () => Buffer.concat([file, `${file}-wal`].map((each) => readFileSync(each)));
    expect(everything().includes(bytes)).toBe(true);
    catalogue.clearPersonalScores();
    expect(everything().includes(bytes)).toBe(false);
  });
});

describe('what was decided, as evidence of taste', () => {
  it('says where each star and flag comes from, and whether a score was in sight', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0, c = 0, d = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
    const person = (scoreVisible: boolean, reason: 'key' | 'bands' = 'key') =>
      ({ kind: 'person', scoreVisible, reason }) as const;
    catalogue.decide([{ id: a, change: { stars: 4 } }], person(false));
    catalogue.decide([{ id: a, change: { flag: 'pick' } }], person(true));
    catalogue.decide([{ id: b, change: { stars: 2, color: 'red' } }], { kind: 'sidecar' });
    catalogue.decide([{ id: c, change: { stars: 5 } }], person(false, 'bands'));
    catalogue.decide([{ id: d, change: { color: 'red' } }], person(false));
    const judged = catalogue.judgedForTaste();
    expect(judged.map(({ id }) => id)).toEqual([a, b, c]);
    expect(judged[0]).toMatchObject({
      stars: { value: 4, blind: true, source: 'person' },
      flag: { value: 'pick', blind: false, source: 'person' },
    });
    expect(judged[1]?.stars).toMatchObject({ value: 2, blind: true, source: 'file' });
    expect(judged[1]?.flag).toBeUndefined();
    expect(judged[2]?.stars).toMatchObject({ value: 5, reason: 'bands' });
  });

  it('knows after undo and redo how the value that stands was given', () => {
    const { catalogue } = newCatalogue();
    const [a = 0] = addPhotos(catalogue, ['a.jpg']);
    catalogue.decide([{ id: a, change: { stars: 3 } }], { kind: 'person', scoreVisible: false });
    catalogue.decide([{ id: a, change: { stars: 5 } }], { kind: 'person', scoreVisible: true });
    catalogue.undo();
    expect(catalogue.judgedForTaste()[0]?.stars).toMatchObject({ value: 3, blind: true });
    catalogue.redo();
    expect(catalogue.judgedForTaste()[0]?.stars).toMatchObject({ value: 5, blind: false });
    catalogue.undo();
    catalogue.undo();
    expect(catalogue.judgedForTaste()).toEqual([]);
  });

  it('can be had of one folder with those below it', () => {
    const { catalogue } = newCatalogue();
    const root = catalogue.addRoot('/photos', 'native');
    void root;
    const [a = 0, b = 0] = addPhotos(catalogue, ['weddings/one/a.jpg', 'birds/b.jpg']);
    for (const id of [a, b]) {
      catalogue.decide([{ id, change: { stars: 3 } }], { kind: 'person', scoreVisible: false });
    }
    const weddings = catalogue.folders().find(({ path }) => path === 'weddings');
    expect(catalogue.judgedForTaste(weddings?.id).map(({ id }) => id)).toEqual([a]);
  });
});

describe('what the model in use says', () => {
  it('comes with the content embedding, of scored photos alone', () => {
    const { catalogue } = newCatalogue();
    const [a = 0, b = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
    catalogue.setCurrentModel(MODEL);
    const contentEmbedding = Float32Array.of(0.6, 0.8);
    const record = scored(b, { aesthetic: 3.5, light: 2 });
    const residuals = { light: -0.5 };
    catalogue.setScored([{ ...record, score: { ...record.score, residuals }, contentEmbedding }]);
    const [output, ...none] = catalogue.modelOutputs([a, b]);
    expect(none).toEqual([]);
    expect(output).toMatchObject({
      id: b,
      score: { values: { aesthetic: 3.5, light: 2 }, residuals, model: MODEL },
    });
    expect([...(output?.contentEmbedding ?? [])]).toEqual([...contentEmbedding]);
  });
});
