/** What would change a photo, and the shoot's report, in a real browser. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { writeFrame } from '../support/frames.ts';
import { serve, type Served } from '../support/keepers.ts';
import { takenAt } from '../support/shoot.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

const models = temporaryFolder('change-models');
const shoot = temporaryFolder('change-shoot');
const photo = path.join(shoot, 'a.jpg');
const sidecar = path.join(shoot, 'a.xmp');
const WAIT = { timeout: 60_000 };

describe.skipIf(chromiumPath === undefined)(
  `what would change a photo${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    const problems: string[] = [];

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      const gains = { 'contrast-': 0.3, 'contrast+': 0.3, 'tint+': 0.2, 'tint-': 0.2 };
      writeTinyModels(models, { id: 'tiny', suggests: { gains, floor: 0.05 } });
      await writeFrame(photo, { exif: takenAt(0, { FNumber: '28/10' }), tone: [150, 120, 100] });
      await writeFrame(path.join(shoot, 'b.jpg'), {
        exif: takenAt(4000, { FNumber: '8/1' }),
        seed: 5,
      });
      const home = path.join(temporaryFolder('change'), 'home');
      served = await serve([shoot], { KEEPERS_HOME: home, KEEPERS_MODELS: models });
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address);
      await page.getByRole('gridcell', { name: /a\.jpg.*score \d/ }).click(WAIT);
    });

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    const section = () => page.getByRole('region', { name: 'What would change it' });

    it('is asked for only when it is opened, by the keyboard too, and shows pairs with what is predicted', async () => {
      const opener = section().getByRole('button', { name: 'What would change it' });
      await opener.waitFor(WAIT);
      expect(await opener.getAttribute('aria-expanded')).toBe('false');
      await opener.focus();
      await page.keyboard.press('Enter');
      const pairs = section().getByRole('listitem');
      await pairs.first().waitFor(WAIT);
      expect(await pairs.count()).toBe(2);
      const first = pairs.first();
      expect(await first.innerText()).toMatch(/^Contrast [+−]\d+\s+\+0\.30/);
      expect(await first.innerText()).toMatch(/Light\s+[+−]\d\.\d\d/);
      const images = first.getByRole('img');
      expect(await images.evaluateAll((all) => all.map((one) => one.getAttribute('alt')))).toEqual([
        'As it is',
        expect.stringMatching(/^With contrast [+−]\d+$/),
      ]);
      await expect
        .poll(() =>
          images.evaluateAll((all) =>
            all.map((one) => (one as HTMLImageElement).naturalWidth > 100),
          ),
        )
        .toEqual([true, true]);
      // The two pictures are as wide as each other, and the panel does not scroll sideways.
      const widths = await images.evaluateAll((all) => all.map((one) => one.clientWidth));
      expect(widths[0]).toBe(widths[1]);
      const overflow = await page
        .locator('#about')
        .evaluate((panel) => panel.scrollWidth - panel.clientWidth);
      expect(overflow).toBe(0);
    });

    it('goes into the sidecar on request alone, and out of it by Undo; the photo stays as it is', async () => {
      const hash = () => createHash('sha256').update(readFileSync(photo)).digest('hex');
      const before = hash();
      expect(existsSync(sidecar)).toBe(false);
      await section().getByRole('checkbox', { name: /^Tint/ }).uncheck();
      await section().getByRole('button', { name: 'Write as develop settings' }).click();
      await page.getByText('Develop settings written to a.xmp.').waitFor(WAIT);
      const text = readFileSync(sidecar, 'utf8');
      expect(text).toMatch(/crs:Contrast2012="[+-]\d+"/);
      expect(text).not.toContain('crs:IncrementalTint');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Develop settings taken out of a.xmp.').waitFor(WAIT);
      expect(existsSync(sidecar)).toBe(false);
      expect(hash()).toBe(before);
    });

    it('says what stands in the way, and tries again', async () => {
      const file = path.join(models, 'tiny', '1', 'suggestions.json');
      const whole = readFileSync(file);
      writeFileSync(file, 'torn');
      await page.getByRole('gridcell', { name: /b\.jpg.*score \d/ }).click(WAIT);
      await section().getByRole('alert').waitFor(WAIT);
      expect(await section().innerText()).toContain('does not match its SHA-256');
      writeFileSync(file, whole);
      await section().getByRole('button', { name: 'Try again' }).click();
      await section().getByRole('listitem').first().waitFor(WAIT);
    });

    it('makes a report from the menu, and replaces none', async () => {
      const to = path.join(temporaryFolder('change-report'), 'report.html');
      const make = async (photos: 'all' | 'selected' = 'all') => {
        await page.getByRole('button', { name: 'Import, deliver, show, keep' }).click();
        await page.getByRole('menuitem', { name: 'Report of the shoot' }).click();
        const dialog = page.getByRole('dialog', { name: 'Report of the shoot' });
        await dialog.getByLabel('Photos').selectOption(photos);
        await dialog.getByLabel('File').fill(photos === 'all' ? to : `${to}.one.html`);
        await dialog.getByLabel('Title').fill('Two frames');
        await dialog.getByRole('button', { name: 'Make it' }).click();
        return dialog;
      };
      const dialog = await make();
      await dialog.getByText(`2 photos in ${to}`).waitFor(WAIT);
      const text = readFileSync(to, 'utf8');
      expect(text).toContain('<title>Two frames</title>');
      expect(text).toContain('2 frames, 2024-06-01, 10:00 to 11:06');
      expect(text).toContain('There are no other photos to hold the shoot against.');
      await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
      const second = await make();
      await second.getByRole('alert').filter({ hasText: 'There is another file at' }).waitFor(WAIT);
      expect(readFileSync(to, 'utf8')).toBe(text);
      await second.getByRole('button', { name: 'Close', exact: true }).last().click();
      const one = await make('selected');
      await one.getByText('1 photo in').waitFor(WAIT);
      expect(readFileSync(`${to}.one.html`, 'utf8')).toContain('from 2 photos');
      expect(problems).toEqual([]);
    });
  },
);
