import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { dataPath } from '../support/data.ts';
import { keepers, serve, type Served } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder('end-to-end');
const home = path.join(folder, 'home');
const shoot = path.join(folder, 'shoot');
const WAIT = { timeout: 120_000 };

/** Real photos where they are to be had, else the practice shoot; and two files that are none. */
async function fillShoot(): Promise<number> {
  const clean = dataPath('photos/clean');
  const para = dataPath('para/images-attributes');
  if (clean === undefined || para === undefined) {
    await keepers(['sample', shoot], { KEEPERS_HOME: home });
  } else {
    mkdirSync(path.join(shoot, 'evening'), { recursive: true });
    for (const name of readdirSync(clean).slice(0, 12)) {
      copyFileSync(path.join(clean, name), path.join(shoot, name));
    }
    for (const name of readdirSync(para).slice(0, 12)) {
      copyFileSync(path.join(para, name), path.join(shoot, 'evening', name));
    }
  }
  writeFileSync(path.join(shoot, 'broken.jpg'), 'this is no picture');
  const names = readdirSync(shoot, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(jpe?g|dng)$/i.test(name)).length;
}

const cells = (page: Page) => page.getByRole('gridcell');

/** The scores of the cells in view, in their order. */
async function scoresInView(page: Page): Promise<number[]> {
  const labels = await cells(page).evaluateAll((all) =>
    all.map((cell) => cell.getAttribute('aria-label') ?? ''),
  );
  return labels.flatMap((label) => {
    const found = /score (\d\.\d\d)/.exec(label);
    return found === null ? [] : [Number(found[1])];
  });
}

describe.skipIf(chromiumPath === undefined)(
  `a first cull in a real browser${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    let photos: number;
    const problems: string[] = [];

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      photos = await fillShoot();
      served = await serve([], { KEEPERS_HOME: home });
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

    it('welcomes a newcomer and quotes the terms of the model’s data', async () => {
      await page.goto(served.address);
      await page.getByRole('heading', { name: 'Keepers' }).waitFor(WAIT);
      await page.getByText('can only be used for research and learning purpose').waitFor(WAIT);
      await page.getByRole('button', { name: 'Try a practice shoot' }).waitFor(WAIT);
    });

    it('keeps a path that is written while the first folder is still being listed', async () => {
      const slow = await browser.newPage();
      await slow.routeWebSocket(/./, (socket) => {
        const server = socket.connectToServer();
        let late = false;
        socket.onMessage((message) => {
          late ||= message.includes('folders.browse');
          server.send(message);
        });
        server.onMessage((message) => setTimeout(() => socket.send(message), late ? 1500 : 0));
      });
      await slow.goto(served.address);
      await slow.getByRole('button', { name: 'Open a folder' }).click();
      const field = slow.getByLabel('Path on the machine that Keepers runs on');
      await field.fill(shoot);
      await slow.getByText('directly in this folder').waitFor(WAIT);
      expect(await field.inputValue()).toBe(shoot);
      await slow.close();
    });

    it('adds a folder, and every photo gets a picture and a score, best first', async () => {
      await page.getByRole('button', { name: 'Open a folder' }).click();
      const field = page.getByLabel('Path on the machine that Keepers runs on');
      await field.fill(shoot);
      await page.getByRole('button', { name: 'Open this folder' }).click();
      await cells(page).first().waitFor(WAIT);
      // All of them, or a reload would order anew what the steps below go by. One cannot be read.
      await expect.poll(async () => (await scoresInView(page)).length, WAIT).toBe(photos - 1);
      await page
        .getByRole('button', { name: /^Sorted by|^Time|^Overall/ })
        .first()
        .click();
      await page.getByRole('menuitemradio', { name: 'Overall' }).click();
      await expect
        .poll(async () => {
          const scores = await scoresInView(page);
          return scores.length > 8 && scores.every((score, at) => score <= (scores[at - 1] ?? 5));
        }, WAIT)
        .toBe(true);
      await page.getByText(`${photos} photos`).first().waitFor(WAIT);
    });

    it('shows the photo that cannot be read with its reason, and the others unharmed', async () => {
      await page.getByRole('button', { name: /1 unreadable/ }).click();
      await page
        .getByRole('gridcell', { name: /broken\.jpg, No picture could be read/ })
        .waitFor(WAIT);
      await expect.poll(() => cells(page).count()).toBe(1);
      await page.getByRole('button', { name: /Remove the filter/ }).click();
      await expect.poll(() => cells(page).count(), { timeout: 30_000 }).toBeGreaterThan(8);
    });

    it('is judged by the keyboard alone: stars, flag, colour, in grid and loupe', async () => {
      await cells(page).first().click();
      await page.keyboard.press('Digit4');
      await page.keyboard.press('KeyP');
      const first = cells(page).first();
      await expect.poll(() => first.getAttribute('aria-label')).toMatch(/4 stars.*pick/i);
      await page.keyboard.press('Enter');
      const loupe = page.getByRole('region', { name: /^Loupe: / });
      await loupe.waitFor(WAIT);
      const name = await loupe.getAttribute('aria-label');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => loupe.getAttribute('aria-label')).not.toBe(name);
      await page.keyboard.press('Digit2');
      await page.keyboard.press('KeyX');
      await page.keyboard.press('Digit6');
      await page.keyboard.press('KeyG');
      const second = cells(page).nth(1);
      await expect
        .poll(() => second.getAttribute('aria-label'))
        .toMatch(/2 stars.*reject.*red label/i);
    });

    it('keeps the verdict across a reload, and in a sidecar on the disk', async () => {
      const label = (await cells(page).first().getAttribute('aria-label')) ?? '';
      const name = label.slice(0, label.indexOf(','));
      await page.reload();
      await page.getByRole('gridcell', { name: new RegExp(`${name}.*4 stars`) }).waitFor(WAIT);
      const sidecar = [shoot, path.join(shoot, 'evening')]
        .map((place) => path.join(place, name.replace(/\.[^.]+$/, '.xmp')))
        .find((file) => existsSync(file));
      expect(sidecar).toBeDefined();
      expect(readFileSync(sidecar ?? '', 'utf8')).toMatch(/Rating[^0-9]+4/);
    });

    it('undoes and redoes by the keyboard, after the reload too', async () => {
      await cells(page).first().click();
      const second = cells(page).nth(1);
      await page.keyboard.press('Control+KeyZ');
      await expect.poll(() => second.getAttribute('aria-label')).not.toMatch(/red label/);
      await page.keyboard.press('Control+Shift+KeyZ');
      await expect.poll(() => second.getAttribute('aria-label')).toMatch(/red label/);
    });

    it('says why, in words and numbers', async () => {
      await cells(page).first().click();
      const panel = page.getByRole('complementary', { name: 'About the photo' });
      await panel
        .getByText(/percentile/i)
        .first()
        .waitFor(WAIT);
      for (const attribute of ['Composition', 'Light', 'Colour', 'Content']) {
        await panel.getByRole('img', { name: new RegExp(attribute) }).waitFor(WAIT);
      }
    });

    it('puts no barrier before people who use a screen reader or the keyboard alone', async () => {
      expect(await barriers(page), 'grid').toEqual([]);
      await cells(page).first().click();
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: /^Loupe: / }).waitFor(WAIT);
      await page.keyboard.press('KeyI');
      expect(await barriers(page), 'loupe').toEqual([]);
      await page.keyboard.press('KeyA');
      await page.keyboard.press('KeyG');
      await page.getByRole('button', { name: 'Models and device' }).click();
      await page.getByRole('heading', { name: 'Device', exact: true }).waitFor(WAIT);
      expect(await barriers(page), 'models').toEqual([]);
      await page.getByRole('button', { name: /^All photos/ }).click();
    });

    it('says when nothing matches, with the way out', async () => {
      await page.keyboard.press('Control+KeyF');
      await page.keyboard.type('no such photo');
      await page
        .getByText(/Nothing matches|No photos? match/i)
        .first()
        .waitFor(WAIT);
      await page
        .getByRole('button', { name: /clear|remove|show all/i })
        .first()
        .click();
      await expect.poll(() => cells(page).count(), { timeout: 30_000 }).toBeGreaterThan(8);
    });

    it('opens on the folder that it was started with, and only once', async () => {
      await served.stop();
      const folders = readdirSync(shoot, { withFileTypes: true }).filter((entry) =>
        entry.isDirectory(),
      );
      const inner = folders[0]?.name ?? '';
      served = await serve([path.join(shoot, inner)], { KEEPERS_HOME: home });
      await page.goto(served.address);
      const title = page.getByRole('heading', { level: 1 });
      await expect.poll(() => title.innerText(), WAIT).toContain(inner || path.basename(shoot));
      await page.getByRole('button', { name: /^All photos/ }).click();
      await expect.poll(() => title.innerText(), WAIT).toContain('All photos');
      // At once: what has not been kept yet is kept on leaving.
      await page.reload();
      await expect.poll(() => title.innerText(), WAIT).toContain('All photos');
      // The old server's socket was cut: that is what the console had to say of it.
      problems.splice(
        0,
        problems.length,
        ...problems.filter((text) => !/WebSocket|ERR_CONN/.test(text)),
      );
    });

    it('had nothing to complain about in the console', () => {
      expect(problems).toEqual([]);
    });
  },
);
