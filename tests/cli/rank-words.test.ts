/** `keepers rank --words`: photos outside any library, those first that look as the words say. */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src-main/inference/manifest.ts';
import { dataPath, repositoryRoot } from '../support/data.ts';
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

const shipped = path.join(repositoryRoot, 'models');
const readsWords = (() => {
  const { models: all, default: id } = parseManifest(
    readFileSync(path.join(shipped, 'manifest.json'), 'utf8'),
    'manifest.json',
  );
  return all.some((entry) => entry.id === id && entry.text !== undefined);
})();
const clean = dataPath('photos/clean');

describe.skipIf(clean === undefined || !readsWords)(
  'the shipped model (needs KEEPERS_DATA and a text side)',
  () => {
    const photos = temporaryFolder('words-real');
    const ranked = async (words: string) => {
      const { stdout } = await keepers(['rank', '--json', '--words', words, photos], {
        KEEPERS_HOME: home,
        KEEPERS_MODELS: shipped,
      });
      return jsonLines<Line>(stdout).map((line) => path.basename(line.path));
    };
    /** How many edited copies stand before the photos that they were made from. */
    const before = (names: readonly string[], what: string) =>
      names.filter((name, at) => {
        return name.startsWith(what) && at < names.indexOf(name.slice(what.length + 1));
      }).length;

    beforeAll(async () => {
      const files = readdirSync(clean ?? '').filter((name) => /^kodak-\d+\.jpg$/.test(name));
      for (const [at, name] of files.entries()) {
        const file = path.join(clean ?? '', name);
        copyFileSync(file, path.join(photos, name));
        if (at % 6 !== 0) continue;
        const copy = (what: string) => path.join(photos, `${what}-${name}`);
        await sharp(file).linear(0.22, 0).toFile(copy('dark'));
        await sharp(file).blur(6).toFile(copy('soft'));
      }
    });

    it('finds portraits, and what was made too dark or out of focus before what was not', async () => {
      expect((await ranked('portrait')).slice(0, 4)).toEqual(
        expect.arrayContaining(['kodak-15.jpg', 'kodak-18.jpg']) as string[],
      );
      const copies = readdirSync(photos).filter((name) => name.startsWith('dark')).length;
      expect(copies).toBeGreaterThan(2);
      expect(before(await ranked('too dark'), 'dark')).toBe(copies);
      expect(before(await ranked('out of focus'), 'soft')).toBeGreaterThanOrEqual(copies - 1);
    });
  },
);
