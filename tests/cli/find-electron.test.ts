import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElectron, hasDisplay } from '../../src-main/cli/find-electron.ts';

let folder: string;
let packageFolder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-find-electron-'));
  packageFolder = path.join(folder, 'node_modules', 'electron');
  mkdirSync(packageFolder, { recursive: true });
  writeFileSync(path.join(packageFolder, 'package.json'), '{"version":"45.4.1"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeDist(dist: string, version = '45.4.1'): string {
  mkdirSync(dist, { recursive: true });
  writeFileSync(path.join(dist, 'version'), `${version}\n`);
  const file = path.join(dist, 'electron');
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

/** An installer that does what `code` says, as the package's own would. */
const writeInstaller = (code: string) =>
  writeFileSync(path.join(packageFolder, 'install.js'), code);

const find = (options: Parameters<typeof findElectron>[0] = {}) =>
  findElectron({
    environment: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '', DISPLAY: ':0' },
    platform: 'linux',
    packageFolder,
    ...options,
  });

describe('finding Electron', () => {
  it('takes the one that the package has downloaded, without running its installer', async () => {
    const file = writeDist(path.join(packageFolder, 'dist'));
    writeInstaller('process.exit(1)');
    expect(await find()).toEqual({ path: file });
  });

  it('takes the one that ELECTRON_OVERRIDE_DIST_PATH names, whatever else there is', async () => {
    writeDist(path.join(packageFolder, 'dist'));
    const other = path.join(folder, 'other');
    const file = writeDist(other);
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: other };
    expect(await find({ environment })).toEqual({ path: file });
    chmodSync(file, 0o644);
    // The person asked for that one; another in its stead would be a surprise.
    if (process.getuid?.() !== 0) {
      expect(await find({ environment })).toHaveProperty('reason');
    }
    rmSync(file);
    const missing = await find({ environment });
    expect('reason' in missing && missing.reason).toContain(other);
  });

  it('lets the installer fetch a missing one, and says that it does', async () => {
    const dist = path.join(packageFolder, 'dist');
    writeInstaller(`
      const fs = require('node:fs');
      fs.mkdirSync(${JSON.stringify(dist)});
      fs.writeFileSync(${JSON.stringify(path.join(dist, 'electron'))}, '', { mode: 0o755 });
    `);
    let told = 0;
    expect(await find({ onDownload: () => told++ })).toEqual({ path: path.join(dist, 'electron') });
    expect(told).toBe(1);
  });

  it('fetches one of another version anew', async () => {
    writeDist(path.join(packageFolder, 'dist'), '44.0.0');
    writeInstaller('console.error("TypeError: fetch failed\\n    at somewhere"); process.exit(1)');
    const found = await find();
    expect(found).toEqual({
      reason: 'Electron’s binary could not be downloaded (the network cannot be reached).',
    });
  });

  it('only looks where it is told to', async () => {
    writeInstaller(
      `require('node:fs').writeFileSync(${JSON.stringify(path.join(folder, 'ran'))}, '')`,
    );
    const found = await find({ download: false });
    expect('reason' in found && found.reason).toContain('not been downloaded');
    expect(await find({ download: false })).toEqual(found);
  });

  it('waits no longer than it is told for a network that never answers', async () => {
    writeInstaller('setInterval(() => {}, 1000)');
    const found = await find({ downloadSeconds: 0.3 });
    expect('reason' in found && found.reason).toContain('nothing came within');
  });

  it('says in one sentence what an installer complained about', async () => {
    writeInstaller('console.error("Error: disk quota exceeded\\n    at x"); process.exit(1)');
    const found = await find();
    expect('reason' in found && found.reason).toBe(
      'Electron’s binary could not be downloaded (Error: disk quota exceeded).',
    );
  });

  it('says so where a download without an error brought nothing', async () => {
    writeInstaller('');
    expect(await find()).toEqual({
      reason: 'Electron’s binary could not be downloaded (no file came).',
    });
  });

  it('fetches nothing for a machine without a display', async () => {
    writeInstaller('process.exit(3)');
    const found = await find({ environment: {} });
    expect('reason' in found && found.reason).toContain('no display');
  });
});

describe('a display', () => {
  it('is X or Wayland, or a system that always has one', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'darwin')).toBe(true);
    expect(hasDisplay({}, 'win32')).toBe(true);
  });
});
