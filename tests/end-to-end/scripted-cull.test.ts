/** A person who culls 500 frames from start to finish without the mouse, and ends with exactly the verdicts given. */
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import { NO_VERDICT, type Verdict, type VerdictChange } from '../../src-shared/verdict.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { connect } from '../support/client.ts';
import { photosByName, untilSettled } from '../support/engine.ts';
import { writeFrame } from '../support/frames.ts';
import { serve, type Served } from '../support/keepers.ts';
import { takenAt } from '../support/shoot.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

const FRAMES = 500;
/** Lengths of the runs, over and over: single frames and bursts. */
const RUNS = [1, 4, 1, 3, 6, 1, 1, 5, 2, 1];
/** What is given to one frame after the other; undefined is left for the second pass. */
const VERDICTS: readonly (readonly [key: string, change: VerdictChange] | undefined)[] = [
  ['Digit3', { stars: 3 }],
  ['KeyX', { flag: 'reject' }],
  ['Digit5', { stars: 5 }],
  undefined,
  ['KeyP', { flag: 'pick' }],
  ['Digit1', { stars: 1 }],
  ['KeyX', { flag: 'reject' }],
];
const LONG_MS = 180_000;

describe.skipIf(chromiumPath === undefined)(
  `a cull of ${FRAMES} frames without the mouse${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let client: BridgeClient;
    let page: Page;
    /** Runs of ids, in the order of capture. */
    const runs: number[][] = [];
    const given = new Map<number, Verdict>();
    const problems: string[] = [];

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      const models = temporaryFolder('scripted-models');
      const shoot = temporaryFolder('scripted-shoot');
      writeTinyModels(models, { id: 'tiny', seed: 3 });
      const names: string[][] = [];
      for (let at = 0, run = 0; at < FRAMES; run++) {
        const length = Math.min(RUNS[run % RUNS.length] ?? 1, FRAMES - at);
        names.push([]);
        for (let frame = 0; frame < length; frame++, at++) {
          const name = `${String(at).padStart(4, '0')}.jpg`;
          // Far enough apart that no two runs are tries at the same picture.
          const exif = takenAt(run * 300 + frame * 0.4);
          await writeFrame(path.join(shoot, name), { exif, seed: run, width: 96, height: 64 });
          names.at(-1)?.push(name);
        }
      }
      const home = path.join(temporaryFolder('scripted'), 'home');
      served = await serve([], { KEEPERS_HOME: home, KEEPERS_MODELS: models });
      client = await connect(served.address);
      await client.request('roots.add', { path: shoot });
      await untilSettled(client, FRAMES);
      const photos = await photosByName(client);
      for (const run of names) runs.push(run.map((name) => photos.get(name)?.id ?? 0));
      for (const id of runs.flat()) given.set(id, NO_VERDICT);
      const layout = { sort: { by: 'time', direction: 'ascending' } };
      await client.request('settings.set', { termsSeen: true, layout });
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address);
      await page.getByRole('gridcell').first().waitFor({ timeout: 60_000 });
    }, 300_000);

    afterAll(async () => {
      client?.close();
      await browser?.close();
      await served?.stop();
    });

    const sees = (id: number | undefined) =>
      page.locator(`[data-shown="${id}"]`).waitFor({ timeout: 20_000 });
    const give = (id: number | undefined, change: VerdictChange) => {
      if (id !== undefined) given.set(id, { ...NO_VERDICT, ...change } as Verdict);
    };

    it(
      'gives every verdict to the frame that was seen, and keeps one of every fourth burst',
      async () => {
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Enter');
        // The stack opens on its suggested frame.
        await page.keyboard.press('Home');
        let count = 0;
        for (const [at, run] of runs.entries()) {
          if (run.length > 1 && at % 4 === 1) {
            await sees(run[0]);
            await page.keyboard.press('ArrowRight');
            await sees(run[1]);
            await page.keyboard.press('Shift+KeyK');
            for (const id of run) give(id, { flag: id === run[1] ? 'pick' : 'reject' });
            continue;
          }
          for (const id of run) {
            await sees(id);
            const verdict = VERDICTS[count++ % VERDICTS.length];
            await page.keyboard.press(verdict === undefined ? 'ArrowRight' : `Shift+${verdict[0]}`);
            if (verdict !== undefined) give(id, verdict[1]);
          }
        }
      },
      LONG_MS,
    );

    it(
      'goes a second time over those that were left, and finds nothing to do after that',
      async () => {
        const left = [...given].filter(([, { stars, flag }]) => stars === 0 && flag === 'none');
        expect(left.length).toBeGreaterThan(40);
        await page.keyboard.press('d');
        await page.getByText(`${left.length} matching`).waitFor();
        await page.keyboard.press('Home');
        for (const [id] of left) {
          await sees(id);
          await page.keyboard.press('Shift+KeyX');
          give(id, { flag: 'reject' });
        }
        await page.getByText(/That was the last photo/).waitFor();
        await page.keyboard.press('d');
        await page.keyboard.press('d');
        await page.getByText('Nothing is undecided here.').waitFor();
      },
      LONG_MS,
    );

    it('ends with exactly the verdicts given', async () => {
      const ids = [...given.keys()];
      const photos = await client.request('photos.get', { ids });
      expect(photos).toHaveLength(FRAMES);
      expect(new Map(photos.map(({ id, verdict }) => [id, verdict]))).toEqual(given);
      expect(problems).toEqual([]);
    });
  },
);
