import { describe, expect, it } from 'vitest';
import {
  describeCopies,
  describePhoto,
  drawFault,
  SPACES,
  SummaryBuilder,
  type DescriptionRecord,
} from '../../../src-aesnet/descriptions/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { anyPhoto, SCALE } from './support.ts';

const records: DescriptionRecord[] = Array.from({ length: 60 }, (_, index) => {
  const photo = anyPhoto(Random.from(21, index), `photo ${index}`);
  const edit = photo.photometry && drawFault(photo.id, photo.photometry, 1);
  const copies = edit === undefined ? [] : describeCopies(photo.id, edit, 1);
  return [describePhoto(photo, { scale: SCALE, seed: 1 }), ...copies];
}).flat();

function summaryOf(given: readonly DescriptionRecord[]) {
  const builder = new SummaryBuilder();
  for (const record of given) builder.add(record);
  return builder.summary();
}

describe('the summary of a database', () => {
  const summary = summaryOf(records);

  it('counts pictures, sentences, sources and wordings', () => {
    expect(summary.pictures).toBe(records.length);
    expect(summary.copies).toBe(records.filter(({ edit }) => edit !== undefined).length);
    expect(summary.scored).toBe(records.filter(({ score }) => score !== undefined).length);
    for (const { space, pictures, sentences, wordings, sources, units } of summary.spaces) {
      const lists = records.flatMap(({ attributes }) => attributes[space] ?? []);
      expect(sentences).toBe(lists.length);
      expect(wordings).toBe(new Set(lists.map(({ text }) => text)).size);
      expect(pictures).toBe(
        records.filter(({ attributes }) => attributes[space] !== undefined).length,
      );
      const human = lists.filter(({ source }) => source === 'human').length;
      expect(sources.human).toBe(human);
      expect(units.reduce((sum, unit) => sum + unit.sentences, 0)).toBe(lists.length);
    }
    expect(summary.spaces.map(({ space }) => space)).toEqual([...SPACES]);
  });

  it('keeps sources and units apart, with the range of their levels', () => {
    const light = summary.spaces.find(({ space }) => space === 'light');
    const rating = light?.units.find(({ unit }) => unit === 'rating');
    const levels = records.flatMap(({ attributes }) =>
      (attributes.light ?? []).flatMap((one) => (one.unit === 'rating' ? [one.level] : [])),
    );
    expect(rating?.range).toEqual([Math.min(...levels), Math.max(...levels)]);
    expect(rating?.levels).toBe(new Set(levels).size);
    const emotion = summary.spaces.find(({ space }) => space === 'emotion');
    expect(emotion?.units[0]).toMatchObject({ unit: 'votes' });
    expect(emotion?.units[0]).not.toHaveProperty('range');
  });

  it('shows different sentences of the database, from low to high, the same each time', () => {
    for (const { space, units } of summary.spaces) {
      for (const { samples, wordings } of units) {
        expect(samples.length).toBe(Math.min(5, wordings));
        expect(new Set(samples.map(({ text }) => text)).size).toBe(samples.length);
        const levels = samples.map(({ level }) => level ?? 0);
        expect(levels.toSorted((a, b) => a - b)).toEqual(levels);
        for (const { id, text } of samples) {
          const record = records.find((one) => one.id === id);
          expect(record?.attributes[space]?.map((one) => one.text)).toContain(text);
        }
      }
    }
    expect(summaryOf(records)).toEqual(summary);
  });

  it('of nothing is empty', () => {
    expect(summaryOf([])).toMatchObject({ pictures: 0, copies: 0, scored: 0 });
  });
});
