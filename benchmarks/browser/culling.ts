/**
 * Culls a folder of 10,000 photos by the keyboard in a real Chromium, from the moment that Keepers is started on it: it is
 * scanned, decoded and scored meanwhile. One JSON line: how soon there is a screen of pictures and the first photo can be
 * judged, the time from a keystroke to the next photo and to a verdict's acknowledgement, verdicts a minute of a scripted
 * person who waits for each photo, and memory.
 * `culling.ts [PHOTOS [VERDICTS]]`
 *
 * [Note: what is timed]
 *
 * From the keystroke's own time stamp to the first task after the frame in which the photo's decoded picture, or the verdict,
 * stands on the page. `inNextFrame` is the share of verdicts that stood there in the first frame after the keystroke. `presented` is the browser's own Event Timing of the same keystrokes, to the paint that
 * follows: in steps of 8 ms, with software rendering included. `load` is the machine's at the beginning and the end of each part:
 * what else runs on it is in every figure.
 *
 * [Note: what memory is]
 *
 * `page` is all that the page's process holds. Most of it are pictures that Chromium keeps for as long as nobody else needs the
 * memory: up to 512 MB decoded, in shared memory (`pictures`), and the files of the last thousand. `underPressure` is the page
 * once Chromium has been told that memory is short.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser } from '../../tests/support/browser.ts';
import { writeBurstShoot } from '../support/burst-shoot.ts';
import { residentMegabytes, serveEngine, type ServedEngine } from '../support/engine.ts';

const photos = Number(process.argv[2] ?? 10_000);
const verdicts = Math.min(photos - 400, Number(process.argv[3] ?? photos));
const STEPS = 300;
/** Keystrokes of a person who holds the key down, and how many of them come a second. */
const HELD = 120;
const REPEAT = 30;
/** Between two keystrokes of a person who looks at what they see, milliseconds. */
const LOOK_MS = 250;
/** Frames that the scripted person culls, waiting for every one of them. */
const SCRIPTED = 500;

/** What has been started, to be ended whatever happens. */
const ended: (() => Promise<void>)[] = [];
const folder = await mkdtemp(path.join(os.tmpdir(), 'keepers-culling-'));
try {
  const shoot = path.join(folder, 'shoot');
  await writeBurstShoot(shoot, photos);
  const browser = await launchBrowser();
  ended.push(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watchKeys);
  const startedAt = performance.now();
  const since = () => Number(((performance.now() - startedAt) / 1000).toFixed(1));
  const engine = await serveEngine(path.join(folder, 'home'), [shoot]);
  ended.push(() => engine.stop());
  await page.goto(engine.address);
  await page.getByRole('gridcell').first().waitFor();
  const firstCell = since();
  await page.waitForFunction(allShown);
  const firstScreen = since();
  await page.getByRole('gridcell').first().click();
  await page.keyboard.press('Enter');
  await page.locator('[data-shown]').waitFor();
  const whileScanning = { photos: (await engine.client.request('status', {})).photos };
  const firstPhoto = since();
  const early = await during(() => step(page, 40));
  const scanned = await scanEnd(engine, since);

  // In the order of capture, as a shoot is culled; the first photos are decoded and scored, the others are not yet.
  await page.getByRole('button', { name: /^Sorted by/ }).click();
  await page.getByRole('menuitemradio', { name: 'Capture time' }).click();
  await page.getByRole('button', { name: /^Sorted by/ }).click();
  await page.getByRole('menuitemradio', { name: 'Oldest first' }).click();
  while ((await engine.client.request('status', {})).scored < STEPS + 50) {
    await page.waitForTimeout(500);
  }
  await page.locator('[data-shown]').focus();
  await page.keyboard.press('Home');
  await page.waitForTimeout(2000);
  const before = await engine.client.request('status', {});
  await forget(page);
  const stepping = await during(() => step(page, STEPS));
  const presented = await presentedTimes(page);
  await forget(page);
  const judging = await during(() => judge(page, STEPS));
  const held = await during(() => hold(page));
  const after = await engine.client.request('status', {});

  await page.keyboard.press('Home');
  const ofPage = await page.context().newCDPSession(page);
  const ofBrowser = await browser.newBrowserCDPSession();
  const memory = { heap: 0, page: 0, pictures: 0, engine: 0 };
  const culled = await cull(page, verdicts, async () => {
    const used = await pageMegabytes(ofBrowser);
    memory.heap = Math.max(memory.heap, await heapMegabytes(ofPage));
    memory.page = Math.max(memory.page, used.all);
    memory.pictures = Math.max(memory.pictures, used.shared);
    memory.engine = Math.max(memory.engine, residentMegabytes(engine.process.pid) ?? 0);
  });
  await ofBrowser.send('Memory.simulatePressureNotification', { level: 'critical' });
  await page.waitForTimeout(3000);
  const underPressure = (await pageMegabytes(ofBrowser)).all;
  console.log(
    JSON.stringify({
      benchmark: 'culling',
      photos,
      secondsToFirstCell: firstCell,
      secondsToFirstScreen: firstScreen,
      secondsToFirstPhoto: firstPhoto,
      photosFoundThen: whileScanning.photos,
      secondsToScan: scanned,
      keyToPhotoWhileScanning: early,
      scored: [before.scored, after.scored],
      keyToPhoto: stepping,
      presented,
      keyToAcknowledgement: judging,
      keyHeldDown: held,
      ...culled,
      peakMegabytes: memory,
      underPressure,
    }),
  );
} finally {
  for (const end of ended.reverse()) await end();
  await rm(folder, { recursive: true, force: true });
}

interface Times {
  readonly keys: number;
  readonly p50: number;
  readonly p95: number;
}

interface Watch {
  photo: number[];
  verdict: number[];
  presented: number[];
  /** Verdicts that stood on the page in the first frame after their keystroke. */
  inNextFrame: number;
  /** Photos that came as something less than their preview. */
  small: number;
}

/** Runs in the page: whether every cell in view has a picture, be it the camera's own thumbnail. */
function allShown(): boolean {
  const cells = [...document.querySelectorAll('[role=gridcell]')].filter((cell) => {
    const { top, bottom } = cell.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  const hasPicture = (cell: Element) => (cell.querySelector('img')?.naturalWidth ?? 0) > 0;
  return cells.length > 0 && cells.every(hasPicture);
}

/** Runs in the page: times every keystroke until its photo, or its verdict, is on screen. */
function watchKeys(): void {
  const watch: Watch = { photo: [], verdict: [], presented: [], inNextFrame: 0, small: 0 };
  Object.assign(window, { keepersWatch: watch });
  const afterFrame = (then: () => void) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(undefined);
    });
  const shown = () => document.querySelector<HTMLElement>('[data-shown]')?.dataset.shown;
  const verdict = () =>
    [...document.querySelectorAll('[aria-label="Verdict"] [aria-pressed]')]
      .map((button) => button.getAttribute('aria-pressed'))
      .join();
  const until = (changed: () => boolean, then: () => void) => {
    const done = () => {
      if (!changed()) return false;
      afterFrame(then);
      return true;
    };
    const observer = new MutationObserver(() => done() && observer.disconnect());
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    setTimeout(() => observer.disconnect(), 10_000);
  };
  window.addEventListener(
    'keydown',
    (event) => {
      const was = shown();
      const judged = verdict();
      if (event.key.startsWith('Arrow')) {
        until(
          () => shown() !== undefined && shown() !== was,
          () => {
            watch.photo.push(performance.now() - event.timeStamp);
            const picture = document.querySelector<HTMLImageElement>('[data-shown] img');
            if ((picture?.naturalWidth ?? 0) < 1000) watch.small += 1;
          },
        );
      } else if (/^Digit/.test(event.code) && !event.shiftKey) {
        requestAnimationFrame(() => (watch.inNextFrame += Number(verdict() !== judged)));
        until(
          () => verdict() !== judged,
          () => watch.verdict.push(performance.now() - event.timeStamp),
        );
      }
    },
    { capture: true },
  );
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name === 'keydown') watch.presented.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
}

async function watched(page: Page): Promise<Watch> {
  return await page.evaluate(() => (window as unknown as { keepersWatch: Watch }).keepersWatch);
}

async function forget(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign((window as unknown as { keepersWatch: Watch }).keepersWatch, {
      ...{ photo: [], verdict: [], presented: [], inNextFrame: 0, small: 0 },
    });
  });
}

function times(found: readonly number[]): Times {
  const sorted = [...found].sort((a, b) => a - b);
  const at = (share: number) =>
    Number(
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1),
    );
  return { keys: sorted.length, p50: at(0.5), p95: at(0.95) };
}

/** Photo after photo, at the pace of someone who looks. */
async function step(page: Page, count: number): Promise<Times & { notPreview: number }> {
  await forget(page);
  for (let at = 0; at < count; at++) {
    await page.keyboard.press('ArrowRight');
    await page.waitForTimeout(LOOK_MS);
  }
  const { photo, small } = await watched(page);
  return { ...times(photo), notPreview: small };
}

/** Of keystrokes that the browser took less than 16 ms for it tells nothing: they count as 16. */
async function presentedTimes(page: Page): Promise<Times> {
  const { presented, photo } = await watched(page);
  const quick = Array.from({ length: Math.max(0, photo.length - presented.length) }, () => 16);
  return times([...presented, ...quick]);
}

async function judge(page: Page, count: number): Promise<Times & { inNextFrame: number }> {
  await forget(page);
  for (let at = 0; at < count; at++) {
    await page.keyboard.press(`Digit${1 + (at % 5)}`);
    await page.waitForTimeout(LOOK_MS);
  }
  const { verdict, inNextFrame } = await watched(page);
  return { ...times(verdict), inNextFrame: Number((inNextFrame / count).toFixed(3)) };
}

/** Faster than pictures can be decoded: the share of frames in which the stage showed nothing of the photo it was at. */
async function hold(page: Page): Promise<{ frames: number; small: number; empty: number }> {
  await page.evaluate(() => {
    const seen = { frames: 0, small: 0, empty: 0, stop: false };
    Object.assign(window, { keepersHeld: seen });
    const look = () => {
      if (seen.stop) return;
      seen.frames += 1;
      const pictures = [
        ...document.querySelectorAll<HTMLImageElement>('[aria-label^="Loupe"] img'),
      ];
      const isLarge = document.querySelector('[data-shown]') !== null;
      if (!pictures.some(({ complete, naturalWidth }) => complete && naturalWidth > 0))
        seen.empty += 1;
      else if (!isLarge) seen.small += 1;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (let at = 0; at < HELD; at++) {
    await page.keyboard.press(at < HELD / 2 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForTimeout(1000 / REPEAT);
  }
  const { frames, small, empty } = await page.evaluate(() => {
    const seen = (
      window as unknown as {
        keepersHeld: Record<'frames' | 'small' | 'empty', number> & { stop: boolean };
      }
    ).keepersHeld;
    seen.stop = true;
    return seen;
  });
  const share = (count: number) => Number((count / frames).toFixed(3));
  return { frames, small: share(small), empty: share(empty) };
}

/** With how much the machine had to do meanwhile. */
async function during<T extends object>(work: () => Promise<T>): Promise<T & { load: number[] }> {
  const load = () => Number((os.loadavg()[0] ?? 0).toFixed(1));
  const before = load();
  return { ...(await work()), load: [before, load()] };
}

async function scanEnd(engine: ServedEngine, since: () => number): Promise<number> {
  for (;;) {
    const { tasks } = await engine.client.request('status', {});
    if (!tasks.some(({ kind, state }) => kind === 'scan' && state === 'running')) return since();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Judges photo after photo, going on with Shift: first as a person who waits for each, then as fast as it goes. */
async function cull(page: Page, count: number, sample: () => Promise<void>) {
  const keys = ['Shift+Digit3', 'Shift+KeyX', 'Shift+Digit4', 'Shift+KeyP', 'Shift+Digit1'];
  const startedAt = performance.now();
  let scripted = 0;
  for (let at = 0; at < count; at++) {
    const was = await page.locator('[data-shown]').getAttribute('data-shown');
    await page.keyboard.press(keys[at % keys.length] ?? '');
    if (at < SCRIPTED) {
      await page.locator(`[data-shown]:not([data-shown="${was}"])`).waitFor();
      scripted = ((at + 1) / (performance.now() - startedAt)) * 60_000;
    }
    if (at % 250 === 0) await sample();
  }
  await sample();
  return { verdictsPerMinuteScripted: Math.round(scripted), verdictsGiven: count };
}

async function heapMegabytes(cdp: CDPSession): Promise<number> {
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const used = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
  return Math.round(used / 1e6);
}

/** Resident memory of the page's own process, and what of it is shared: decoded pictures. */
async function pageMegabytes(cdp: CDPSession): Promise<{ all: number; shared: number }> {
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => ({
      all: residentMegabytes(id) ?? 0,
      shared: residentMegabytes(id, 'RssShmem') ?? 0,
    }));
  return sizes.reduce((most, size) => (size.all > most.all ? size : most), { all: 0, shared: 0 });
}
