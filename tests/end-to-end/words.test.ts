/** Finding by words, and what the person says to sentences, in a real browser and by the keyboard. */
import path from 'node:path';
import sharp from 'sharp';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { parseRecord } from '../../src-aesnet/descriptions/index.ts';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { connect } from '../support/client.ts';
import { photosByName, untilSettled } from '../support/engine.ts';
import { keepers, serve, type Served } from '../support/keepers.ts';
import { leavePage } from '../support/leave-page.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';
import { readFile } from 'node:fs/promises';

const COUNT = 12;
const WAIT = { timeout: 10_000 };
const SORT = { by: 'name', direction: 'ascending' } as const;
const NAMES = Array.from({ length: COUNT }, (_, at) => `p${at + 10}`);

describe.skipIf(chromiumPath === undefined)(
  `words${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let client: BridgeClient;
    let page: Page;
    let home: string;
    let ids: Map<string, number>;
    const problems: string[] = [];

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      const models = temporaryFolder('words-models');
      const shoot = temporaryFolder('words-shoot');
      writeTinyModels(models, { id: 'tiny', text: true });
      for (const [at, name] of NAMES.entries()) {
        const background = { r: (at * 97) % 256, g: (at * 53) % 256, b: (at * 151) % 256 };
        await sharp({ create: { width: 90, height: 60, channels: 3, background } }).toFile(
          path.join(shoot, `${name}.jpg`),
        );
      }
      home = path.join(temporaryFolder('words'), 'home');
      served = await serve([], { KEEPERS_HOME: home, KEEPERS_MODELS: models });
      client = await connect(served.address);
      await client.request('roots.add', { path: shoot });
      await untilSettled(client, COUNT);
      await client.request('settings.set', { termsSeen: true });
      const photos = await photosByName(client);
      ids = new Map(Array.from(photos, ([name, { id }]) => [name.replace('.jpg', ''), id]));
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
    });
    afterAll(async () => {
      client?.close();
      await browser?.close();
      await served?.stop();
    });
    beforeEach(async () => {
      await leavePage(page);
      await client.request('settings.set', { layout: { sort: SORT, filter: {} } });
      await page.goto(served.address);
      await seesCells(NAMES);
    });

    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const cellNames = async () => {
      const labels = await page
        .getByRole('gridcell')
        .evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label') ?? ''));
      return labels.map((label) => label.split('.')[0] ?? '');
    };
    const seesCells = (expected: readonly string[]) =>
      expect.poll(cellNames, WAIT).toEqual(expected);
    const found = async (phrase: string, show: 'all' | 'fitting' = 'all') => {
      const words = { phrase, show, ranked: true };
      const answer = await client.request('photos.query', { filter: {}, sort: SORT, words });
      const names = new Map(Array.from(ids, ([name, id]) => [id, name]));
      return answer.ids.map((id) => names.get(id) ?? '?');
    };
    const field = () => page.getByRole('searchbox', { name: 'Find by how photos look' });

    describe('finding by how photos look', () => {
      it('ranks as one types, and says by what the photos are sorted', async () => {
        await press('w');
        await expect
          .poll(() => field().evaluate((one) => one === document.activeElement))
          .toBe(true);
        await page.getByText(/Describe how photos look/).waitFor(WAIT);
        await page.keyboard.type('too dark', { delay: 40 });
        const expected = await found('too dark');
        expect(expected).not.toEqual(NAMES);
        await seesCells(expected);
        // What to type is not in the way of what was found.
        await page.getByRole('radiogroup', { name: 'Photos to show' }).waitFor(WAIT);
        expect(await page.getByText(/Describe how photos look/).count()).toBe(0);
        await page
          .getByRole('button', { name: 'Sorted by how well photos fit the words' })
          .waitFor();
        // Into the photos, where the panel is gone and the words stay.
        await press('Enter');
        await expect
          .poll(() => page.getByRole('radiogroup', { name: 'Photos to show' }).count())
          .toBe(0);
        await page.getByRole('button', { name: 'Remove the filter: Looks “too dark”' }).click();
        await seesCells(NAMES);
      });

      it('names what the model does not know, and leaves the photos where they are', async () => {
        await press('w');
        await page.keyboard.type('zebra');
        await page
          .getByText('“zebra” is not a word that the model knows: it knows how photographs look')
          .waitFor(WAIT);
        await page.getByText('Photos stay in the order they were in.').waitFor(WAIT);
        await seesCells(NAMES);
        await page.keyboard.type(' too dark');
        await seesCells(await found('too dark'));
        await press('Escape');
        await seesCells(NAMES);
        await expect.poll(() => field().inputValue()).toBe('');
      });

      it('says which words go by measurements, and ranks by them', async () => {
        await press('w');
        await page.keyboard.type('very dark');
        await page.getByText('“very dark” goes by what is measured of each photo.').waitFor(WAIT);
        await seesCells(await found('very dark'));
        // p10 is the first of all tones: nearly black.
        await expect.poll(async () => (await cellNames())[0], WAIT).toBe('p10');
      });

      it('offers examples by arrow keys, and cuts to what stands out, in another order too', async () => {
        await press('w', 'ArrowDown', 'Enter');
        const ranked = await found('warm evening light');
        await seesCells(ranked);
        const fitting = await found('warm evening light', 'fitting');
        expect(fitting.length).toBeGreaterThan(0);
        expect(fitting.length).toBeLessThan(COUNT);
        await page.getByRole('radio', { name: `Only what stands out (${fitting.length})` }).click();
        await seesCells(fitting);
        await page.getByRole('button', { name: /^Sorted by/ }).click();
        await page.getByRole('menuitemradio', { name: 'File name' }).click();
        await seesCells(fitting.toSorted());
        await page.getByRole('button', { name: /^Sorted by/ }).click();
        await page.getByRole('menuitemradio', { name: 'Fits the words' }).click();
        await seesCells(fitting);
      });

      it('goes on by file name with what stands in the field', async () => {
        await press('w');
        await page.keyboard.type('p1');
        await page.getByRole('button', { name: 'Name', exact: true }).click();
        await seesCells(NAMES.filter((name) => name.includes('p1')));
        await press('Escape');
        await seesCells(NAMES);
      });
    });

    describe('sentences', () => {
      const about = (name: string) => page.getByRole('group', { name: `${name} in words` });
      const openFirst = async () => {
        await page.getByRole('gridcell').first().click();
        await about('Light').waitFor(WAIT);
      };
      const saidOf = async () => {
        const { sentences } = await client.request('sentences.of', { id: ids.get('p10') ?? 0 });
        return sentences.find(({ space }) => space === 'light')?.said;
      };

      it('stand only with attributes that the model may speak of', async () => {
        await openFirst();
        await about('Composition').waitFor(WAIT);
        expect(await about('Colour').count()).toBe(0);
      });

      it('have their room before they are there, so that nothing jumps', async () => {
        await openFirst();
        // Where the bars stand, in every frame until the next photo's sentences have come.
        const watching = page.evaluate(
          () =>
            new Promise<string[]>((resolve) => {
              const seen = new Set<string>();
              const end = performance.now() + 1500;
              const look = () => {
                const bars = [...document.querySelectorAll('[aria-label="Attributes"] .track')];
                seen.add(bars.map((bar) => Math.round(bar.getBoundingClientRect().top)).join(' '));
                if (performance.now() < end) requestAnimationFrame(look);
                else resolve([...seen]);
              };
              look();
            }),
        );
        await press('ArrowRight');
        const places = await watching;
        await page.getByText('p11.jpg').first().waitFor(WAIT);
        await about('Light').waitFor(WAIT);
        // Those of the photo before, and its own: attributes stand in another order.
        expect(places).toHaveLength(2);
      });

      it('are confirmed and taken back, by the keyboard, and undone', async () => {
        await openFirst();
        const sentence = await about('Light').locator('p').textContent();
        await page.getByRole('button', { name: 'Light: this is right' }).focus();
        await press('Enter');
        await about('Light').getByText('Confirmed by you').waitFor(WAIT);
        expect(await saidOf()).toEqual({
          statements: [{ kind: 'confirms', space: 'light', text: sentence }],
          shows: sentence,
        });
        await page
          .getByRole('status')
          .getByText(/Had a say on its light/)
          .waitFor(WAIT);
        await press('Control+z');
        await expect.poll(() => about('Light').getByText('Confirmed by you').count(), WAIT).toBe(0);
        expect(await saidOf()).toBeUndefined();
      });

      it('are corrected by a sentence of another level, and replaced by one’s own', async () => {
        await openFirst();
        const wrong = await about('Light').locator('p').textContent();
        await page.getByRole('button', { name: 'Light: say it better' }).focus();
        await press('Enter');
        const editor = page.getByRole('dialog', { name: 'Light: what is right?' });
        await editor.waitFor(WAIT);
        const choices = await client.request('sentences.choices', {
          ...{ id: ids.get('p10') ?? 0, space: 'light' },
        });
        await editor.getByRole('button', { name: choices[4]?.text ?? '', exact: true }).click();
        await about('Light').getByText('Corrected by you').waitFor(WAIT);
        expect(await about('Light').locator('p').textContent()).toBe(choices[4]?.text);
        expect((await saidOf())?.statements).toEqual([
          { kind: 'rejects', space: 'light', text: wrong },
          choices[4]?.statement,
        ]);

        await page.getByRole('button', { name: 'Light: say it better' }).click();
        await editor.getByRole('textbox').fill('The window light is soft and lovely.');
        await press('Enter');
        await about('Light').getByText('The window light is soft and lovely.').waitFor(WAIT);

        const out = path.join(temporaryFolder('exported'), 'mine.jsonl');
        const { code } = await keepers(
          ['descriptions', 'export', '--from-catalogue', '--out', out],
          { KEEPERS_HOME: home },
        );
        expect(code).toBe(0);
        const lines = (await readFile(out, 'utf8')).trim().split('\n');
        expect(lines.map((line) => parseRecord(line).value)).toEqual([
          {
            id: 'p10',
            attributes: {
              light: [
                {
                  ...{ text: 'The window light is soft and lovely.', source: 'person' },
                  ...{ checked: true, unit: 'none' },
                },
              ],
            },
          },
        ]);
        await page.getByRole('button', { name: 'Light: take back what you said' }).click();
        await expect.poll(saidOf, WAIT).toBeUndefined();
      });
    });

    it('had nothing to complain about in the console', () => {
      expect(problems).toEqual([]);
    });
  },
);
