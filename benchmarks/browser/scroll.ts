/**
 * Scrolls a library of 100,000 photos in a real Chromium and counts the frames that came late.
 *
 * The library is written straight into a catalogue: rows, scores, and the thumbnails of a few hundred real
 * pictures shared among them, so that nothing but the screen is at work. Also prints how long the engine
 * takes to open and sort it and how much memory it holds. One JSON line. `scroll.ts [PHOTOS]`
 */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type { Page } from 'playwright-core';
import { SCORED } from '../../src-shared/attribute.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { parseManifest } from '../../src-main/inference/manifest.ts';
import { openPreviewCache } from '../../src-main/previews/index.ts';
import { launchBrowser } from '../../tests/support/browser.ts';
import { residentMegabytes, serveEngine } from '../support/engine.ts';
import { dataFolder } from '../support/photos.ts';

const photos = Number(process.argv[2] ?? 100_000);
const PICTURES = 400;
const FOLDER_SIZE = 1000;
const SECONDS = 10;
/** Of a 60 Hz screen, milliseconds. */
const FRAME = 1000 / 60;

const folder = await mkdtemp(path.join(os.tmpdir(), 'keepers-scroll-'));
try {
  const home = path.join(folder, 'home');
  const shoot = path.join(folder, 'shoot');
  await fill(home, shoot);
  const startedAt = performance.now();
  const engine = await serveEngine(home, []);
  const openedIn = performance.now() - startedAt;
  const sortedIn = await sort(engine.client);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(engine.address);
  await page.getByRole('gridcell').first().waitFor();
  await page.waitForTimeout(3000);
  const slow = await scroll(page, 900);
  const fast = await scroll(page, 6000);
  const memory = residentMegabytes(engine.process.pid);
  await browser.close();
  await engine.stop();
  console.log(
    JSON.stringify({
      benchmark: 'scroll',
      photos,
      secondsToServe: Number((openedIn / 1000).toFixed(2)),
      secondsToQuerySorted: Number((sortedIn / 1000).toFixed(3)),
      reading: slow,
      flinging: fast,
      engineResidentMegabytes: memory,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Writes a catalogue of photos that are all there, decoded, scored and measured. */
async function fill(home: string, shoot: string): Promise<void> {
  await mkdir(home, { recursive: true });
  const source = dataFolder('para/images-attributes');
  const names = (await readdir(source)).slice(0, PICTURES);
  const previews = await openPreviewCache(path.join(home, 'cache', 'previews'), 20e9);
  const versions: string[] = [];
  for (const [index, name] of names.entries()) {
    const version = index.toString(16).padStart(24, '0');
    const bytes = await sharp(path.join(source, name))
      .resize(512, 341, { fit: 'fill' })
      .webp()
      .toBuffer();
    await previews.put(version, 'thumbnail', bytes, 'image/webp');
    versions.push(version);
  }
  await previews.close();
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  const model = await shippedModel();
  catalogue.setCurrentModel(model);
  const root = catalogue.addRoot(shoot, 'native');
  for (let start = 0; start < photos; start += FOLDER_SIZE) {
    const day = path.join(shoot, `day-${String(start / FOLDER_SIZE).padStart(3, '0')}`);
    await mkdir(day, { recursive: true });
    const files = [];
    for (let index = start; index < Math.min(photos, start + FOLDER_SIZE); index++) {
      const file = path.join(day, `IMG_${String(index).padStart(6, '0')}.jpg`);
      await writeFile(file, `${index}`);
      await utimes(file, 1.7e9 + index, 1.7e9 + index);
      const info = await stat(file);
      files.push({
        path: file,
        format: 'jpeg' as const,
        bytes: info.size,
        modifiedAt: info.mtimeMs,
        fileId: `${info.dev}:${info.ino}`,
        identity: `bench-${index}`,
      });
    }
    const { added } = catalogue.upsertFiles(root.id, files);
    catalogue.setDecoded(
      added.map((id, at) => ({
        id,
        format: 'jpeg',
        width: 6000,
        height: 4000,
        previewWidth: 1500,
        previewHeight: 1000,
        dominantColor: '#445566',
        pictureVersion: versions[(start + at) % versions.length] ?? '',
        exif: { capturedAt: new Date((1.7e9 + start * 60 + at) * 1000).toISOString().slice(0, 19) },
        warnings: [],
      })),
    );
    catalogue.setScored(
      added.map((id) => ({
        id,
        score: {
          values: Object.fromEntries(
            SCORED.map((name, at) => [name, 1 + ((id * (7 + at)) % 401) / 100]),
          ),
          model,
          provider: 'cpu',
        },
        features: new Float32Array(1280),
      })),
    );
    catalogue.setMeasured(
      added.map((id) => ({
        id,
        measurements: {
          clippedHighlights: 0,
          clippedShadows: 0,
          motion: { length: 0, angle: 0, confidence: 1 },
          horizon: { degrees: 0, confidence: 0 },
          measuredAt: { width: 6000, height: 4000 },
        },
        warnings: [],
      })),
    );
  }
  catalogue.close();
}

/** The model that the engine would score with: photos that have its scores are left alone. */
async function shippedModel(): Promise<{ id: string; version: string }> {
  const file = path.join(import.meta.dirname, '../../models/manifest.json');
  const manifest = parseManifest(await readFile(file, 'utf8'), file);
  const entry = manifest.models.find(({ id }) => id === manifest.default);
  return { id: manifest.default, version: entry?.version ?? '' };
}

async function sort(client: Awaited<ReturnType<typeof serveEngine>>['client']): Promise<number> {
  const startedAt = performance.now();
  await client.request('photos.query', {
    filter: {},
    sort: { by: 'aesthetic', direction: 'descending' },
  });
  return performance.now() - startedAt;
}

/** Scrolls the grid at a steady speed, pixels a second, and tells how its frames went. */
async function scroll(page: Page, speed: number) {
  const intervals = await page.getByRole('grid').evaluate(
    (grid, { speed: pixels, seconds }) =>
      new Promise<number[]>((resolve) => {
        // Whichever element scrolls: the grid, or what it lies in.
        let box: Element | null = grid;
        while (box !== null && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
        const scroller =
          box ??
          [...grid.querySelectorAll('*')].find((e) => e.scrollHeight > e.clientHeight + 1) ??
          grid;
        const from = scroller.scrollTop;
        const found: number[] = [];
        let first = 0;
        let last = 0;
        const step = (now: number) => {
          if (first === 0) first = now;
          else found.push(now - last);
          last = now;
          scroller.scrollTop = from + ((now - first) / 1000) * pixels;
          if (now - first < seconds * 1000) requestAnimationFrame(step);
          else resolve(found);
        };
        requestAnimationFrame(step);
      }),
    { speed, seconds: SECONDS },
  );
  const sorted = [...intervals].sort((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1));
  const dropped = intervals.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / FRAME) - 1), 0);
  return {
    pixelsPerSecond: speed,
    frames: intervals.length,
    droppedFrames: dropped,
    medianMs: at(0.5),
    p95Ms: at(0.95),
    longestMs: at(0.9999),
  };
}
