import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = [
  process.env.KEEPERS_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A Chromium or Chrome on this machine, or undefined: tests are skipped then, and say so. */
export const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

export const browserMissing = 'no Chromium: install Debian’s “chromium” or Google Chrome';

/** Starts the browser without anything that would reach for the network. */
export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(browserMissing);
  return await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
