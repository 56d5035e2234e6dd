import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRatings } from '../../src-main/personal/ratings.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder('ratings');

function read(text: string) {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'ratings.csv');
  writeFileSync(file, text);
  return readRatings(file);
}

describe('readRatings', () => {
  it('reads stars and flags in any order of columns, quoted paths, and ignores other columns', async () => {
    const { ratings, problems } = await read(
      '\uFEFFFlag,camera,Path,stars\r\npick,X,"/a, b.jpg",5\r\nREJECT,,/c.jpg,\r\n,,/d.jpg,2\r\n',
    );
    expect(problems).toEqual([]);
    expect(ratings).toEqual([
      { path: '/a, b.jpg', stars: 5, flag: 'pick' },
      { path: '/c.jpg', flag: 'reject' },
      { path: '/d.jpg', stars: 2 },
    ]);
  });

  it('takes 0 stars and empty cells for missing data, not for the worst', async () => {
    const { ratings, problems } = await read(
      'path,stars,flag\n/a.jpg,0,\n/b.jpg,,\n/c.jpg,0,pick\n',
    );
    expect(ratings).toEqual([{ path: '/c.jpg', flag: 'pick' }]);
    expect(problems).toEqual([]);
  });

  it('names the line of each wrong cell and keeps the rest', async () => {
    const { ratings, problems } = await read(
      'path,stars,flag\n/a.jpg,6,\n/b.jpg,3.5,\n/c.jpg,3,maybe\n,4,\n/d.jpg,1\n/e.jpg,4,\n/e.jpg,4,\n',
    );
    expect(ratings).toEqual([{ path: '/e.jpg', stars: 4 }]);
    expect(problems.map((problem) => /line (\d+)/.exec(problem)?.[1])).toEqual([
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
  });

  it.each([
    ['', 'empty'],
    ['file,stars\na,1\n', 'no column “path”'],
    ['path,score\na,1\n', 'neither'],
    ['path,stars\n"a,1\n', 'quote'],
  ])('refuses a file that is no ratings (%j)', async (text, reason) => {
    await expect(read(text)).rejects.toMatchObject({
      code: 'ratings-invalid',
      message: expect.stringContaining(reason) as string,
    });
  });
});
