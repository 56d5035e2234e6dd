/** The best of a burst on real photographs: decoded, scored and measured as the command line does it. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHeadlessGroups } from '../../src-main/engine/headless.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { shareOfSharp, writeBlurredCopies } from '../support/blurred-copies.ts';
import { dataPath, repositoryRoot } from '../support/data.ts';
import { temporaryFolder } from '../support/temporary.ts';

const clean = dataPath('photos/clean');

describe.skipIf(clean === undefined)(
  'of a frame and its blurred copy (skipped without test data)',
  () => {
    it('the sharp one is suggested in 95 %, and for its focus', async () => {
      const photos = readdirSync(clean ?? '').map((name) => path.join(clean ?? '', name));
      const folder = temporaryFolder('blurred');
      await writeBlurredCopies(photos, folder, 3);
      const troubles: string[] = [];
      const headless = await openHeadlessGroups({
        home: path.join(temporaryFolder('blurred-home'), 'home'),
        modelsFolder: path.join(repositoryRoot, 'models'),
        spawnWorker: spawnNodeWorker,
        onTrouble: (sentence) => troubles.push(sentence),
      });
      try {
        const groups = await headless.group([folder], {
          onFailed: ({ path: file, error }) => troubles.push(`${file}: ${error.message}`),
        });
        expect(troubles).toEqual([]);
        expect(groups.map(({ kind, paths }) => [kind, paths.length])).toEqual(
          photos.map(() => ['burst', 2]),
        );
        const wrong = groups.filter(
          ({ suggested }) => suggested?.path.endsWith('-sharp.jpg') !== true,
        );
        expect(
          shareOfSharp(groups.map(({ suggested }) => suggested?.path)),
          JSON.stringify(wrong),
        ).toBeGreaterThanOrEqual(0.95);
        const byFocus = groups.filter(
          ({ suggested }) => suggested?.reason.startsWith('Sharper') === true,
        );
        expect(byFocus.length / groups.length).toBeGreaterThanOrEqual(0.9);
      } finally {
        await headless.close();
      }
    }, 300_000);
  },
);
