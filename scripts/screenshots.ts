/**
 * Takes pictures of the running app, to be looked at: `node scripts/screenshots.ts ADDRESS FOLDER [WIDTHxHEIGHT …]`.
 *
 * ADDRESS is what `keepers serve` prints, token included. Prints one file a line.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM_ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
const SIZES = ['1440x900', '2560x1440', '1024x700'];

interface Shot {
  readonly name: string;
  prepare(page: Page): Promise<void>;
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function firstCell(page: Page): Promise<void> {
  await page.locator('[role=gridcell]').first().click();
}

/** The first stack in view, where there is one. */
async function firstStack(page: Page): Promise<void> {
  const stack = page.getByRole('gridcell', { name: /stack of/ }).first();
  if ((await stack.count()) > 0) await stack.click({ position: { x: 40, y: 60 } });
}

/** Left open it would be asked for every photo that is looked at. */
async function openChanges(page: Page, open: boolean): Promise<void> {
  const opener = page.getByRole('button', { name: 'What would change it' });
  if ((await opener.getAttribute('aria-expanded')) !== String(open)) await opener.click();
}

const SHOTS: readonly Shot[] = [
  { name: 'grid', prepare: (page) => page.waitForTimeout(200) },
  {
    name: 'grid-selected',
    prepare: async (page) => {
      await firstCell(page);
      await press(page, 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    },
  },
  {
    name: 'loupe',
    prepare: async (page) => {
      await firstCell(page);
      await press(page, 'Enter');
    },
  },
  { name: 'loupe-zoomed', prepare: (page) => press(page, 'z') },
  {
    name: 'loupe-info',
    prepare: async (page) => {
      await press(page, 'z', 'i');
    },
  },
  {
    name: 'loupe-burst',
    prepare: async (page) => {
      await press(page, 'a', 'g', 'Home');
      await firstStack(page);
      await press(page, 'e', 'b');
      await page.waitForTimeout(4000);
    },
  },
  { name: 'compare', prepare: (page) => press(page, 'c') },
  {
    name: 'compare-zoomed',
    prepare: async (page) => {
      await press(page, 'b', 'ArrowRight', 'z');
      await page.waitForTimeout(3000);
    },
  },
  { name: 'survey', prepare: (page) => press(page, 'z', 'n') },
  { name: 'survey-fewer', prepare: (page) => press(page, '/', 'x') },
  { name: 'full-screen', prepare: (page) => press(page, 'e', 'f') },
  {
    name: 'grid-open-stack',
    prepare: async (page) => {
      await press(page, 'Escape', 'Control+z', 'g');
      await firstStack(page);
      await press(page, 't');
    },
  },
  { name: 'second-pass', prepare: (page) => press(page, 't', 'd') },
  { name: 'before-the-filter', prepare: (page) => press(page, '\\') },
  {
    name: 'filters',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'Put the filter back' }).click();
      await press(page, 'd');
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
    },
  },
  {
    name: 'sort-menu',
    prepare: async (page) => {
      await press(page, 'Escape');
      await page.getByRole('button', { name: /^Sorted by/ }).click();
    },
  },
  { name: 'help', prepare: (page) => press(page, 'Escape', '?') },
  {
    name: 'models',
    prepare: async (page) => {
      await press(page, 'Escape');
      await page.getByRole('button', { name: 'Models and device' }).first().click();
    },
  },
  {
    name: 'best-fifty',
    prepare: async (page) => {
      await press(page, 'g', 'v');
      await page.getByRole('toolbar', { name: 'The best, varied' }).waitFor();
      await page.waitForTimeout(1500);
    },
  },
  {
    name: 'words',
    prepare: async (page) => {
      await press(page, 'Escape', 'w');
      await page.keyboard.type('zebra in warm evening light');
      await page.waitForTimeout(1500);
    },
  },
  {
    name: 'collection',
    prepare: async (page) => {
      await press(page, 'Escape', 'Escape', 'Escape');
      await page.getByRole('button', { name: /^Undecided/ }).click();
    },
  },
  {
    name: 'collection-editor',
    prepare: async (page) => {
      await page.getByRole('button', { name: 'New smart collection' }).click();
      await page.keyboard.type('Portraits in low light');
      const add = page.getByRole('button', { name: 'Add a rule' });
      for (const [at, subject] of ['text:lens', 'exif:iso', 'group'].entries()) {
        await add.click();
        await page
          .getByLabel('What it is about')
          .nth(at + 1)
          .selectOption(subject);
      }
      await page.getByLabel('Name of the lens').fill('85');
      await page.getByLabel('How it is compared').selectOption('contains');
      await page.getByLabel('Whether it is so').last().selectOption('not');
    },
  },
  {
    name: 'history',
    // Three steps to look at; the next shot takes them back.
    prepare: async (page) => {
      await press(page, 'Escape');
      await page.getByRole('button', { name: /^All photos/ }).click();
      await firstCell(page);
      await press(page, 'p', 'ArrowRight', '4', 'Shift+ArrowRight', 'Shift+ArrowRight', 'x');
      await page.waitForTimeout(700);
      await press(page, 'Shift+h');
    },
  },
  {
    name: 'cameras',
    prepare: async (page) => {
      for (const undo of ['Control+z', 'Control+z', 'Control+z']) {
        await press(page, undo);
        await page.waitForTimeout(300);
      }
      await page.getByRole('button', { name: 'Cameras and clocks' }).click();
      // Photos without a time have no clock to be set.
      const clock = page.getByLabel('Add to the clock');
      if ((await clock.count()) > 0) await clock.first().fill('1:00:00');
    },
  },
  { name: 'taste', prepare: (page) => page.getByRole('button', { name: 'Taste' }).click() },
  {
    name: 'suggestions',
    prepare: async (page) => {
      await page.getByRole('button', { name: /^All photos/ }).click();
      await firstCell(page);
      await openChanges(page, true);
      const section = page.getByRole('region', { name: 'What would change it' });
      await section
        .getByText(/^Predicted from edited|^Nothing we know/)
        .first()
        .waitFor({ timeout: 60_000 });
      await section.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'nothing-matches',
    prepare: async (page) => {
      await openChanges(page, false);
      await page.getByRole('button', { name: /^All photos/ }).click();
      await press(page, 'Control+f');
      await page.locator('#find').fill('no such name');
    },
  },
];

async function main(address: string, folder: string, sizes: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGUMENTS,
  });
  try {
    for (const size of sizes) {
      const [width = 1440, height = 900] = size.split('x').map(Number);
      const page = await browser.newPage({ viewport: { width, height } });
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${size}: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.error(`${size}: ${error.message}`));
      await page.goto(address);
      // Wherever the window was left.
      await page.getByRole('button', { name: /^All photos/ }).click();
      await page.locator('[role=gridcell]').first().waitFor();
      await page.waitForTimeout(1500);
      for (const shot of SHOTS) {
        await shot.prepare(page);
        await page.waitForTimeout(700);
        const file = path.join(folder, `${size}-${shot.name}.png`);
        await page.screenshot({ path: file });
        console.log(file);
      }
      await page.locator('#find').fill('');
      await page.waitForTimeout(1500);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

const [address, folder, ...sizes] = process.argv.slice(2);
if (address === undefined || folder === undefined) {
  console.error('Usage: node scripts/screenshots.ts ADDRESS FOLDER [WIDTHxHEIGHT …]');
  process.exit(2);
}
await main(address, folder, sizes.length > 0 ? sizes : SIZES);
