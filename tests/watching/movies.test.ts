import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { moviesIn } from '../../src-main/watching/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

describe('films beside photos', () => {
  it('are files of a folder by their ending, in order, hidden ones aside', async () => {
    const folder = temporaryFolder('movies');
    for (const name of ['b.MOV', 'a.mp4', 'a.jpg', '._b.MOV', 'notes.mov.txt']) {
      writeFileSync(path.join(folder, name), '');
    }
    mkdirSync(path.join(folder, 'folder.mov'));
    expect(await moviesIn(folder)).toEqual(['a.mp4', 'b.MOV']);
    expect(await moviesIn(path.join(folder, 'missing'))).toEqual([]);
  });
});
