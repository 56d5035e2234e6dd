import { describe, expect, it } from 'vitest';
import { Random } from '../../../src-aesnet/random.ts';
import { csvRows, type CsvFields } from '../../../src-main/training/descriptions/csv-rows.ts';
import { collect } from './support.ts';

async function rowsOf(...pieces: string[]): Promise<CsvFields[]> {
  async function* source() {
    await Promise.resolve();
    yield* pieces;
  }
  return await collect(csvRows(source()));
}

const fieldsOf = async (...pieces: string[]) =>
  (await rowsOf(...pieces)).map(({ fields, problem }) => fields ?? problem);

describe('rows of a CSV file', () => {
  it('hold quoted commas, quotes and line ends', async () => {
    const text = 'id,comment\na,"Soft, warm ""evening"" light.\nVery."\nb,plain 5" lens\n';
    expect(await rowsOf(text)).toEqual([
      { line: 1, fields: ['id', 'comment'] },
      { line: 2, fields: ['a', 'Soft, warm "evening" light.\nVery.'] },
      { line: 4, fields: ['b', 'plain 5" lens'] },
    ]);
  });

  it('take the line ends of Windows, a missing last one, and skip empty lines', async () => {
    expect(await fieldsOf('a,b\r\n\r\n"c",""\r\n,d')).toEqual([
      ['a', 'b'],
      ['c', ''],
      ['', 'd'],
    ]);
    expect(await rowsOf('')).toEqual([]);
    expect(await fieldsOf('a,b\n""\n')).toEqual([['a', 'b']]);
  });

  it('come back as they were written, however the file is cut into pieces', async () => {
    const letters = ['a', 'b', ',', '"', '\n', '\r\n', ' ', 'é', '漢'];
    for (let seed = 0; seed < 150; seed++) {
      const random = Random.from(seed);
      const rows = Array.from({ length: 1 + random.integer(5) }, () =>
        Array.from({ length: 2 + random.integer(3) }, () =>
          Array.from({ length: random.integer(5) }, () => random.pick(letters)).join(''),
        ),
      );
      const text = rows
        .map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(','))
        .join(random.chance(0.5) ? '\r\n' : '\n');
      const pieces: string[] = [];
      for (let at = 0; at < text.length;) {
        const length = 1 + random.integer(6);
        pieces.push(text.slice(at, at + length));
        at += length;
      }
      expect(await fieldsOf(...pieces), JSON.stringify(text)).toEqual(rows);
    }
  });

  it('name the line of a broken row and go on after it', async () => {
    expect(await rowsOf('a,b\n"c" d,e\nf,g\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, problem: 'a quote within a quoted field is not doubled' },
      { line: 3, fields: ['f', 'g'] },
    ]);
    expect(await rowsOf('a,b\nc,"d\ne,f\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, problem: 'its quote is never closed' },
    ]);
  });
});
