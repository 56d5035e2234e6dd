import { describe, expect, it } from 'vitest';
import {
  describeCopies,
  describePhoto,
  drawFault,
  formatRecord,
  isFault,
  parseRecord,
  SPACES,
  type DescriptionRecord,
  type PersonStatement,
  wordingsOf,
} from '../../../src-aesnet/descriptions/index.ts';
import { PLAIN_EDITS } from '../../../src-aesnet/descriptions/edited/plain.ts';
import { EDIT_KINDS } from '../../../src-aesnet/edits/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { EMOTIONS, RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import { anyPhoto, SCALE } from './support.ts';

const OPTIONS = { scale: SCALE, seed: 7 };

const photos = Array.from({ length: 300 }, (_, index) =>
  anyPhoto(Random.from(11, index), `photo ${index}`),
);
const sentencesOf = ({ attributes }: DescriptionRecord) =>
  SPACES.flatMap((space) => attributes[space] ?? []);

describe('the description of a photo', () => {
  it('is a record that reads back as it was written, whatever is known', () => {
    for (const photo of photos) {
      const record = describePhoto(photo, OPTIONS);
      expect(parseRecord(formatRecord(record)).value).toEqual(record);
      expect(record.id).toBe(photo.id);
      for (const space of SPACES) {
        const texts = (record.attributes[space] ?? []).map(({ text }) => text);
        expect(new Set(texts).size).toBe(texts.length);
      }
    }
  });

  it('depends on the seed, the id and the facts, and on no other photo', () => {
    const [photo, other] = photos.filter(({ people }) => people !== undefined);
    if (photo === undefined || other === undefined) return expect.unreachable();
    const record = describePhoto(photo, OPTIONS);
    describePhoto(other, OPTIONS);
    expect(describePhoto(photo, OPTIONS)).toEqual(record);
    expect(describePhoto(photo, { ...OPTIONS, seed: 8 })).not.toEqual(record);
    const renamed = describePhoto({ ...photo, id: 'another' }, OPTIONS);
    expect(sentencesOf(renamed)).not.toEqual(sentencesOf(record));
  });

  it('says several things about every rated attribute, and nothing of what nobody rated', () => {
    for (const photo of photos) {
      const { attributes, score } = describePhoto(photo, OPTIONS);
      expect(score === undefined).toBe(photo.people === undefined);
      for (const space of RATED_ATTRIBUTES) {
        const human = (attributes[space] ?? []).filter(({ source }) => source === 'human');
        const colourless = space === 'color' && (photo.photometry?.chroma ?? 99) < 2.5;
        if (photo.people === undefined || colourless) expect(human).toEqual([]);
        else expect(human.length).toBeGreaterThanOrEqual(3);
      }
      if (photo.people === undefined) expect(attributes.emotion).toBeUndefined();
    }
  });

  it('keeps each level with its unit: residuals are what the line leaves of the ratings', () => {
    let residuals = 0;
    for (const photo of photos) {
      const { attributes } = describePhoto(photo, OPTIONS);
      for (const [index, space] of RATED_ATTRIBUTES.entries()) {
        for (const one of attributes[space] ?? []) {
          const means = photo.people?.means ?? [];
          const rating = means[index + 1] ?? NaN;
          if (one.unit === 'rating') expect(one.level).toBeCloseTo(rating, 3);
          if (one.unit !== 'residual') continue;
          residuals++;
          expect(one.level).toBeCloseTo(rating - (means[0] ?? NaN), 3);
          expect(Math.abs(one.level)).toBeGreaterThanOrEqual(0.8 * 0.15 - 1e-4);
        }
      }
    }
    expect(residuals).toBeGreaterThan(500);
  });

  it('checks nothing by itself', () => {
    for (const photo of photos.slice(0, 50)) {
      for (const { checked } of sentencesOf(describePhoto(photo, OPTIONS))) {
        expect(checked).toBe(false);
      }
    }
  });
});

describe('the person’s word', () => {
  const [photo] = photos.filter(({ people, photometry }) => people && photometry);
  const base = describePhoto(photo ?? expect.unreachable(), OPTIONS);
  const [first, second] = base.attributes.light ?? [];
  const after = (...statements: PersonStatement[]) =>
    describePhoto({ ...(photo ?? expect.unreachable()), statements }, OPTIONS).attributes;

  it('confirms a sentence, which keeps its source and its level', () => {
    const light = after({ kind: 'confirms', space: 'light', text: first?.text ?? '' }).light;
    expect(light?.[0]).toEqual({ ...first, checked: true });
    expect(light?.slice(1)).toEqual(base.attributes.light?.slice(1));
  });

  it('takes a wrong sentence out, and its attribute with the last one', () => {
    const light = after({ kind: 'rejects', space: 'light', text: first?.text ?? '' }).light;
    expect(light).toEqual(base.attributes.light?.slice(1));
    const all = (base.attributes.emotion ?? []).map(({ text }): PersonStatement => ({
      kind: 'rejects',
      space: 'emotion',
      text,
    }));
    expect(after(...all)).not.toHaveProperty('emotion');
  });

  it('adds a confirmed sentence that was not there, and own words, without a level', () => {
    const light = after(
      { kind: 'confirms', space: 'light', text: 'Golden light.' },
      { kind: 'writes', space: 'light', text: 'The lamp spoils it.' },
    ).light;
    expect(light?.slice(-2)).toEqual(
      ['Golden light.', 'The lamp spoils it.'].map((text) => ({
        text,
        source: 'person',
        checked: true,
        unit: 'none',
      })),
    );
  });

  it('rates beside the other people, once: the last word counts', () => {
    const light = after(
      { kind: 'rates', space: 'light', rating: 1.2 },
      { kind: 'rates', space: 'light', rating: 4.8 },
    ).light;
    const own = (light ?? []).filter(({ source }) => source === 'person');
    expect(own.length).toBeGreaterThan(1);
    for (const one of own) expect(one).toMatchObject({ unit: 'rating', level: 4.8, checked: true });
    expect(light?.slice(0, base.attributes.light?.length)).toEqual(base.attributes.light);
  });

  it('feels one thing', () => {
    const { emotion = [] } = after({ kind: 'feels', space: 'emotion', emotion: 'awe' });
    const own = emotion.filter(({ source }) => source === 'person');
    expect(own.length).toBeGreaterThan(0);
    const shares = EMOTIONS.map((name) => (name === 'awe' ? 1 : 0));
    for (const one of own) expect(one).toMatchObject({ unit: 'votes', shares, checked: true });
  });

  it('in turn: what was confirmed can be rejected later', () => {
    const text = second?.text ?? '';
    const { light = [] } = after(
      { kind: 'confirms', space: 'light', text },
      { kind: 'rejects', space: 'light', text },
    );
    expect(light.map((one) => one.text)).not.toContain(text);
  });

  it('makes records that read back', () => {
    const record = {
      ...base,
      attributes: after(
        { kind: 'rates', space: 'content', rating: 2 },
        { kind: 'feels', space: 'emotion', emotion: 'neutral' },
        { kind: 'writes', space: 'emotion', text: 'It makes me think of home.' },
      ),
    };
    expect(parseRecord(formatRecord(record)).value).toEqual(record);
  });
});

describe('edited copies', () => {
  it('are of an edit that is a fault in the photo, and say no more than it does', () => {
    const kinds = new Set<string>();
    for (const { id, photometry } of photos) {
      if (photometry === undefined) continue;
      const edit = drawFault(id, photometry, 3);
      if (edit === undefined) return expect.unreachable();
      expect(drawFault(id, photometry, 3)).toEqual(edit);
      expect(isFault(edit.kind, photometry)).toBe(true);
      kinds.add(edit.kind);
      const copies = describeCopies(id, edit, 3);
      expect(copies.map((copy) => copy.edit?.copy)).toEqual(['weak', 'strong']);
      const [weak, strong] = copies;
      for (const copy of copies) {
        expect(parseRecord(formatRecord(copy)).value).toEqual(copy);
        expect(copy.edit).toMatchObject({ of: id, ...edit });
        expect(copy).not.toHaveProperty('score');
        expect(Object.keys(copy.attributes)).toEqual([EDIT_KINDS[edit.kind].attribute]);
        for (const { source } of sentencesOf(copy)) expect(source).toBe('edited');
      }
      const texts = (copy?: DescriptionRecord) =>
        copy === undefined ? [] : sentencesOf(copy).map(({ text }) => text);
      const plain = wordingsOf(PLAIN_EDITS[edit.kind]);
      const both = texts(weak).filter((text) => texts(strong).includes(text));
      expect(both.filter((text) => !plain.includes(text))).toEqual([]);
    }
    expect(kinds.size).toBeGreaterThan(15);
  });

  it('are none of a photo in which nothing would be a fault', () => {
    // Noise can be seen in any: without it and the crops this one would have none.
    const black = {
      lightness: 0,
      tonalRange: 0,
      whiteArea: 0,
      blackArea: 1,
      chroma: 0,
      warmth: -50,
      lightWarmth: 0,
      greenArea: 1,
      redArea: 1,
      noise: 0,
    };
    const drawn = Array.from({ length: 200 }, (_, seed) => drawFault('x', black, seed)?.kind);
    expect(new Set(drawn)).toEqual(
      new Set(['crushed_shadows', 'noise', 'off_centre', 'tilt', undefined]),
    );
  });
});
