import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  formatRecord,
  type Description,
  type DescriptionRecord,
} from '../../../src-aesnet/descriptions/index.ts';
import { readSentences } from '../../../src-main/training/contrast/sentence-store.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { storeOf } from './support.ts';

const folder = temporaryFolder('sentences');
const rating = (level: number, text: string) =>
  ({ text, source: 'human', checked: false, unit: 'rating', level }) as const;
const light = (id: string, ...sentences: Description[]): DescriptionRecord => ({
  id,
  attributes: { light: sentences },
});

describe('sentences in memory', () => {
  it('are grouped by attribute, source and unit, each with the SD of its levels', () => {
    const store = storeOf([
      light('a', rating(2, 'Dull.'), rating(2, 'Flat.')),
      light('b', rating(4, 'Bright.'), {
        ...rating(-3, 'Dark.'),
        source: 'measured',
        unit: 'lightness',
      }),
      light('c', rating(4, 'Fine.')),
    ]);
    const [first, second] = store.of(0, 'light');
    expect(first?.group).toBe(second?.group);
    expect(first?.level).toBe(2);
    // Of 2, 2, 4, 4.
    expect(first?.group.deviation).toBeCloseTo(1, 12);
    const [, measured] = store.of(1, 'light');
    expect(measured?.group).not.toBe(first?.group);
    expect(measured?.group.deviation).toBe(1);
    expect(store.groupCount).toBe(2);
  });

  it('leave out edited copies, pictures that are not learnt from, and what has no level', () => {
    const own: Description = { text: 'My dog.', source: 'person', checked: true, unit: 'none' };
    const store = storeOf([light('a', rating(2, 'Dull.'), own)]);
    expect(store.of(0, 'light').map(({ text }) => text)).toEqual(['Dull.']);
    store.add(light('stranger', rating(3, 'Strange.')));
    store.add({
      ...light('a', rating(3, 'Edited.')),
      edit: {
        ...{ of: 'a', copy: 'weak', kind: 'tilt', weak: 2, strong: 6 },
        setting: { aspect: 1, angle: 0, turn: 1, crop: 0.7, chroma: 1, space: 'linear', seed: 1 },
      },
    });
    expect([...store.texts]).toEqual(['Dull.']);
    expect(store.pictures).toBe(1);
  });

  it('are read from a file that may describe others too, but not only others', async () => {
    const file = path.join(folder, 'some.jsonl');
    writeFileSync(file, `${formatRecord(light('a', rating(2, 'Dull.')))}\nno record\n`);
    const problems: string[] = [];
    const store = await readSentences(file, ['x', 'a'], (problem) => problems.push(problem));
    expect(store.of(1, 'light')).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('line 2')]);
    await expect(readSentences(file, ['x'], () => undefined)).rejects.toMatchObject({
      code: 'descriptions-invalid',
    });
  });
});
