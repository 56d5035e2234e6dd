/** `keepers rank --words`: photos outside any library, those first that look as the words say. */
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

interface Line {
  readonly rank: number;
  readonly path: string;
  readonly fit?: { readonly relevance: number; readonly standsOut: boolean };
  readonly error?: { readonly code: string };
}

const models = temporaryFolder('words-models');
const silent = temporaryFolder('silent-models');
const folder = temporaryFolder('words-photos');
const home = path.join(temporaryFolder('words-home'), 'never-made');

beforeAll(async () => {
  writeTinyModels(models, { id: 'tiny', text: true });
  writeTinyModels(silent, { id: 'silent' });
  for (let at = 0; at < 7; at++) {
    const background = { r: (at * 97) % 256, g: (at * 53) % 256, b: (at * 151) % 256 };
    await sharp({ create: { width: 60, height: 40, channels: 3, background } }).toFile(
      path.join(folder, `${at}.jpg`),
    );
  }
});

const rank = (args: readonly string[], modelsFolder = models) =>
  keepers(['rank', ...args, folder], { KEEPERS_HOME: home, KEEPERS_MODELS: modelsFolder });

describe('keepers rank --words', () => {
  it('lists those that fit best first, and says how well they do', async () => {
    const { code, stdout, stderr } = await rank(['--json', '--words', 'too dark']);
    expect([code, stderr]).toEqual([0, '']);
    const lines = jsonLines<Line>(stdout);
    expect(lines.map((line) => line.rank)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const relevances = lines.map(({ fit }) => fit?.relevance ?? NaN);
    expect(relevances).toEqual(relevances.toSorted((a, b) => b - a));
    expect(relevances.reduce((sum, one) => sum + one, 0)).toBeCloseTo(0, 2);
    expect(lines.map(({ fit }) => fit?.standsOut)).toEqual(relevances.map((one) => one >= 1));
    const plain = await rank(['--words', 'too dark', '--top', '2']);
    expect(
      plain.stdout
        .trim()
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[2]),
    ).toEqual(lines.slice(0, 2).map((line) => line.path));
  });

  it('names words that it does not know, and says why nothing can be found', async () => {
    const half = await rank(['--words', 'zebra, too dark', '--top', '1']);
    expect(half.code).toBe(0);
    expect(half.stderr).toContain('Not known: “zebra”.');
    const none = await rank(['--words', 'zebra']);
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('The model knows no word of “zebra”');
    expect((await rank(['--words', 'too dark'], silent)).stderr).toContain('pictures alone');
    const both = await rank(['--words', 'too dark', '--varied', '--top', '2']);
    expect([both.code, both.stdout]).toEqual([2, '']);
  });
});
