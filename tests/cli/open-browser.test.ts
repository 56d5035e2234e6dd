import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openBrowser } from '../../src-main/cli/open-browser.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-open-browser-'));
const opened = path.join(folder, 'opened');
const opener = path.join(folder, 'xdg-open');
writeFileSync(
  opener,
  `#!/bin/sh\nprintf '%s' "$1" > '${opened}.new' && mv '${opened}.new' '${opened}'\n`,
);
chmodSync(opener, 0o755);
const PATH = `${folder}${path.delimiter}${process.env.PATH ?? ''}`;
const ADDRESS = 'http://127.0.0.1:1/?token=a&b';

it('opens nothing without a display, and does not mind', async () => {
  openBrowser(ADDRESS, { PATH }, 'linux');
  openBrowser(ADDRESS, { PATH: '/nowhere', DISPLAY: ':0' }, 'linux');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(existsSync(opened)).toBe(false);
});

it('hands the whole address to the system', async () => {
  openBrowser(ADDRESS, { PATH, DISPLAY: ':0' }, 'linux');
  await expect.poll(() => existsSync(opened), { timeout: 10_000 }).toBe(true);
  expect(readFileSync(opened, 'utf8')).toBe(ADDRESS);
});
