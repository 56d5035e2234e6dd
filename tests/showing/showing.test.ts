import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { asCsv, makeGallery, makeSheet, type ShownPhoto } from '../../src-main/showing/index.ts';
import { writeNew } from '../../src-main/transfer/index.ts';
import { createDecoder } from '../../src-main/decoding/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { chromiumPath, launchBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporary.ts';

const jpeg = await sharp({
  create: { width: 300, height: 200, channels: 3, background: '#c02020' },
})
  .jpeg()
  .toBuffer();

function photo(name: string, stars: 0 | 3 | 5 = 3): ShownPhoto {
  return {
    name,
    verdict: { stars, flag: 'pick', color: 'none' },
    score: 4.25,
    picture: () => Promise.resolve({ bytes: jpeg, width: 300, height: 200 }),
  };
}
const broken: ShownPhoto = {
  ...photo('broken.jpg'),
  picture: () => Promise.reject(new Error('gone')),
};

const sheetSettings = {
  title: 'Ann & Bob',
  paper: 'a4',
  columns: 3,
  rows: 2,
  show: ['names', 'stars', 'scores'],
} as const;

async function withRooms<T>(
  work: (rooms: Parameters<typeof makeSheet>[2]) => Promise<T>,
): Promise<T> {
  const decoder = createDecoder({ spawnWorker: spawnNodeWorker, processes: 1 });
  try {
    return await work({ drawSvg: (svg) => decoder.drawSvg(svg), write: writeNew });
  } finally {
    await decoder.close();
  }
}

describe('a contact sheet', () => {
  const photos = [...Array(8).keys()].map((at) => photo(`IMG_${at}.jpg`));

  it('is a PDF of as many pages as it takes, with every picture, and never replaces a file', async () => {
    const to = path.join(temporaryFolder('sheet'), 'sheet.pdf');
    const settings = { ...sheetSettings, show: [...sheetSettings.show], to };
    const shown = await withRooms((rooms) =>
      makeSheet([...photos, photo('写真.jpg'), broken], settings, rooms),
    );
    expect(shown.failed).toEqual([
      { name: 'broken.jpg', message: expect.stringContaining('gone') as string },
    ]);
    const text = readFileSync(to).toString('latin1');
    expect(text.startsWith('%PDF-')).toBe(true);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(2);
    // Nine photos, and the name that no PDF font has.
    expect(text.match(/\/Subtype \/Image/g)).toHaveLength(10);
    await expect(withRooms((rooms) => makeSheet(photos, settings, rooms))).rejects.toMatchObject({
      code: 'target-exists',
    });
  });

  it('is a JPEG a page, with the pictures where they belong', async () => {
    const folder = temporaryFolder('sheet');
    const settings = {
      ...sheetSettings,
      show: [...sheetSettings.show],
      to: path.join(folder, 'sheet.jpg'),
    };
    const shown = await withRooms((rooms) => makeSheet(photos, settings, rooms));
    expect(readdirSync(folder).sort()).toEqual(['sheet-1.jpg', 'sheet-2.jpg']);
    const { data, info } = await sharp(shown.files[0]).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([1654, 2339]);
    const isRed = (x: number, y: number) => {
      const at =
        (Math.round(y * info.height) * info.width + Math.round(x * info.width)) * info.channels;
      return (data[at] ?? 0) > 150 && (data[at + 1] ?? 255) < 90;
    };
    for (const x of [0.2, 0.5, 0.8]) expect(isRed(x, 0.42), `column at ${x}`).toBe(true);
    expect(isRed(0.5, 0.03)).toBe(false);
    // Two on the second page: its third place is empty.
    const second = await sharp(shown.files[1]).stats();
    expect(second.channels[1]?.mean).toBeGreaterThan(200);
  });
});

describe('a gallery', () => {
  it.skipIf(chromiumPath === undefined)(
    'is one page that opens without a network, shows names as they are, and is walked by keys',
    async () => {
      const to = path.join(temporaryFolder('gallery'), 'picks.html');
      const evil = '"><script>window.evil=1</script>.jpg';
      const photos = [photo('one.jpg'), photo(evil), photo('three.jpg'), broken];
      const shown = await withRooms((rooms) =>
        makeGallery(photos, { to, title: '<Ann> & Bob', show: ['names', 'stars'] }, rooms),
      );
      expect(shown.photos).toBe(3);
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(`file://${to}`);
        expect(await page.title()).toBe('<Ann> & Bob');
        expect(await page.evaluate('window.evil')).toBeUndefined();
        await page.getByRole('button', { name: 'Open one.jpg' }).focus();
        await page.keyboard.press('Enter');
        await page.keyboard.press('ArrowRight');
        const dialog = page.getByRole('dialog', { name: 'Photo' });
        expect(await dialog.locator('img').getAttribute('alt')).toBe(evil);
        expect(
          await dialog.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth),
        ).toBe(300);
        expect(await dialog.locator('p').textContent()).toContain('★★★');
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        expect(asked.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});

describe('a table', () => {
  it('as CSV flattens, quotes, and runs nothing', () => {
    const text = asCsv([
      { name: 'a,"b".jpg', exif: { iso: 100, lens: 'EF 50' }, warnings: [] },
      { name: '=cmd()', stars: 3, score: -0.5 },
    ]);
    expect(text.split('\r\n')).toEqual([
      '\ufeffname,exif.iso,exif.lens,warnings,stars,score',
      '"a,""b"".jpg",100,EF 50,,,',
      "'=cmd(),,,,3,-0.5",
      '',
    ]);
    expect(existsSync('=cmd()')).toBe(false);
  });
});
