import { describe, expect, it } from 'vitest';
import {
  describePhoto,
  formatRecord,
  mergeRecords,
  OWN_SCALE,
  parseRecord,
  readAesclip,
  readTableRow,
  SPACES,
  writeAesclip,
  type ColumnMapping,
  type Space,
  type TableField,
} from '../../../src-aesnet/descriptions/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { anyPhoto, SCALE } from './support.ts';

describe('the layout of AesCLIP', () => {
  const options = { names: new Map<string, Space>(), scale: OWN_SCALE };
  const entry = {
    img_id: 953619,
    score: 3.5,
    attributes: ['Depth of Field', 'lighting', 'use_of_camera'],
    'Depth of Field': ['Nice  bokeh\n', '', 'Nice bokeh'],
    lighting: ['Harsh.', 'Too dark.'],
    use_of_camera: ['Slow shutter.'],
  };

  it('gives comments without a level, under our names, and names what is none of ours', () => {
    const comment = (text: string) => ({ text, source: 'human', checked: false, unit: 'none' });
    const { value } = readAesclip(entry, options);
    expect(value?.record).toEqual({
      id: '953619',
      score: 3.5,
      attributes: {
        depth_of_field: [comment('Nice bokeh')],
        light: [comment('Harsh.'), comment('Too dark.')],
      },
    });
    expect(value?.unknown).toEqual(['use_of_camera']);
    const record = value?.record;
    expect(record && parseRecord(formatRecord(record)).value).toEqual(record);
  });

  it('takes other names by a mapping, which comes before the known spellings', () => {
    const names = new Map<string, Space>([
      ['use_of_camera', 'technical_quality'],
      ['lighting', 'color'],
    ]);
    const { value } = readAesclip(entry, { ...options, names });
    expect(value?.unknown).toEqual([]);
    expect(Object.keys(value?.record.attributes ?? {}).sort()).toEqual([
      'color',
      'depth_of_field',
      'technical_quality',
    ]);
  });

  it('brings scores of another scale to points', () => {
    const read = (score: unknown) =>
      readAesclip({ ...entry, score }, { ...options, scale: { low: 1, high: 10 } });
    expect(read(1).value?.record.score).toBe(1);
    expect(read('10').value?.record.score).toBe(5);
    expect(read(5.5).value?.record.score).toBe(3);
    expect(read(10.5).problem).toContain('outside the scale 1:10');
    expect(read(null).value?.record).not.toHaveProperty('score');
  });

  it.each([
    [{ ...entry, img_id: undefined }, 'img_id'],
    [{ ...entry, img_id: '' }, 'img_id is empty'],
    [{ ...entry, score: 'good' }, 'score is “good”, which is not a number'],
    [{ ...entry, score: 7 }, 'score is 7, outside the scale 1:5 (see “--scale”)'],
    [{ ...entry, attributes: 'light' }, 'attributes'],
    [{ ...entry, lighting: undefined }, 'lighting has a comment that is not a text'],
    [{ ...entry, attributes: ['light'] }, 'it lists light but has no comments on it'],
    [{ ...entry, lighting: [3] }, 'lighting has a comment that is not a text: 3'],
  ])('says of %j what is wrong', (bad, words) => {
    expect(readAesclip(bad, options).problem).toContain(words);
  });

  it('keeps every sentence there and back', () => {
    for (let seed = 0; seed < 50; seed++) {
      const photo = anyPhoto(Random.from(seed), `photo ${seed}`);
      const record = describePhoto(photo, { scale: SCALE, seed });
      const { value } = readAesclip(JSON.parse(writeAesclip(record)), options);
      expect(value?.record.id).toBe(record.id);
      expect(value?.record.score).toBe(record.score);
      for (const space of SPACES) {
        const texts = (given: typeof record | undefined) =>
          given?.attributes[space]?.map(({ text }) => text);
        expect(texts(value?.record)).toEqual(texts(record));
      }
    }
  });
});

describe('a table', () => {
  const mapping: ColumnMapping = new Map<TableField, string>([
    ['id', 'image_name'],
    ['score', 'mean'],
    ['light', 'light_comment'],
    ['light.rating', 'light_mean'],
    ['emotion', 'mood'],
  ]);
  const options = { mapping, scale: OWN_SCALE };
  const row = {
    image_name: 'a',
    mean: '3.5',
    light_comment: 'Soft light.',
    light_mean: '4',
    mood: '',
    another: 'column',
  };

  it('gives comments with the rating of their row', () => {
    const { value } = readTableRow(row, options);
    const comment = { text: 'Soft light.', source: 'human', checked: false };
    expect(value).toEqual({
      id: 'a',
      score: 3.5,
      attributes: { light: [{ ...comment, unit: 'rating', level: 4 }] },
    });
    const bare = readTableRow({ ...row, light_mean: '', mean: '' }, options).value;
    expect(bare).toEqual({ id: 'a', attributes: { light: [{ ...comment, unit: 'none' }] } });
  });

  it('takes lists of comments, as JSON has them', () => {
    const { value } = readTableRow({ ...row, mood: ['Sad.', 'Calm.'] }, options);
    expect(value?.attributes.emotion?.map(({ text }) => text)).toEqual(['Sad.', 'Calm.']);
  });

  it.each([
    [{ ...row, image_name: '' }, 'column image_name, the id, is empty'],
    [{ ...row, mean: 'high' }, 'column mean is “high”, which is not a number'],
    [{ ...row, light_mean: '9' }, 'column light_mean is 9, outside the scale'],
    [{ image_name: 'a', mean: '3', light_comment: '', light_mean: '' }, 'column mood is missing'],
    [{ ...row, mood: [{}] }, 'column mood has a comment that is not a text: {}'],
  ])('says of %j what is wrong', (bad, words) => {
    expect(readTableRow(bad, options).problem).toContain(words);
  });

  it('joins rows of one picture, each comment once', () => {
    const read = (changes: object) => {
      const { value } = readTableRow({ ...row, ...changes }, options);
      return value ?? expect.unreachable();
    };
    const merged = mergeRecords(read({}), read({ light_comment: 'Hard shadows.', mean: '' }));
    expect(merged.value?.score).toBe(3.5);
    expect(merged.value?.attributes.light?.map(({ text }) => text)).toEqual([
      'Soft light.',
      'Hard shadows.',
    ]);
    expect(mergeRecords(read({}), read({})).value).toEqual(read({}));
    expect(mergeRecords(read({}), read({ mean: '2' })).problem).toContain('another score');
  });
});
