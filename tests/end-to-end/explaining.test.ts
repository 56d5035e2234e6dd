/** Where a score comes from, and what a frame has over its burst: in a real browser, with a real engine and real files. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { ModelProto } from '../../src-aesnet/onnx/schema.ts';
import type { Manifest } from '../../src-main/inference/manifest.ts';
import { sha256Of } from '../../src-main/inference/model-files.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath, launchBrowser } from '../support/browser.ts';
import { serve, type Served } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';
import { itHadNothingToComplainAbout, useCullPage, WAIT } from './cull-page.ts';

const skipped = chromiumPath === undefined ? ` (skipped: ${browserMissing})` : '';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

describe.skipIf(chromiumPath === undefined)(`heat maps and bursts${skipped}`, () => {
  const cull = useCullPage();
  const heat = () => cull.page.getByRole('img', { name: /^Heat map of / });
  const slider = () => cull.page.getByRole('slider', { name: 'Opacity' });
  /**
   * Where these are, all at one moment: the loupe puts a decoded picture in another's place when it likes, and what was looked up
   * just before would be nowhere.
   */
  const boxesOf = async (...selectors: string[]): Promise<readonly Box[]> => {
    const boxes = await cull.page.waitForFunction(
      (wanted) => {
        const found = wanted.map((selector) => document.querySelector(selector));
        if (found.some((element) => element === null)) return null;
        return found.map((element) => {
          const { x, y, width, height } = (element as Element).getBoundingClientRect();
          return { x, y, width, height };
        });
      },
      selectors,
      WAIT,
    );
    return (await boxes.jsonValue()) as Box[];
  };
  /** The photo in the loupe, and the map over it. */
  const liesOnThePhoto = async (): Promise<Box> => {
    const [photo, map] = (await boxesOf('.stage .held', '.stage .heat')) as [Box, Box];
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(photo[side] - map[side]), side).toBeLessThan(1);
    }
    return photo;
  };
  const openLoupe = async (name: string) => {
    const cell = cull.page.getByRole('gridcell', { name: new RegExp(`^${name}\\.`) });
    await cell.click();
    await cull.press('e');
    await cull.sees('Loupe', name);
  };

  it('lies on the photo at every zoom, and nothing moves for it', async () => {
    const { page, press } = cull;
    await openLoupe('s3');
    const places = () =>
      boxesOf('.stage .held', 'section[aria-label="Heat map"]', 'section[aria-label="Attributes"]');
    await page.locator('.stage .held').waitFor(WAIT);
    const before = await places();
    expect(await heat().count()).toBe(0);
    await press('h');
    await heat().waitFor(WAIT);
    expect(await places()).toEqual(before);
    await expect
      .poll(() => heat().getAttribute('aria-label'))
      .toMatch(
        /^Heat map of the overall score: lifted most by the \w+( \w+)? of the frame, least by the/,
      );
    const fitted = await liesOnThePhoto();
    await press('z');
    const width = async () => (await boxesOf('.stage .held'))[0]?.width;
    await expect.poll(width, WAIT).not.toBe(fitted.width);
    const zoomed = await liesOnThePhoto();
    await page.mouse.move(600, 400);
    await page.mouse.down();
    await page.mouse.move(560, 360, { steps: 4 });
    await page.mouse.up();
    const dragged = await liesOnThePhoto();
    expect(dragged.width).toBe(zoomed.width);
    await press('z', 'h');
    await expect.poll(() => heat().count(), WAIT).toBe(0);
  });

  it('is worked with keys alone: opacity, and what it is of', async () => {
    const { page, press } = cull;
    await openLoupe('s3');
    await press('h');
    await heat().waitFor(WAIT);
    const opacity = () =>
      page.locator('.stage .heat canvas').evaluate((canvas) => getComputedStyle(canvas).opacity);
    const colours = () =>
      page.locator('.stage .heat canvas').evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext('2d');
        return Array.from(context?.getImageData(0, 0, width, height).data ?? []);
      });
    const before = Number(await opacity());
    await slider().focus();
    await press('ArrowRight', 'ArrowRight');
    await expect.poll(async () => Number(await opacity()), WAIT).toBeCloseTo(before + 0.1, 5);
    expect(await slider().getAttribute('aria-valuetext')).toBe(
      `${Math.round((before + 0.1) * 100)} %`,
    );
    const overall = await colours();
    expect(overall.some((value, at) => at % 4 === 3 && value > 0)).toBe(true);
    await page.getByRole('combobox', { name: 'What the heat map is of' }).focus();
    await press('c', 'o', 'l');
    await expect.poll(() => heat().getAttribute('aria-label')).toMatch(/^Heat map of Colour: /);
    expect(await colours()).not.toEqual(overall);
    // The same from the bars.
    const light = page.getByRole('button', { name: 'Heat map of Light' });
    expect(await light.getAttribute('aria-pressed')).toBe('false');
    await light.focus();
    await press('Enter');
    await expect.poll(() => heat().getAttribute('aria-label')).toMatch(/^Heat map of Light: /);
    expect(await light.getAttribute('aria-pressed')).toBe('true');
    await press('Enter');
    await expect.poll(() => heat().count(), WAIT).toBe(0);
  });

  it('is opened in the loupe from a bar, follows from photo to photo, and hides with the scores', async () => {
    const { page, press } = cull;
    await page.getByRole('gridcell', { name: /^s2\./ }).click();
    await page.getByRole('button', { name: 'Heat map of Light' }).click(WAIT);
    await cull.sees('Loupe', 's2');
    await heat().waitFor(WAIT);
    await press('ArrowRight');
    await cull.sees('Loupe', 's3');
    await heat().waitFor(WAIT);
    await press('s');
    await expect.poll(() => heat().count(), WAIT).toBe(0);
    await press('s');
    await heat().waitFor(WAIT);
    await press('h');
  });

  it('leaves it to the numbers to be asked for, and remembers that', async () => {
    const { page } = cull;
    await openLoupe('s3');
    const attributes = page.getByRole('region', { name: 'Attributes' });
    const numbers = attributes.getByText(/percentile of \d+ photos in the library$/);
    const toggle = page.getByRole('button', { name: 'Show the numbers behind the bars' });
    await toggle.waitFor(WAIT);
    expect(await numbers.count()).toBe(0);
    await toggle.click();
    await expect.poll(() => numbers.count(), WAIT).toBe(6);
    await attributes
      .getByText(/^[+−]\d\.\d\d from the usual -?\d\.\d\d$/)
      .first()
      .waitFor(WAIT);
    const stored = async () => (await cull.client.request('settings.get', {})).layout?.numbers;
    await expect.poll(stored, WAIT).toBe(true);
    await page.reload();
    await expect.poll(() => numbers.count(), WAIT).toBe(6);
    await toggle.click();
    await expect.poll(() => numbers.count(), WAIT).toBe(0);
  });

  it('says what a frame has over the suggested one, and leads there', async () => {
    const { page, press } = cull;
    await openLoupe('a2');
    const against = page.getByRole('region', { name: 'Against the burst' });
    await against.getByText('The suggested frame, against the next best:').waitFor(WAIT);
    await against.getByText(/^(Much s|S)harper/).waitFor(WAIT);
    await press('ArrowLeft');
    await cull.sees('Loupe', 'a1');
    await against.getByText('Against the suggested frame:').waitFor(WAIT);
    await against.getByText(/softer/i).waitFor(WAIT);
    await page.getByRole('button', { name: 'Show the numbers behind the bars' }).click();
    await against
      .getByText(/^\d\.\d px against \d\.\d px$/)
      .first()
      .waitFor(WAIT);
    await page.getByRole('button', { name: 'Show the numbers behind the bars' }).click();
    await against.getByRole('button', { name: 'frame 2' }).click();
    await cull.sees('Loupe', 'a2');
    // Of a bracket every frame is needed.
    await page.keyboard.press('g');
    await openLoupe('b1');
    await page.getByRole('region', { name: 'Attributes' }).waitFor(WAIT);
    expect(await against.count()).toBe(0);
  });

  it('puts no barrier before anybody, whatever the theme', async () => {
    const { page, press } = cull;
    await openLoupe('a2');
    await press('ArrowLeft', 'h');
    await cull.sees('Loupe', 'a1');
    await heat().waitFor(WAIT);
    await page
      .getByRole('region', { name: 'Against the burst' })
      .getByText(/softer/i)
      .waitFor(WAIT);
    for (const theme of ['dark', 'grey', 'bright']) {
      await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
      await page.waitForTimeout(300);
      expect(await barriers(page), theme).toEqual([]);
    }
    await press('h');
  });

  itHadNothingToComplainAbout(cull);
});

describe.skipIf(chromiumPath === undefined)(`a model without heat maps${skipped}`, () => {
  let browser: Browser;
  let served: Served;
  let page: Page;

  beforeAll(async () => {
    await ensureBuilt(['renderer'], () => undefined);
    const models = temporaryFolder('no-heat-models');
    const shoot = temporaryFolder('no-heat-shoot');
    writeTinyModels(models, { id: 'tiny' });
    await useDropout(models);
    await writePicture(path.join(shoot, 'a.jpg'));
    const home = path.join(temporaryFolder('no-heat'), 'home');
    served = await serve([shoot], { KEEPERS_HOME: home, KEEPERS_MODELS: models });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(served.address);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  it('says so over the photo, which is shown as it is', async () => {
    await page
      .getByRole('gridcell', { name: /score \d/ })
      .first()
      .click(WAIT);
    await page.keyboard.press('e');
    await page.keyboard.press('h');
    await page
      .getByText(/^No heat map can be drawn with the model tiny@1: the operator Dropout/)
      .waitFor(WAIT);
    expect(await page.getByRole('img', { name: /^Heat map of / }).count()).toBe(0);
    expect(await page.locator('.stage .grey').count()).toBe(0);
    await page.keyboard.press('h');
    await expect.poll(() => page.getByText(/^No heat map/).count(), WAIT).toBe(0);
  });
});

/** Scores leave the tiny model through an operator that does nothing, and that heat maps do not know. */
async function useDropout(folder: string): Promise<void> {
  const manifestFile = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
  const [entry] = manifest.models;
  if (entry === undefined) throw new Error('there is no model');
  const file = path.join(folder, entry.model.path);
  const model = ModelProto.decode(await readFile(file)) as unknown as {
    graph: { node: { opType: string; output: string[] }[] };
  };
  for (const node of model.graph.node) {
    if (node.output.includes('scores')) node.opType = 'Dropout';
  }
  const bytes = ModelProto.encode(model as never).finish();
  await writeFile(file, bytes);
  Object.assign(entry.model, { sha256: sha256Of(bytes), bytes: bytes.length });
  await writeFile(manifestFile, JSON.stringify(manifest));
}
