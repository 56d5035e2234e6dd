/** The history, collections, the varied best and clocks, by the keyboard alone, with real photos where there are any. */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { chooseByKeys } from '../support/choose.ts';
import { dataPath } from '../support/data.ts';
import { writeFrame } from '../support/frames.ts';
import { serve, type Served } from '../support/keepers.ts';
import { untilArrangementKept } from '../support/leave-page.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder('safety');
const home = path.join(folder, 'home');
const shoot = path.join(folder, 'shoot');
const WAIT = { timeout: 20_000 };
const PHOTOS = 14;

/** Photos of two cameras, of which the second's clock is twenty hours behind. The first three are one burst. */
async function writeShoot(): Promise<void> {
  mkdirSync(shoot, { recursive: true });
  const clean = dataPath('photos/clean');
  const sources =
    clean === undefined ? [] : readdirSync(clean).map((name) => path.join(clean, name));
  for (let index = 0; index < PHOTOS; index++) {
    const second = index % 4 === 3;
    const minutes = index < 3 ? 0 : index * 10;
    const wrote = Date.UTC(2024, 5, 2, 9, minutes) + index * 300 - (second ? 20 * 3_600_000 : 0);
    const time = new Date(wrote).toISOString();
    const exif = {
      at: time.slice(0, 19).replaceAll('-', ':').replace('T', ' '),
      subSec: time.slice(20, 23),
      ...(second && { make: 'Canon', model: 'Canon EOS R6', serial: '77' }),
      more: { ISOSpeedRatings: index % 2 === 0 ? '100' : '3200', LensModel: '85mm f/1.8' },
    };
    const name = `IMG_${String(index + 1).padStart(2, '0')}.jpg`;
    const file = path.join(shoot, name);
    const source = sources[index];
    if (source === undefined) {
      const tone = [60 + index * 12, 200 - index * 9, 90] as const;
      await writeFrame(file, { exif, seed: index + 1, tone });
    } else {
      await sharp(source)
        .withExif({
          IFD0: {
            Make: exif.make ?? 'NIKON CORPORATION',
            Model: exif.model ?? 'NIKON Z 8',
          },
          IFD2: {
            DateTimeOriginal: exif.at,
            SubSecTimeOriginal: exif.subSec,
            BodySerialNumber: exif.serial ?? '6001',
            ...exif.more,
          },
        })
        .jpeg({ quality: 90 })
        .toFile(file);
    }
  }
}

const cells = (page: Page) => page.getByRole('gridcell');
/** How many cells say something. */
const said = (page: Page, text: RegExp) => page.getByRole('gridcell', { name: text }).count();
const row = (page: Page, name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Library' }).getByRole('button', { name });

/** Presses Tab until the element of this role and name has the focus. */
async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const wanted = page.getByRole(role, { name }).first();
  await wanted.waitFor(WAIT);
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(name)}`);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe.skipIf(chromiumPath === undefined)(
  `what was decided, and ways to find it again, by the keyboard alone${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    const problems: string[] = [];
    const label = async (at: number) =>
      (await cells(page).nth(at).getAttribute('aria-label')) ?? '';
    const counted = (name: string, count: number) =>
      row(page, new RegExp(`^${name} ${count}$`)).waitFor(WAIT);
    const notice = (text: string | RegExp) =>
      page.getByRole('contentinfo').getByText(text).first().waitFor(WAIT);

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      await writeShoot();
      served = await serve([shoot], { KEEPERS_HOME: home });
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address);
      await cells(page).first().waitFor(WAIT);
      // The frames of the burst one by one.
      await page.getByRole('button', { name: /^View and settings/ }).click();
      await page.getByRole('checkbox', { name: /as stacks/ }).uncheck();
      await press(page, 'Escape');
      await page.waitForFunction(
        (wanted) => {
          const labels = [...document.querySelectorAll('[role=gridcell]')].map(
            (cell) => cell.getAttribute('aria-label') ?? '',
          );
          const busy = document.querySelector('[role=progressbar]') !== null;
          return !busy && labels.filter((label) => /score \d/.test(label)).length === wanted;
        },
        PHOTOS,
        { timeout: 60_000 },
      );
      await untilArrangementKept(page);
      await page.reload();
      await cells(page)
        .nth(PHOTOS - 1)
        .waitFor(WAIT);
    });

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    it('keeps every decision with its reason, and goes back to any of them', async () => {
      await press(page, 'Home', 'Digit3', 'ArrowRight', 'KeyP', 'Shift+ArrowRight', 'Digit5');
      await expect.poll(() => label(2)).toMatch(/5 stars/);
      await press(page, 'Shift+KeyH');
      const history = page.getByRole('main', { name: 'History' });
      const steps = history.getByRole('listitem');
      await expect.poll(() => steps.count(), WAIT).toBe(3);
      expect(await steps.nth(0).innerText()).toMatch(
        /5 stars on 2 photos\s+by key · score in view/,
      );
      expect(await steps.nth(2).innerText()).toMatch(
        /3 stars on 1 photo\s+by key · score \d\.\d\d in view/,
      );
      await expect.poll(() => steps.nth(0).locator('img').count()).toBe(2);
      expect(await barriers(page), 'history').toEqual([]);

      // Down from the newest, which is how things are, to the step before it.
      await press(page, 'ArrowDown', 'ArrowDown', 'Enter');
      await notice('Went back to “3 stars on 1 photo”');
      await expect.poll(() => steps.count()).toBe(4);
      expect(await steps.nth(1).innerText()).toMatch(/taken back/);
      await press(page, 'Escape');
      await expect.poll(() => label(2)).not.toMatch(/5 stars/);
      expect(await label(0)).toMatch(/3 stars/);
      expect(await label(1)).not.toMatch(/pick/i);

      // Restoring is a step like any other.
      await press(page, 'Control+KeyZ');
      await expect.poll(() => label(2)).toMatch(/5 stars/);
      expect(await label(1)).toMatch(/pick/i);
      await press(page, 'Control+Shift+KeyZ');
      await expect.poll(() => label(2)).not.toMatch(/5 stars/);
    });

    it('undoes after a restart what was restored before it', async () => {
      await untilArrangementKept(page);
      await served.stop();
      // And a collection that some other Keepers has saved.
      const database = new Database(path.join(home, 'catalogue.db'));
      database.exec(`INSERT INTO collection (name, rules) VALUES ('Odd', '{"match":"some"}')`);
      database.close();
      served = await serve([], { KEEPERS_HOME: home });
      await page.goto(served.address);
      await cells(page)
        .nth(PHOTOS - 1)
        .waitFor(WAIT);
      await press(page, 'Control+KeyZ');
      await notice('Undone: Went back to “3 stars on 1 photo”');
      await expect.poll(() => label(2)).toMatch(/5 stars/);
      // The old server's socket was cut: that is what the console had to say of it.
      problems.splice(
        0,
        problems.length,
        ...problems.filter((text) => !/WebSocket|ERR_CONN/.test(text)),
      );
    });

    it('counts what is undecided, picked and rejected, while it is decided', async () => {
      await counted('Undecided', PHOTOS - 3);
      await counted('Picks', 1);
      await counted('Five stars', 2);
      await press(page, 'Home', 'KeyX');
      await counted('Rejected', 1);
      await press(page, 'Control+KeyZ');
      await counted('Rejected', 0);
    });

    it('narrows a folder to what is undecided, which ends in words and not in an empty screen', async () => {
      await tabTo(page, 'button', 'Filter');
      await press(page, 'Enter');
      await tabTo(page, 'combobox', 'Collection');
      await page.keyboard.type('Undecided');
      await expect.poll(() => cells(page).count()).toBe(PHOTOS - 3);
      await press(page, 'Escape');
      await page.getByRole('button', { name: 'Remove the filter: Undecided' }).waitFor(WAIT);
      await press(page, 'Control+KeyA', 'KeyU', 'Digit1');
      await notice(`1 star on ${PHOTOS - 3} photos`);
      await expect.poll(() => cells(page).count()).toBe(PHOTOS - 3);
      await page.getByRole('button', { name: 'Update the view' }).waitFor(WAIT);
      await press(page, 'F5');
      await page.getByRole('heading', { name: 'No photo matches' }).waitFor(WAIT);
      await press(page, 'Control+KeyZ');
      await expect.poll(() => cells(page).count()).toBe(PHOTOS - 3);
      await tabTo(page, 'button', 'Remove the filter: Undecided');
      await press(page, 'Enter');
      await expect.poll(() => cells(page).count()).toBe(PHOTOS);
    });

    it('saves a smart collection, counts while rules change, and says what a rule lacks', async () => {
      await press(page, 'Control+Shift+KeyF');
      const dialog = page.getByRole('dialog', { name: 'New smart collection' });
      await dialog.waitFor(WAIT);
      await page.keyboard.type('High ISO');
      await tabTo(page, 'combobox', 'What it is about');
      await chooseByKeys(page, 'ISO');
      const says = dialog.getByRole('status');
      await expect.poll(() => says.innerText()).toBe(`${PHOTOS / 2} photos`);
      await tabTo(page, 'textbox', 'At least');
      await press(page, 'Control+KeyA', 'Delete', 'Tab');
      await expect.poll(() => says.innerText()).toBe('Rule 1: a lower or upper bound is missing');
      await expect.poll(() => dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
      await press(page, 'Shift+Tab');
      await page.keyboard.type('400');
      await tabTo(page, 'button', 'Add a rule');
      await press(page, 'Enter');
      // The new rule has the focus.
      await chooseByKeys(page, 'Group');
      const group = dialog.getByRole('group', { name: 'Rule 2' });
      await group.getByRole('button', { name: 'Burst' }).waitFor(WAIT);
      await press(page, 'Tab');
      await chooseByKeys(page, 'is not');
      // One of the burst is of a high ISO.
      const inIt = PHOTOS / 2 - 1;
      await expect.poll(() => says.innerText()).toBe(`${inIt} photos`);
      expect(await barriers(page), 'editor').toEqual([]);
      await tabTo(page, 'textbox', 'Name');
      await press(page, 'Enter');
      await notice('Made the collection “High ISO”');
      await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('High ISO');
      await expect.poll(() => cells(page).count()).toBe(inIt);
      await counted('High ISO', inIt);
    });

    it('renames a collection, deletes it, and undoes both', async () => {
      await tabTo(page, 'button', 'What to do with High ISO');
      await press(page, 'Enter');
      await page.getByRole('menuitem', { name: 'Edit' }).waitFor(WAIT);
      await press(page, 'Enter');
      await page.getByRole('dialog', { name: 'Edit the collection' }).waitFor(WAIT);
      await page.keyboard.type('Candle light');
      await press(page, 'Enter');
      await notice('Renamed the collection “High ISO” to “Candle light”');
      await row(page, /^Candle light \d+$/).waitFor(WAIT);
      await tabTo(page, 'button', 'What to do with Candle light');
      await press(page, 'Enter');
      await page.getByRole('menuitem', { name: 'Edit' }).waitFor(WAIT);
      await press(page, 'ArrowDown', 'Enter');
      await notice('Deleted the collection “Candle light”');
      await expect.poll(() => cells(page).count()).toBe(PHOTOS);
      await press(page, 'Control+KeyZ');
      await row(page, /^Candle light \d+$/).waitFor(WAIT);
      await press(page, 'Control+KeyZ');
      await row(page, /^High ISO \d+$/).waitFor(WAIT);
      await press(page, 'Control+Shift+KeyZ');
      await row(page, /^Candle light \d+$/).waitFor(WAIT);
    });

    it('says of a collection whose rules cannot be used why, and offers the way on', async () => {
      await tabTo(page, 'button', /^Odd$/);
      await press(page, 'Enter');
      await page.getByRole('heading', { name: 'This collection cannot be shown' }).waitFor(WAIT);
      await page.getByText(/The rules of the collection “Odd” cannot be used \(.+\)/).waitFor(WAIT);
      expect(await cells(page).count()).toBe(0);
      await tabTo(page, 'button', 'Edit the rules');
      await press(page, 'Enter');
      const dialog = page.getByRole('dialog', { name: 'Edit the collection' });
      await expect.poll(() => dialog.getByRole('status').innerText()).toMatch(/^\d+ photos$/);
      await press(page, 'Enter');
      await notice('Changed the collection “Odd”');
      await expect.poll(() => cells(page).count()).toBeGreaterThan(0);
      await tabTo(page, 'button', /^All photos/);
      await press(page, 'Enter');
      await expect.poll(() => cells(page).count()).toBe(PHOTOS);
    });

    it('shows the best that are not all alike, picks them, and leaves', async () => {
      await press(page, 'KeyV');
      const bar = page.getByRole('toolbar', { name: 'The best, varied' });
      await bar.waitFor(WAIT);
      // Of the burst one at most.
      await expect.poll(() => cells(page).count()).toBe(PHOTOS - 2);
      expect(await said(page, /IMG_0[123]/)).toBe(1);
      await tabTo(page, 'spinbutton', 'The best');
      await press(page, 'Control+KeyA');
      await page.keyboard.type('5');
      await press(page, 'Tab');
      await expect.poll(() => cells(page).count()).toBe(5);
      expect(await barriers(page), 'the best, varied').toEqual([]);
      await tabTo(page, 'button', 'Pick all 5');
      await press(page, 'Enter');
      await expect.poll(() => said(page, /pick/i)).toBe(5);
      await press(page, 'Shift+KeyH');
      await page
        .getByRole('main', { name: 'History' })
        .getByText('from the best, varied · score in view')
        .waitFor(WAIT);
      await press(page, 'Escape', 'Escape');
      await expect.poll(() => cells(page).count()).toBe(PHOTOS);
      await press(page, 'Control+KeyZ');
      await counted('Picks', 1);
    });

    it('corrects a camera’s clock after showing what it changes, and undoes it', async () => {
      await counted('Sun, Jun 2, 2024', PHOTOS - 3);
      await tabTo(page, 'button', 'Cameras and clocks');
      await press(page, 'Enter');
      const cameras = page.getByRole('main', { name: 'Cameras and clocks' });
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.textContent ?? ''))
        .toMatch(/Canon EOS R6/);
      await tabTo(page, 'textbox', 'Add to the clock');
      await press(page, 'Control+KeyA');
      await page.keyboard.type('twenty');
      await cameras.getByText(/Write it as hours:minutes:seconds/).waitFor(WAIT);
      await press(page, 'Control+KeyA');
      await page.keyboard.type('20 h');
      await cameras.getByText('3 photos of 3 photos will count to another day.').waitFor(WAIT);
      await cameras.getByText('Jun 2, 2024, 9:30:00 AM').waitFor(WAIT);
      await expect
        .poll(() => cameras.getByRole('list').getByText('other camera').count())
        .toBeGreaterThan(2);
      expect(await barriers(page), 'cameras').toEqual([]);
      await press(page, 'Enter');
      await notice('Corrected the clock of Canon EOS R6 by +20:00:00');
      await counted('Sun, Jun 2, 2024', PHOTOS);
      await press(page, 'Tab', 'Control+KeyZ');
      await counted('Sun, Jun 2, 2024', PHOTOS - 3);
      await expect.poll(() => cameras.getByLabel('Add to the clock').inputValue()).toBe('0:00:00');
      await press(page, 'Escape');
      await cells(page).first().waitFor(WAIT);
    });

    it('had nothing to complain about in the console', () => {
      expect(problems).toEqual([]);
    });
  },
);
