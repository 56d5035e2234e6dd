import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { makeReport, type ReportOf, type ReportPhoto } from '../../src-main/showing/index.ts';
import {
  quartilesOf,
  quartilesOfBins,
  shareBelow,
} from '../../src-main/showing/report/drawings.ts';
import { reasonsFor, settingsInWords } from '../../src-main/showing/report/reasons.ts';
import { settingShares } from '../../src-main/showing/report/settings.ts';
import { recurringWeaknesses } from '../../src-main/showing/report/weaknesses.ts';
import { writeNew } from '../../src-main/transfer/index.ts';
import { Random } from '../../src-aesnet/random.ts';
import { SCORED } from '../../src-shared/attribute.ts';
import type { Exif, Measurements } from '../../src-shared/photo.ts';
import { chromiumPath, launchBrowser } from '../support/browser.ts';
import { temporaryFolder } from '../support/temporary.ts';

const jpeg = await sharp({
  create: { width: 300, height: 200, channels: 3, background: '#c02020' },
})
  .jpeg()
  .toBuffer();

const SOUND: Measurements = {
  clippedHighlights: 0,
  clippedShadows: 0,
  focus: 0.9,
  motion: { length: 0, angle: 0, confidence: 1 },
  noise: 2,
  horizon: { degrees: 0, confidence: 0.9 },
  measuredAt: { width: 6000, height: 4000 },
};

function photo(
  at: number,
  more: {
    readonly measured?: Partial<Measurements> | undefined;
    readonly score?: number;
    readonly residual?: number;
    readonly exif?: Exif;
    readonly name?: string;
  } = {},
): ReportPhoto {
  const { measured, score = 3, residual = 0, exif = {}, name = `IMG_${at}.jpg` } = more;
  return {
    name,
    verdict: { stars: 0, flag: 'none', color: 'none' },
    picture: () => Promise.resolve({ bytes: jpeg, width: 300, height: 200 }),
    measurements: { ...SOUND, ...measured },
    exif,
    scored: {
      values: Object.fromEntries(SCORED.map((of) => [of, score])),
      residuals: { light: residual },
      model: { id: 'm', version: '1' },
      provider: 'cpu',
    },
  };
}

const model: ReportOf['model'] = {
  name: 'Model, version 1',
  abilities: {
    attributes: { light: { level: { srcc: 0.9 }, residual: { srcc: 0.4, lower: 0.3 } } },
  },
  residuals: { light: { intercept: 0, slope: 1, standardDeviation: 0.1 } },
};
const shoot = (photos: ReportPhoto[]): ReportOf => ({ photos, best: photos.slice(0, 10), model });
const many = (count: number, make: (at: number) => ReportPhoto) =>
  Array.from({ length: count }, (_, at) => make(at));

describe('recurring weaknesses', () => {
  it('count what goes wrong again and again, the commonest first, and nothing that is rare', () => {
    const found = recurringWeaknesses(
      shoot(
        many(312, (at) =>
          photo(at, {
            measured: {
              clippedHighlights: at < 41 ? 0.03 : 0,
              focus: at < 100 ? 9 : 0.9,
              // Leans in eight frames of 312: no pattern.
              horizon: { degrees: at < 8 ? 4 : 0, confidence: 0.9 },
            },
          }),
        ),
      ),
    );
    expect(found.map(({ sentence }) => sentence)).toEqual([
      '100 of 312 frames have nothing sharp',
      '41 of 312 frames lose highlights',
    ]);
  });

  it('say nothing of what was not measured, was not sure, or small pictures cannot show', () => {
    const unsure = many(20, (at) =>
      photo(at, {
        measured: {
          horizon: { degrees: 5, confidence: 0.5 },
          motion: { length: 40, angle: 0, confidence: 0.4 },
          // As sharp as a picture of 800 pixels gets.
          focus: 0.8,
          measuredAt: { width: 800, height: 600 },
        },
      }),
    );
    expect(recurringWeaknesses(shoot(unsure))).toEqual([]);
    const unmeasured = many(20, (at) => ({ ...photo(at), measurements: undefined }));
    expect(recurringWeaknesses(shoot(unmeasured))).toEqual([]);
  });

  it('name an attribute where more frames than usual fall behind, and only one that the model may speak of', () => {
    const behind = (share: number) =>
      shoot(many(100, (at) => photo(at, { residual: at < share ? -0.2 : 0.2 })));
    expect(recurringWeaknesses(behind(16))).toEqual([]);
    const [found] = recurringWeaknesses(behind(60));
    expect(found?.sentence).toBe('60 of 100 frames fall behind in light');
    const unable = { ...behind(60), model: { ...model, name: 'm', abilities: {} } };
    expect(recurringWeaknesses(unable)).toEqual([]);
  });
});

describe('settings', () => {
  it('are put beside the share of the best quarter that they have, in the order of their values', () => {
    const photos = many(80, (at) =>
      photo(at, {
        score: at < 20 ? 4 : 3,
        // The best were all taken at f/1.8 in the morning.
        exif: {
          aperture: at < 40 ? 1.8 : 11,
          focalLength: 50,
          capturedAt: `2026-05-03T${at < 20 ? '07' : '15'}:30:00`,
        },
      }),
    );
    const [aperture, hours, ...others] = settingShares(photos);
    expect(others).toEqual([]);
    expect(aperture?.bars.map(({ name, value, count }) => [name, value, count])).toEqual([
      ['f/2', 0.5, 40],
      ['f/11', 0, 40],
    ]);
    expect(hours?.bars.map(({ name, value }) => [name, value])).toEqual([
      ['07:00', 1],
      ['15:00', 0],
    ]);
    // One focal length says nothing; nor do photos that tell nothing.
    expect(settingShares(many(10, (at) => photo(at)))).toEqual([]);
  });

  it('take focal lengths as on film only where every photo tells them so', () => {
    const taken = (at: number, film: boolean) =>
      photo(at, {
        exif: { focalLength: 4, ...(film && { focalLength35: at % 2 === 0 ? 26 : 77 }) },
      });
    const [film] = settingShares(many(8, (at) => taken(at, true)));
    expect([film?.unit.includes('35 mm'), film?.bars.map(({ name }) => name)]).toEqual([
      true,
      ['28', '90'],
    ]);
    expect(settingShares(many(8, (at) => taken(at, at > 0)))).toEqual([]);
  });

  it.each([
    [
      { focalLength: 85, aperture: 1.8, shutter: 1 / 500, iso: 200 },
      '85 mm, f/1.8, 1/500 s, ISO 200',
    ],
    [{ shutter: 2.5 }, '2.5 s'],
    [{}, ''],
  ])('stand under a photo as photographers write them: %o', (exif, words) => {
    expect(settingsInWords(exif)).toBe(words);
  });
});

it('gives reasons that the model may give, and what was measured', () => {
  expect(reasonsFor(photo(1, { residual: 0.3 }), model)).toEqual([
    'Light: better than photos of this score usually have it',
    'Sharp: a blur of 0.9 px at its sharpest',
    'Tones: highlights and shadows are held',
  ]);
  const small = { measuredAt: { width: 800, height: 600 }, clippedHighlights: 0.1 };
  expect(reasonsFor(photo(1, { residual: 0.3, measured: small }), undefined)).toEqual([]);
});

it('reads quartiles and places from bins as from the values themselves', () => {
  const random = Random.from(5);
  for (let round = 0; round < 20; round++) {
    const values = Array.from({ length: 400 }, () =>
      Math.min(4.99, Math.max(1, 3 + 0.5 * random.normal())),
    );
    const bins = new Array<number>(80).fill(0);
    for (const value of values) {
      const bin = Math.floor((value - 1) * 20);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const direct = quartilesOf(values);
    const binned = quartilesOfBins(bins);
    for (const part of ['low', 'median', 'high'] as const) {
      expect(Math.abs(direct[part] - (binned?.[part] ?? NaN))).toBeLessThan(0.06);
    }
    expect(Math.abs(shareBelow(bins, direct.median) - 0.5)).toBeLessThan(0.06);
  }
  expect(quartilesOfBins(new Array<number>(80).fill(0))).toBeUndefined();
});

describe('the page', () => {
  const rooms = { write: writeNew };
  const library = {
    photos: 1000,
    bins: Object.fromEntries(SCORED.map((of) => [of, new Array<number>(80).fill(1)])),
  };
  const evil = '"><script>window.evil=1</script>.jpg';
  const photos = many(60, (at) =>
    photo(at, {
      name: at === 0 ? evil : `IMG_${at}.jpg`,
      score: 4.5 - at / 30,
      measured: { clippedHighlights: at < 20 ? 0.05 : 0 },
      exif: {
        aperture: at % 2 === 0 ? 2 : 8,
        capturedAt: `2026-05-03T${10 + (at % 4)}:00:00`,
        camera: 'X & Y',
      },
    }),
  );
  const broken = { ...photo(99), picture: () => Promise.reject(new Error('gone')) };

  it('replaces no file, and is refused for a shoot without scores', async () => {
    const to = path.join(temporaryFolder('report'), 'report.html');
    writeFileSync(to, 'mine');
    await expect(makeReport(shoot(photos), { to, title: '' }, rooms)).rejects.toMatchObject({
      code: 'target-exists',
    });
    expect(readFileSync(to, 'utf8')).toBe('mine');
    const unscored = shoot(many(3, (at) => ({ ...photo(at), scored: undefined })));
    const other = path.join(path.dirname(to), 'other.html');
    await expect(makeReport(unscored, { to: other, title: '' }, rooms)).rejects.toMatchObject({
      code: 'report-empty',
    });
  });

  it('does not hold a shoot against itself', async () => {
    const textOf = async (others: number) => {
      const to = path.join(temporaryFolder('report'), 'report.html');
      const all = { ...library, photos: photos.length + others };
      await makeReport({ ...shoot(photos), library: all }, { to, title: '' }, rooms);
      return readFileSync(to, 'utf8');
    };
    expect(await textOf(0)).toContain('There are no other photos to hold the shoot against.');
    expect(await textOf(0)).not.toMatch(/The library’s median|Against the library/);
    expect(await textOf(1)).toMatch(/The library’s median.*Against the library/s);
  });

  it.skipIf(chromiumPath === undefined)(
    'holds everything itself, runs nothing, shows names as they are, and prints on A4',
    async () => {
      const to = path.join(temporaryFolder('report'), 'report.html');
      const best = [...photos.slice(0, 9), broken];
      const shown = await makeReport(
        { ...shoot(photos), best, library },
        { to, title: '<Ann> & Bob' },
        rooms,
      );
      expect([shown.photos, shown.failed.map(({ name }) => name)]).toEqual([60, [broken.name]]);
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const asked: string[] = [];
        const said: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        page.on('console', (message) => said.push(message.text()));
        await page.goto(`file://${to}`);
        expect(await page.title()).toBe('<Ann> & Bob');
        expect(await page.evaluate('window.evil')).toBeUndefined();
        expect(await page.evaluate('document.scripts.length')).toBe(0);
        const text = await page.locator('body').innerText();
        expect(text).toContain('60 frames, 2026-05-03, 10:00 to 13:00 · X & Y');
        expect(text).toContain('20 of 60 frames lose highlights');
        expect(text).toContain(`1. ${evil}`);
        expect(text).toContain('from 1,000 photos');
        expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual([
          'Scores',
          'Attributes',
          'Recurring weaknesses',
          'The best 9',
          'Settings that go with the best frames',
        ]);
        expect(
          await page.evaluate(
            '[...document.images].filter((one) => one.naturalWidth === 300).length',
          ),
        ).toBe(9);
        expect(await page.locator('svg[role=img]').count()).toBe(4);
        expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([`file://${to}`]);
        expect(said).toEqual([]);
        // Nothing is wider than the page, on a phone either.
        await page.setViewportSize({ width: 400, height: 800 });
        expect(
          await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'),
        ).toBe(true);
        const pdf = await page.pdf({ preferCSSPageSize: true });
        expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
      } finally {
        await browser.close();
      }
    },
  );
});
