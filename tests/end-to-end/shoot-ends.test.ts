import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { filesIn, put, stateOf } from '../copying/card.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { chooseByKeys } from '../support/choose.ts';
import { serve, type Served } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder('ends');
const place = (name: string) => path.join(folder, name);
const WAIT = { timeout: 60_000 };

/** A card with five photos, one of them as RAW too, and a film. */
async function makeCard(): Promise<void> {
  const inside = place('card/DCIM/100TEST');
  mkdirSync(inside, { recursive: true });
  for (const seed of [1, 2, 3, 4, 5])
    await writePicture(path.join(inside, `IMG_${seed}.jpg`), { seed });
  put(path.join(inside, 'IMG_2.WAV'), 'sound');
  put(path.join(inside, 'MVI_9.MP4'), 'film');
}

describe.skipIf(chromiumPath === undefined)(
  `both ends of a shoot, by the keyboard alone${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    const problems: string[] = [];

    /** For looking at: where KEEPERS_SHOTS names a folder. */
    const shot = async (name: string) => {
      const shots = process.env.KEEPERS_SHOTS;
      if (shots !== undefined) await page.screenshot({ path: path.join(shots, `${name}.png`) });
    };
    const dialog = (title: string) => page.getByRole('dialog', { name: title });
    /** Goes to the field of a label with the tab key. */
    const focus = async (label: string) => {
      for (let steps = 0; steps < 40; steps++) {
        const here = await page.evaluate(() => {
          const active = document.activeElement as HTMLInputElement | null;
          return active?.labels?.[0]?.textContent?.trim() ?? '';
        });
        if (here === label) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`the tab key does not lead to ${label}`);
    };
    const type = async (label: string, text: string) => {
      await focus(label);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
    };
    const choose = async (label: string, start: string) => {
      await focus(label);
      await chooseByKeys(page, start);
    };

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      await makeCard();
      served = await serve([], { KEEPERS_HOME: place('home') });
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address);
      await page.getByRole('heading', { name: 'Keepers' }).waitFor(WAIT);
    });

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    it('imports a card, with a preview of the names while they are typed', async () => {
      const before = stateOf(place('card'));
      await page.keyboard.press('Control+Shift+I');
      await dialog('Import a card').waitFor(WAIT);
      await type('Card or folder', place('card'));
      await page.getByText('5 photos, 1 film, 1 other file').waitFor(WAIT);
      await type('Copy to', place('library'));
      await type('And to', place('second'));
      await type('Names', '../{name}');
      const names = page.getByRole('list', { name: 'What the names become' });
      await names.getByText('would lead to another folder').waitFor(WAIT);
      await shot('import-refused');
      await type('Names', 'shoot/{sequence:3}_{name}');
      await names.getByText('shoot/001_IMG_1.jpg').waitFor(WAIT);
      await type('Creator', 'Ann Author');
      await type('Copyright', '© 2026 Ann');
      await shot('import');
      await page.keyboard.press('Enter');
      await page.getByText('Safe to erase').waitFor(WAIT);
      await page.getByText('7 files copied and read back').waitFor(WAIT);
      await shot('import-done');
      expect(filesIn(place('library')).filter((name) => !name.endsWith('.xmp'))).toHaveLength(7);
      expect(filesIn(place('second'))).toEqual(filesIn(place('library')));
      const xmp = filesIn(place('library')).find((name) => name.endsWith('IMG_1.xmp')) ?? '';
      expect(readFileSync(path.join(place('library'), xmp), 'utf8')).toContain('Ann Author');
      expect(stateOf(place('card'))).toEqual(before);
      await page.keyboard.press('Escape');
      await dialog('Import a card').waitFor({ state: 'hidden' });
      await expect.poll(() => page.getByRole('gridcell').count(), WAIT).toBe(5);
    });

    it('delivers picks: first dry, then for good; rejects only once the person has said so', async () => {
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('KeyP');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('KeyX');
      await page.keyboard.press('Control+Shift+E');
      await dialog('Deliver photos').waitFor(WAIT);
      await page.getByText('1 photo', { exact: true }).waitFor(WAIT);
      await type('Deliver to', place('client'));
      await type('Names', 'For the client/{name}');
      await shot('deliver');
      await page.getByRole('button', { name: 'Dry run' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText(/would be delivered/).waitFor(WAIT);
      expect(existsSync(place('client'))).toBe(false);
      await type('Deliver to', place('client'));
      await page.keyboard.press('Enter');
      await page.getByText(/copied and read back/).waitFor(WAIT);
      await shot('deliver-done');
      const delivered = filesIn(place('client'));
      expect(delivered.filter((name) => name.endsWith('.jpg'))).toHaveLength(1);
      expect(delivered.filter((name) => name.endsWith('.xmp'))).toHaveLength(1);

      await page.keyboard.press('Shift+Tab');
      await choose('Photos', 'Rejects');
      await page.getByText('into “_Rejected” beside them').waitFor({ ...WAIT, state: 'attached' });
      const go = page.getByRole('button', { name: 'Put rejects away' });
      expect(await go.isDisabled()).toBe(true);
      const sure = page.getByRole('checkbox', { name: '1 photo will leave' });
      await expect.poll(() => sure.isEnabled(), WAIT).toBe(true);
      await sure.focus();
      await page.keyboard.press('Space');
      await shot('rejects');
      await go.focus();
      await page.keyboard.press('Enter');
      await page.getByText(/moved/).first().waitFor(WAIT);
      expect(
        filesIn(place('library')).filter(
          (name) => name.includes('_Rejected/') && name.endsWith('.jpg'),
        ),
      ).toHaveLength(1);
      await page.keyboard.press('Escape');
    });

    it('opens the next dialog right after Escape, and gives the focus back when one is closed', async () => {
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute('role'));
      await page.getByRole('gridcell').first().focus();
      for (const close of ['Escape', 'button']) {
        // Two keys in one task: the browser tells of the first dialog's end after the second one is open.
        await page.keyboard.press('Control+Shift+E');
        await dialog('Deliver photos').waitFor(WAIT);
        await Promise.all([page.keyboard.press('Escape'), page.keyboard.press('Control+Shift+P')]);
        await dialog('Show photos').waitFor(WAIT);
        await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
        expect(await page.getByRole('dialog').count()).toBe(1);
        if (close === 'Escape') await page.keyboard.press('Escape');
        else await dialog('Show photos').getByRole('button', { name: 'Close' }).last().click();
        await dialog('Show photos').waitFor({ ...WAIT, state: 'hidden' });
        expect(await focused()).toBe('gridcell');
      }
    });

    it('makes a contact sheet, a gallery and a table', async () => {
      for (const [form, file] of [
        ['a contact', 'sheet.pdf'],
        ['a gallery', 'gallery.html'],
        ['a table', 'all.csv'],
      ] as const) {
        await page.keyboard.press('Control+Shift+P');
        await dialog('Show photos').waitFor(WAIT);
        await type('File', place(file));
        await page.keyboard.press('Shift+Tab');
        await page.keyboard.press('Shift+Tab');
        await choose('Photos', 'All');
        await dialog('Show photos').getByText('5 photos', { exact: true }).waitFor(WAIT);
        await choose('As', form);
        await shot(`show-${file}`);
        await type('File', place(file));
        await page.keyboard.press('Enter');
        await page.getByText(`in ${place(file)}`).waitFor(WAIT);
        expect(existsSync(place(file))).toBe(true);
        await page.keyboard.press('Escape');
        await dialog('Show photos').waitFor({ state: 'hidden' });
      }
      expect(readFileSync(place('all.csv'), 'utf8').trim().split('\r\n')).toHaveLength(6);
    });

    it('shows the photo on a second screen, and follows from frame to frame', async () => {
      const opening = page.context().waitForEvent('page');
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Control+Shift+L');
      const second = await opening;
      const picture = second
        .getByRole('main', { name: 'Loupe on the second screen' })
        .locator('img');
      await picture.waitFor(WAIT);
      const width = () => picture.evaluate((img: HTMLImageElement) => img.naturalWidth);
      await expect.poll(width, WAIT).toBe(360);
      const first = await picture.getAttribute('alt');
      await page.bringToFront();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => picture.getAttribute('alt'), WAIT).not.toBe(first);
      await second.close();
    });

    it('backs up, looks into the backup, and maps its folders; a folder that was moved is compared first', async () => {
      const menu = async (entry: string) => {
        await page.getByRole('button', { name: 'Import, deliver, show, keep' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('menuitem', { name: entry }).focus();
        await page.keyboard.press('Enter');
      };
      await menu('Back up and restore');
      await type('File', place('my.keepers-backup'));
      await page.keyboard.press('Enter');
      await page.getByText('read back whole').waitFor(WAIT);
      expect(existsSync(place('my.keepers-backup'))).toBe(true);
      await page.keyboard.press('Shift+Tab');
      await choose('Do what', 'Restore');
      await type('File', place('my.keepers-backup'));
      await page.keyboard.press('Enter');
      await page.getByText('Say where its folders are').waitFor(WAIT);
      await shot('restore');
      await page.keyboard.press('Enter');
      await page.getByText('taken the library’s place').waitFor(WAIT);
      await page.getByRole('button', { name: 'Show it' }).focus();
      await page.keyboard.press('Enter');
      await dialog('Back up and restore').waitFor({ ...WAIT, state: 'hidden' });
      await expect.poll(() => page.getByRole('gridcell').count(), WAIT).toBeGreaterThan(0);
      await menu('A folder was moved');
      await type('It is now', place('card'));
      await page.keyboard.press('Enter');
      await page.getByText('does not hold this folder’s photos').waitFor(WAIT);
      await shot('relink');
      await page.keyboard.press('Escape');
      // What a refused folder makes a browser say is no problem of the page's.
      expect(problems).toEqual([]);
    });
  },
);
