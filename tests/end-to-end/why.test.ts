/** Why a photo has its score, in a real browser, with a model that gives everything. */
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { serve, type Served } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

const folder = temporaryFolder('why');
const models = temporaryFolder('why-models');
const shoot = path.join(temporaryFolder('why-shoot'));
/** Whoever draws it: as a picture nothing in it runs, and nothing is fetched. */
const PLOT = `<svg xmlns="http://www.w3.org/2000/svg" width="321" height="123" onload="document.title='ran'">
  <script>document.title = 'ran'</script><text y="20">50 % &lt;done&gt; # “quoted”</text></svg>`;
const WAIT = { timeout: 60_000 };

describe.skipIf(chromiumPath === undefined)(
  `the reasons of a score${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    let browser: Browser;
    let served: Served;
    let page: Page;
    const problems: string[] = [];

    beforeAll(async () => {
      await ensureBuilt(['renderer'], () => undefined);
      writeTinyModels(models, { id: 'tiny', text: true, plots: { Training: PLOT } });
      for (const seed of [1, 2, 3]) await writePicture(path.join(shoot, `${seed}.jpg`), { seed });
      const home = path.join(folder, 'home');
      served = await serve([shoot], { KEEPERS_HOME: home, KEEPERS_MODELS: models });
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(served.address);
      await page
        .getByRole('gridcell', { name: /score \d/ })
        .first()
        .click(WAIT);
    });

    afterAll(async () => {
      await browser?.close();
      await served?.stop();
    });

    const panel = () => page.getByRole('complementary', { name: 'About the photo' });

    it('are the spread, in words as well', async () => {
      await panel()
        .getByText(/^±\s0\.\d\d\. For about two of three photos, .* within 0\.\d\d of the score\.$/)
        .waitFor(WAIT);
    });

    it('are the departures, strongest plus and minus first, in words only where the model may', async () => {
      const bars = panel().getByRole('region', { name: 'Attributes' }).getByRole('img');
      await expect.poll(() => bars.count(), WAIT).toBe(6);
      // What the model may say is read after its scores.
      await panel().getByText('Feeling').waitFor(WAIT);
      const labels = await bars.evaluateAll((all) =>
        all.map((bar) => bar.getAttribute('aria-label') ?? ''),
      );
      const sizes = labels.map((label) => {
        const found =
          /^[A-Z][a-z ]+ -?\d\.\d\d: (\d\.\d\d) (above|below) the -?\d\.\d\d that photos of this score usually have/.exec(
            label,
          );
        return Number(found?.[1]) * (found?.[2] === 'above' ? 1 : -1);
      });
      // All of the tiny model's have the same usual departure.
      const bySize = [...sizes].sort((a, b) => Math.abs(b) - Math.abs(a));
      const leading = [bySize.find((size) => size > 0), bySize.find((size) => size < 0)];
      const first = bySize.filter((size) => leading.includes(size));
      expect(sizes).toEqual([...first, ...bySize.filter((size) => !first.includes(size))]);
      expect(sizes[0]).not.toBe(0);
      const spoken = labels.filter((label) => /\. (Better|Poorer|As) /.test(label));
      expect(spoken).toEqual([expect.stringMatching(/^Light /)]);
    });

    it('are facts about the picture, with only those feelings that the model can tell', async () => {
      const facts = panel().getByRole('region', { name: 'In the picture' });
      await facts
        .getByText(/^[A-Z][a-z ]+ \d+\s%/)
        .first()
        .waitFor(WAIT);
      await expect
        .poll(() => facts.innerText(), WAIT)
        .toMatch(/Feeling\s+(Contentment \d+\s%|None stands out)/);
    });

    it('are the model’s abilities, on its page', async () => {
      await page.getByRole('button', { name: 'Models and device' }).click();
      const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
      await row('Light').waitFor(WAIT);
      const cells = async (name: string) =>
        (await row(name).getByRole('cell').allTextContents()).map((text) => text.trim());
      expect(await cells('Light')).toEqual([
        expect.stringMatching(/^0\.86\s*, put into words$/),
        expect.stringMatching(/^0\.32 \(0\.20\)\s*, put into words$/),
      ]);
      expect(await cells('Composition')).toEqual([
        expect.stringMatching(/^0\.85\s*, put into words$/),
        '0.28 (0.14)',
      ]);
      expect(await cells('fear')).toEqual(['12', '0.90 (0.72)']);
    });

    it('are drawings of what was learnt, which are pictures and no more', async () => {
      await page.getByText('Reads phrases, such as').waitFor(WAIT);
      await page.getByRole('button', { name: 'Show the drawing' }).click();
      const drawing = page.getByRole('img', { name: 'Training' });
      await drawing.waitFor(WAIT);
      const size = () =>
        drawing.evaluate((image) => {
          const { naturalWidth, naturalHeight } = image as HTMLImageElement;
          return [naturalWidth, naturalHeight];
        });
      await expect.poll(size, WAIT).toEqual([321, 123]);
      expect(await page.title()).not.toBe('ran');
    });

    it('put no barrier before anybody, whatever the theme', async () => {
      for (const theme of ['dark', 'grey', 'bright']) {
        await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
        expect(await barriers(page), `models, ${theme}`).toEqual([]);
      }
      await page.getByRole('button', { name: /^All photos/ }).click();
      await page
        .getByRole('gridcell', { name: /score \d/ })
        .first()
        .click(WAIT);
      for (const theme of ['dark', 'grey', 'bright']) {
        await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
        expect(await barriers(page), `why, ${theme}`).toEqual([]);
      }
    });

    it('had nothing to complain about in the console', () => {
      expect(problems).toEqual([]);
    });
  },
);
