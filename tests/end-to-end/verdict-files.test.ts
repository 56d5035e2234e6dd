import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { xmp } from '../metadata/support.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { serve, type Served } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder('verdict-files');
const shoot = path.join(folder, 'shoot');
const WAIT = { timeout: 60_000 };

describe.skipIf(chromiumPath === undefined)(
  `verdicts in files, in a real browser${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    const problems: string[] = [];

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      mkdirSync(shoot, { recursive: true });
      for (const [index, name] of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'].entries()) {
        await writePicture(path.join(shoot, name), { seed: index + 1 });
      }
      // Two programs that are not of one mind about the first.
      writeFileSync(path.join(shoot, 'a.jpg.xmp'), xmp('xmp:Rating="2"'));
      utimesSync(path.join(shoot, 'a.jpg.xmp'), 1000, 1000);
      writeFileSync(path.join(shoot, 'a.xmp'), xmp('xmp:Rating="5"'));
      served = await serve([shoot], { KEEPERS_HOME: path.join(folder, 'home') });
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
    });

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    it('asks once whether photos are to hold verdicts that Lightroom would not see', async () => {
      await page.goto(served.address);
      await page.getByRole('gridcell', { name: /a\.jpg/ }).waitFor(WAIT);
      await page.getByText('1 verdict Lightroom won’t see').waitFor(WAIT);
      await page.getByText('Lightroom ignores sidecars beside JPEG').waitFor(WAIT);
      await page.getByRole('button', { name: 'Leave them alone' }).click();
      await page.getByText('Lightroom ignores sidecars beside JPEG').waitFor({ state: 'hidden' });
      await page.getByText('1 verdict Lightroom won’t see').waitFor({ state: 'hidden' });
      await page.reload();
      await page.getByRole('gridcell', { name: /a\.jpg/ }).waitFor(WAIT);
      expect(await page.getByText('Lightroom ignores sidecars beside JPEG').count()).toBe(0);
    });

    it('shows the conflict, and a person settles it', async () => {
      await page.getByRole('button', { name: '1 conflict', exact: true }).click();
      await expect.poll(() => page.getByRole('gridcell').count()).toBe(1);
      await page.getByRole('gridcell', { name: /a\.jpg/ }).click();
      await page.keyboard.press('i');
      const conflict = page.getByRole('region', { name: 'Conflict' });
      await conflict.waitFor(WAIT);
      expect(await conflict.textContent()).toMatch(/5 stars.*2 stars\s+in a\.jpg\.xmp/s);
      expect(await barriers(page)).toEqual([]);
      await conflict.getByRole('button', { name: 'Use this: 2 stars' }).click();
      await conflict.waitFor({ state: 'hidden' });
      await expect
        .poll(() => readFileSync(path.join(shoot, 'a.xmp'), 'utf8'), WAIT)
        .toContain('xmp:Rating="2"');
      await page.getByText('1 conflict').waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: /Files disagree/ }).click();
      await expect.poll(() => page.getByRole('gridcell').count()).toBe(4);
    });

    it('previews a profile, changes nothing, then writes everything for it', async () => {
      await page.getByRole('button', { name: 'View and settings' }).click();
      await page.getByRole('button', { name: 'Verdicts in files' }).click();
      const dialog = page.getByRole('dialog', { name: 'Verdicts in files' });
      await dialog.getByRole('radio', { name: /digiKam/ }).check();
      await dialog.getByRole('button', { name: 'Show what would change' }).click();
      const preview = dialog.getByRole('region', { name: 'What would change' });
      await preview.waitFor(WAIT);
      expect(await preview.textContent()).toContain('digiKam:PickLabel: – → 0');
      expect(readFileSync(path.join(shoot, 'a.jpg.xmp'), 'utf8')).not.toContain('PickLabel="');
      expect(await barriers(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Write all verdicts again' }).click();
      await expect
        .poll(() => readFileSync(path.join(shoot, 'a.jpg.xmp'), 'utf8'), WAIT)
        .toContain('digiKam:PickLabel="0"');
      await page.keyboard.press('Escape');
    });

    it('shows what bands of scores would give before it gives it, and takes it back', async () => {
      await page.getByRole('button', { name: 'View and settings' }).click();
      await page.getByRole('button', { name: 'Verdicts from scores' }).click();
      const dialog = page.getByRole('dialog', { name: 'Verdicts from scores' });
      await dialog.getByRole('button', { name: 'Show what would change' }).click();
      await dialog.getByText(/[12] photos? of 4 would change/).waitFor(WAIT);
      expect(await barriers(page)).toEqual([]);
      expect(
        readdirSync(shoot)
          .filter((name) => name.endsWith('.xmp'))
          .sort(),
      ).toEqual(['a.jpg.xmp', 'a.xmp']);
      await dialog.getByRole('button', { name: 'Give them' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await expect
        .poll(() => readdirSync(shoot).filter((name) => name.endsWith('.jpg.xmp')).length, WAIT)
        .toBeGreaterThan(1);
      await page.keyboard.press('Control+z');
      await page.getByText(/^Undone: 3 stars/).waitFor(WAIT);
    });

    it('nothing went wrong on the page meanwhile', () => {
      expect(problems).toEqual([]);
    });
  },
);
