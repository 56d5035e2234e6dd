/** Personal taste in a real browser, with the shipped model on real photos. */
import { copyFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { connect } from '../support/client.ts';
import { dataPath } from '../support/data.ts';
import { jsonLines, keepers, serve, type Served } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

const clean = dataPath('photos/clean');
const WAIT = { timeout: 90_000 };
const missing = chromiumPath === undefined ? browserMissing : 'no photos in KEEPERS_DATA';

interface Line {
  path: string;
  aesthetic?: { score: number };
  attributes: { color: { residual: number } };
}

describe.skipIf(chromiumPath === undefined || clean === undefined)(
  `taste${chromiumPath === undefined || clean === undefined ? ` (skipped: ${missing})` : ''}`,
  () => {
    const home = path.join(temporaryFolder('taste-home'), 'home');
    const shoot = temporaryFolder('taste-photos');
    const files = temporaryFolder('taste-out');
    let browser: Browser;
    let served: Served;
    let page: Page;
    /** Whoever this is likes colours muted, which most people do not. */
    const stars = new Map<string, number>();
    const liking = new Map<string, number>();
    const problems: string[] = [];

    const open = async () => {
      served = await serve([shoot], { KEEPERS_HOME: home });
      // Tall enough for all photos: the grid holds what is in view alone.
      page = await browser.newPage({ viewport: { width: 1920, height: 2400 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address);
    };
    const cells = () => page.getByRole('gridcell');
    const order = () =>
      cells().evaluateAll((all) =>
        all.map((cell) => (cell.getAttribute('aria-label') ?? '').split(',')[0] ?? ''),
      );
    const taste = () => page.getByRole('main', { name: 'Taste' });
    const toTaste = async () => {
      await page.getByRole('button', { name: 'Taste', exact: true }).first().click();
      await taste().waitFor(WAIT);
    };
    const toGrid = async () => {
      await page.getByRole('button', { name: /^All photos/ }).click();
      await cells().first().waitFor(WAIT);
    };

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      const names = readdirSync(clean as string).filter((name) => /\.jpe?g$/i.test(name));
      for (const name of names)
        copyFileSync(path.join(clean as string, name), path.join(shoot, name));
      const { stdout } = await keepers(['score', '--json', shoot], { KEEPERS_HOME: home });
      const lines = jsonLines<Line>(stdout).filter(({ aesthetic }) => aesthetic !== undefined);
      for (const line of lines)
        liking.set(path.basename(line.path), -line.attributes.color.residual);
      const sorted = [...liking.values()].sort((a, b) => a - b);
      for (const [name, value] of liking) {
        const share = sorted.indexOf(value) / sorted.length;
        stars.set(name, 1 + [0.15, 0.4, 0.7, 0.9].filter((cut) => share >= cut).length);
      }
      browser = await launchBrowser();
      await open();
    }, 300_000);

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    it('begins on its page with nothing learnt, and says what is missing', async () => {
      await expect
        .poll(() => page.getByRole('gridcell', { name: /score \d/ }).count(), WAIT)
        .toBe(stars.size);
      await toTaste();
      await taste().getByText('Nothing about you leaves this machine').waitFor(WAIT);
      await taste().getByLabel('Name of a new profile').fill('Muted');
      await taste().getByRole('button', { name: 'New profile' }).click();
      await taste().getByText('Too few decisions differ').waitFor(WAIT);
      await taste().getByText('The general ranking stays for now').waitFor(WAIT);
    });

    it('says that rejects alone tell nothing, and what would', async () => {
      const decide = async (key: string) => {
        await toGrid();
        for (const name of [...stars.keys()].slice(0, 3)) {
          await page.getByRole('gridcell', { name: new RegExp(`^${name},?`) }).click();
          await page.keyboard.press(key);
        }
        await toTaste();
      };
      await decide('x');
      await taste().getByText('All 3 decisions are rejects').waitFor(WAIT);
      await decide('u');
      await taste().getByText('Too few decisions differ').waitFor(WAIT);
    });

    let before: string[];

    it('learns from forty photos rated with the scores hidden, opens the gate and changes the order', async () => {
      await toGrid();
      before = await order();
      await page.keyboard.press('s');
      await expect
        .poll(() => page.getByRole('gridcell', { name: /score \d/ }).count(), WAIT)
        .toBe(0);
      await page.getByRole('button', { name: /^Sorted by/ }).click();
      await page.getByRole('menuitemradio', { name: 'File name' }).click();
      await expect.poll(order, WAIT).not.toEqual(before);
      const names = await order();
      for (const name of names.slice(0, 40)) {
        await page.getByRole('gridcell', { name: new RegExp(`^${name},?`) }).click();
        await page.keyboard.press(String(stars.get(name)));
      }
      await toTaste();
      await taste().getByText('Your ranking is on').waitFor(WAIT);
      await taste()
        .getByText(/40 photos with stars.*40 given with no score in sight/)
        .waitFor(WAIT);
      await toGrid();
      await page.keyboard.press('s');
      await page.getByRole('button', { name: /^Sorted by/ }).click();
      await page.getByRole('menuitemradio', { name: 'Your score' }).click();
      await page.getByRole('button', { name: /^Sorted by your score/ }).waitFor(WAIT);
      await expect.poll(order, WAIT).not.toEqual(names);
      const after = await order();
      expect(after).not.toEqual(before);
      // Of the photos that were not rated, those that the person likes stand higher than before.
      const rest = new Set(names.slice(40));
      const rank = (list: readonly string[]) => {
        const kept = list.filter((name) => rest.has(name));
        let right = 0;
        let pairs = 0;
        for (const [at, name] of kept.entries()) {
          for (const other of kept.slice(at + 1)) {
            pairs += 1;
            if ((liking.get(name) ?? 0) > (liking.get(other) ?? 0)) right += 1;
          }
        }
        return right / pairs;
      };
      expect(rank(after)).toBeGreaterThan(rank(before) + 0.1);
    }, 300_000);

    it('shows both parts of a score, and why they differ', async () => {
      const both = page.getByRole('gridcell', { name: /score \d\.\d\d, yours \d\.\d\d/ });
      await expect.poll(() => both.count(), WAIT).toBeGreaterThan(5);
      await both.first().click();
      const yours = page.getByRole('group', { name: 'Yours' });
      await yours.getByText(/^[+−]\d\.\d: you keep muted colours more than most$/).waitFor(WAIT);
      await page.keyboard.press('i');
      await page.getByRole('region', { name: 'Score' }).getByText('General').waitFor(WAIT);
      await page.keyboard.press('a');
    });

    it('bounds what a cut-off loses, and shows the photos below it without judging them', async () => {
      await toTaste();
      const bound = taste().getByRole('region', { name: 'What a cut-off would lose' });
      await bound.getByText(/Of \d+ keepers of yours/).waitFor(WAIT);
      await bound.getByLabel('I am ready to lose at most').fill('50');
      await bound
        .getByText(/would have been lost; at most \d+ % with 95 % confidence/)
        .waitFor(WAIT);
      await bound.getByRole('button', { name: /^Show the \d+ photos? below it/ }).click();
      await page.getByText(/^Your score up to/).waitFor(WAIT);
      expect(await page.getByRole('gridcell', { name: /rejected/ }).count()).toBe(0);
      await page
        .getByRole('button', { name: /^Remove/ })
        .first()
        .click();
      await expect.poll(() => cells().count(), WAIT).toBe(stars.size);
    });

    it('comes back after a restart', async () => {
      const kept = await order();
      await page.close();
      await served.stop();
      await open();
      await page
        .getByRole('gridcell', { name: /yours \d/ })
        .first()
        .waitFor(WAIT);
      await expect.poll(order, WAIT).toEqual(kept);
      await toTaste();
      await taste().getByText('Your ranking is on').waitFor(WAIT);
    }, 180_000);

    it('rolls back, which the notice takes back', async () => {
      await toTaste();
      const versions = taste().getByRole('region', { name: 'Versions' });
      await versions.getByRole('button', { name: 'Compare version 1 with the one in use' }).click();
      await versions.getByRole('group', { name: 'Two versions compared' }).waitFor(WAIT);
      await versions.getByRole('button', { name: 'Roll back to version 1' }).click();
      await taste().getByText('The general ranking stays for now').waitFor(WAIT);
      await versions.getByText('It does not learn by itself.').waitFor(WAIT);
      await toGrid();
      await page.getByRole('button', { name: /^Sorted by overall score/ }).waitFor(WAIT);
      await expect.poll(order, WAIT).toEqual(before);
      await toTaste();
      await taste().getByRole('button', { name: 'Use it all the same' }).click();
      await taste().getByText('You use it although it has not proved better').waitFor(WAIT);
      await taste().getByRole('button', { name: 'Stop forcing it' }).click();
      await versions.getByRole('button', { name: 'Go on learning' }).click();
      await taste().getByText('Your ranking is on').waitFor(WAIT);
    }, 180_000);

    it('fine-tunes the network by keys alone, can be stopped, and says what came of it', async () => {
      await toTaste();
      const section = taste().getByRole('region', { name: 'Fine-tuning the network' });
      const box = section.getByRole('checkbox');
      const versions = taste().getByRole('region', { name: 'Versions' }).getByRole('row');
      const before = await versions.count();
      await box.focus();
      await page.keyboard.press('Space');
      const cancel = section.getByRole('button', { name: 'Cancel: Fine-tuning “Muted”' });
      await cancel.focus();
      await page.keyboard.press('Enter');
      await page.getByText('Fine-tuning was cancelled. “Muted” goes on without it').waitFor(WAIT);
      await expect.poll(() => box.isChecked(), WAIT).toBe(false);
      await expect.poll(() => versions.count(), WAIT).toBe(before + 1);
      expect(await section.getByText('held-out decisions it').count()).toBe(0);
      await expect.poll(() => box.isEnabled(), WAIT).toBe(true);
      await box.focus();
      await page.keyboard.press('Space');
      await section.getByRole('progressbar').waitFor(WAIT);
      // The closed form is cautious about so strong a taste; the network need not be.
      await expect
        .poll(async () => (await section.getByRole('status').innerText()).trim(), WAIT)
        .toMatch(
          /^The fine-tuned network won and is in use\. On [\d,]+ comparisons of 40 held-out decisions it foretells you by \+0\.\d{3} nats more/,
        );
      expect(await box.isChecked()).toBe(true);
      await expect.poll(() => versions.count(), WAIT).toBe(before + 2);
      await taste().getByText('Your ranking is on').waitFor(WAIT);
      // Waits until nothing is under way, since what is disabled cannot have the focus.
      await expect.poll(() => box.isEnabled(), WAIT).toBe(true);
      expect(await barriers(page)).toEqual([]);
      await box.focus();
      await page.keyboard.press('Space');
      await expect.poll(() => box.isChecked(), WAIT).toBe(false);
      await expect.poll(() => box.isEnabled(), WAIT).toBe(true);
    }, 180_000);

    it('calibrates by keys alone, blind, and draws the curve', async () => {
      await toTaste();
      await taste().getByRole('button', { name: 'Calibrate' }).click();
      const view = page.getByRole('main', { name: 'Calibrate' });
      const dots = (count: number) =>
        view.getByRole('img', { name: `${count} ${count === 1 ? 'pair' : 'pairs'} answered` });
      await view.getByRole('img', { name: 'Left photo' }).waitFor(WAIT);
      expect(await view.getByText(/\d\.\d\d/).count()).toBe(0);
      for (let asked = 1; asked <= 6; asked++) {
        await page.keyboard.press(asked % 2 === 0 ? 'ArrowLeft' : 'ArrowRight');
        await dots(asked).waitFor(WAIT);
      }
      await page.keyboard.press('Backspace');
      await dots(5).waitFor(WAIT);
      await page.keyboard.press('ArrowRight');
      await dots(6).waitFor(WAIT);
      await page.keyboard.press('c');
      await view.getByRole('img', { name: /^Of 2 random pairs: yours/ }).waitFor(WAIT);
      expect(await barriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await taste().getByText('6 answers').waitFor(WAIT);
    }, 180_000);

    it('goes out as one file, comes back, and is deleted', async () => {
      const file = path.join(files, 'muted.json');
      await taste().getByLabel('Export as one file').fill(file);
      await taste().getByRole('button', { name: 'Export', exact: true }).click();
      await page.getByText(/SHA-256 [0-9a-f]{16}/).waitFor(WAIT);
      await taste().getByLabel('File of a profile').fill(file);
      await taste().getByRole('button', { name: 'Import', exact: true }).click();
      await expect.poll(() => taste().getByRole('button', { name: 'Muted' }).count(), WAIT).toBe(2);
      // The page is about what was imported only now: a question about another profile would be taken back.
      await expect.poll(() => taste().getByLabel('File of a profile').inputValue(), WAIT).toBe('');
      await taste().getByRole('button', { name: 'Delete the profile …' }).click();
      // What becomes of the profile meanwhile, by another window or by learning, takes no question back.
      const other = await connect(served.address);
      const { inUse: imported = '' } = await other.request('taste.state', {});
      await other.request('taste.change', { id: imported, name: 'Muted twin' });
      await taste().getByText('“Muted twin”, its versions').waitFor(WAIT);
      other.close();
      await taste().getByRole('button', { name: 'Delete it' }).click();
      await expect.poll(() => taste().getByRole('button', { name: 'Muted' }).count(), WAIT).toBe(1);
      for (const theme of ['dark', 'grey', 'bright']) {
        await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
        await page.waitForTimeout(300);
        expect(await barriers(page), theme).toEqual([]);
      }
    }, 120_000);

    it('had nothing to complain about in the console', () => {
      expect(problems).toEqual([]);
    });
  },
);
