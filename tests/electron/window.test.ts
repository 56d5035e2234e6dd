/** The real shell, where an Electron binary and a display are at hand. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { findElectron } from '../../src-main/cli/find-electron.ts';
import { PAGE } from '../../src-main/electron/protocol-answers.ts';
import { repositoryRoot } from '../support/data.ts';

const electron = await findElectron({ download: false });
const binary = 'path' in electron ? electron.path : undefined;
const title =
  'path' in electron ? 'the Electron shell' : `the Electron shell (skipped: ${electron.reason})`;

describe.skipIf(binary === undefined)(title, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-window-'));
  const shoot = path.join(folder, 'shoot');
  const environment = { ...process.env, KEEPERS_HOME: path.join(folder, 'home') };
  // Chromium's sandbox refuses to run as root, as containers do.
  const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...switches, repositoryRoot, shoot];
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    await ensureBuilt(['renderer', 'main']);
    mkdirSync(shoot);
    await sharp({ create: { width: 900, height: 600, channels: 3, background: '#57a' } })
      .jpeg()
      .toFile(path.join(shoot, 'a.jpg'));
    app = await _electron.launch({
      ...(binary === undefined ? {} : { executablePath: binary }),
      args,
      env: environment as Record<string, string>,
    });
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the photos of the folder that it was started with', async () => {
    expect(page.url()).toBe(PAGE);
    const picture = page.locator('img[src^="photo://catalogue/1/"]').first();
    await picture.waitFor({ timeout: 50_000 });
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
  });

  it('gives the page its host and nothing of Node or Electron', async () => {
    const seen = await page.evaluate(() => ({
      host: Object.keys((window as unknown as { keepersHost: object }).keepersHost).toSorted(),
      leaked: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
    }));
    expect(seen).toEqual({
      host: [
        'connect',
        'kind',
        'onCommand',
        'openFolderDialog',
        'openInEditor',
        'openSecondScreen',
        'startDrag',
      ],
      leaked: [],
    });
  });

  it('locks the page in: no other page, no window, no remote content, no permission', async () => {
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    await page.evaluate(() => window.location.assign('https://example.org/'));
    expect(page.url()).toBe(PAGE);
    const fetched = await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'answered',
        () => 'refused',
      ),
    );
    expect(fetched).toBe('refused');
    const outside = await page.evaluate(() =>
      fetch('photo://catalogue/%2Fetc%2Fpasswd').then((answer) => answer.status),
    );
    expect(outside).toBe(404);
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
    expect(app.windows()).toHaveLength(1);
  });

  it('is alone with its library: a second start hands its folders over and ends', () => {
    const second = spawnSync(binary ?? '', args, { env: environment, timeout: 30_000 });
    expect(second.status).toBe(0);
    expect(app.windows()).toHaveLength(1);
  });

  it('keeps its place for the next time', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 40, width: 1000, height: 700 });
    });
    const file = path.join(folder, 'home', 'window.json');
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true);
  });
});
