import { describe, expect, it } from 'vitest';
import { formatRecord, parseRecord } from '../../../src-aesnet/descriptions/index.ts';

const said = { text: 'The light is dull.', source: 'human', checked: false };
const rated = { ...said, unit: 'rating', level: 2.5 };
const votes = { ...said, unit: 'votes', shares: [0, 0, 0.25, 0, 0, 0, 0.75, 0] };

function problemOf(record: unknown): string {
  const { problem } = parseRecord(JSON.stringify(record));
  return problem ?? 'none';
}

const light = (...sentences: unknown[]) => ({ id: 'a', attributes: { light: sentences } });

describe('a line of the database', () => {
  it('is read as it was written', () => {
    const record = { id: 'a', score: 3.2, attributes: { light: [rated], emotion: [votes] } };
    const { value } = parseRecord(JSON.stringify(record));
    expect(value).toEqual(record);
    expect(value === undefined ? '' : formatRecord(value)).toBe(JSON.stringify(record));
  });

  it.each([
    ['no JSON', undefined, 'not JSON'],
    ['no object', 7, 'Object'],
    ['an empty id', { id: '', attributes: {} }, 'id: the id is empty'],
    ['a score above 5', { id: 'a', score: 7.2, attributes: {} }, 'score'],
    ['an attribute that is none', { id: 'a', attributes: { mood: [rated] } }, 'attributes.mood'],
    ['no sentence', light(), 'attributes.light: there is no sentence'],
    ['an empty sentence', light({ ...rated, text: ' ' }), 'the sentence is empty'],
    ['a level without a unit', light({ ...said, level: 2 }), 'unit'],
    ['a unit without a level', light({ ...said, unit: 'rating' }), 'level'],
    ['an unknown unit', light({ ...rated, unit: 'stars' }), 'unit'],
    ['an unknown source', light({ ...rated, source: 'model' }), 'source'],
    [
      'a unit of another source',
      light({ ...rated, source: 'measured' }),
      'no measured sentence about light has the unit rating',
    ],
    [
      'a unit of another attribute',
      light({ ...rated, source: 'measured', unit: 'noise' }),
      'no measured sentence about light has the unit noise',
    ],
    ['votes about light', light(votes), 'no human sentence about light has the unit votes'],
    [
      'a rating of an emotion',
      { id: 'a', attributes: { emotion: [rated] } },
      'no human sentence about emotion has the unit rating',
    ],
    [
      'shares beyond 1',
      { id: 'a', attributes: { emotion: [{ ...votes, shares: [1, 1, 0, 0, 0, 0, 0, 0] }] } },
      'sum up to 1',
    ],
    [
      'seven shares',
      { id: 'a', attributes: { emotion: [{ ...votes, shares: [1, 0, 0, 0, 0, 0, 0] }] } },
      'shares',
    ],
  ])('with %s says what is wrong', (_name, record, words) => {
    expect(problemOf(record)).toContain(words);
  });
});
