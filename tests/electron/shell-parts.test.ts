import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { HOST_COMMANDS, pictureAddress } from '../../src-shared/host.ts';
import { foldersOf, pathsIn } from '../../src-main/electron/arguments.ts';
import { menuTemplate } from '../../src-main/electron/menu.ts';
import { answerAsset, answerPicture, PAGE } from '../../src-main/electron/protocol-answers.ts';
import { isLocal, isOwnPage } from '../../src-main/electron/security.ts';
import { TaskProgress } from '../../src-main/electron/task-progress.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-shell-'));

describe('the arguments', () => {
  const packaged = { packaged: true, workingFolder: '/base' };
  const checkout = { packaged: false, workingFolder: '/base' };

  it('hold paths after the executable, and in a checkout after the app', () => {
    expect(pathsIn(['keepers', '/a', 'b'], packaged)).toEqual(['/a', '/base/b']);
    expect(pathsIn(['electron', '.', '/a'], checkout)).toEqual(['/a']);
    expect(pathsIn(['electron', '--no-sandbox', '.', '/a'], checkout)).toEqual(['/a']);
    expect(pathsIn(['electron'], checkout)).toEqual([]);
  });

  it('leave switches out, but not names that look like them after --', () => {
    const argv = ['keepers', '--no-sandbox', '/a', '-x', '--', '-odd', ''];
    expect(pathsIn(argv, packaged)).toEqual(['/a', '/base/-odd']);
  });

  it('that name a photo mean its folder, each folder once', async () => {
    writeFileSync(path.join(folder, 'a.jpg'), '');
    writeFileSync(path.join(folder, 'b.jpg'), '');
    const given = ['a.jpg', 'b.jpg', 'missing'].map((name) => path.join(folder, name));
    expect(await foldersOf([...given, folder])).toEqual([folder, path.join(folder, 'missing')]);
  });
});

describe('the progress in dock and taskbar', () => {
  const task = (id: string, change: Partial<Task>): Task => ({
    id,
    kind: 'score',
    label: '',
    done: 0,
    failed: 0,
    state: 'running',
    ...change,
  });

  it('is the share of all running tasks, unknown while one has no end, and gone at the end', () => {
    const progress = new TaskProgress();
    expect(progress.value).toBe(-1);
    expect(progress.update(task('a', { done: 25, total: 100 }))).toBe(0.25);
    expect(progress.update(task('b', { done: 95, total: 100 }))).toBe(0.6);
    expect(progress.update(task('c', { done: 5 }))).toBe(2);
    expect(progress.update(task('c', { state: 'cancelled' }))).toBe(0.6);
    expect(progress.update(task('a', { done: 120, total: 100 }))).toBe(1);
    progress.update(task('a', { state: 'finished' }));
    expect(progress.update(task('b', { state: 'failed' }))).toBe(-1);
    progress.update(task('d', { done: 0, total: 0 }));
    expect(progress.value).toBe(2);
    progress.clear();
    expect(progress.value).toBe(-1);
  });
});

describe('app://', () => {
  const renderer = path.join(folder, 'renderer');
  mkdirSync(renderer);
  writeFileSync(path.join(renderer, 'index.html'), '<title>Keepers</title>');
  writeFileSync(path.join(folder, 'secret.html'), 'secret');

  it('serves the page under a strict policy', async () => {
    const answer = await answerAsset(renderer, PAGE);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Keepers');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("img-src 'self' blob: data: photo:");
    expect(policy).not.toMatch(/unsafe|http|\*/);
  });

  it.each([
    'app://keepers/../secret.html',
    'app://keepers/..%2fsecret.html',
    'app://keepers/%2e%2e%2fsecret.html',
    'app://keepers/..%5csecret.html',
    'app://elsewhere/index.html',
    'app://keepers/missing.js',
  ])('finds nothing at %s', async (address) => {
    expect((await answerAsset(renderer, address)).status).toBe(404);
  });
});

describe('photo://', () => {
  const file = path.join(folder, 'picture.jpg');
  writeFileSync(file, 'bytes');
  const find = (id: number) => {
    if (id === 1) return Promise.resolve({ path: file, mime: 'image/jpeg' });
    if (id === 2) return Promise.resolve({ path: `${file}.gone`, mime: 'image/jpeg' });
    if (id === 3) return Promise.resolve({ path: file, mime: 'text/html' });
    if (id === 4) return Promise.resolve({ path: folder, mime: 'image/jpeg' });
    return Promise.reject(
      id === 5 ? new Error('a bug') : new KeepersError('photo-unknown', { id }),
    );
  };

  it('serves what the engine names', async () => {
    const answer = await answerPicture(pictureAddress('electron', 1, 'preview', 'v 1'), find);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('bytes');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '5',
      'cache-control': 'private, max-age=31536000, immutable',
      'access-control-allow-origin': 'app://keepers',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const unversioned = await answerPicture(pictureAddress('electron', 1, 'full'), find);
    expect(unversioned.headers.get('cache-control')).toBe('no-cache');
    await unversioned.body?.cancel();
  });

  it.each([
    ['an unknown photo', 'photo://catalogue/99/preview', 404],
    ['a file that has gone', 'photo://catalogue/2/preview', 404],
    ['what is no picture', 'photo://catalogue/3/preview', 404],
    ['a folder', 'photo://catalogue/4/preview', 404],
    ['a bug', 'photo://catalogue/5/preview', 500],
    ['an unknown kind', 'photo://catalogue/1/original', 404],
    ['a path', 'photo://catalogue/%2Fetc%2Fpasswd', 404],
    ['a path of more parts', 'photo://catalogue/1/preview/../../etc', 404],
    ['another host', 'photo://elsewhere/1/preview', 404],
  ])('answers for %s with nothing', async (_, address, status) => {
    const answer = await answerPicture(address, find);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe('');
  });
});

describe('what pages may show and load', () => {
  it('is our own', () => {
    expect(isOwnPage(PAGE)).toBe(true);
    for (const other of [
      'app://elsewhere/',
      'https://keepers/',
      'file:///etc/passwd',
      'photo://catalogue/1/full',
      'about:blank',
      '',
    ]) {
      expect(isOwnPage(other)).toBe(false);
    }
    expect(isLocal('photo://catalogue/1/full')).toBe(true);
    for (const other of ['https://example.org/', 'http://127.0.0.1/', 'ws://x/', 'file:///a', '']) {
      expect(isLocal(other)).toBe(false);
    }
  });
});

describe('the menu', () => {
  const items = (platform: NodeJS.Platform, sent: string[] = []) => {
    const flatten = (list: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
      list.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
    return flatten(
      menuTemplate({
        platform,
        appName: 'Keepers',
        development: false,
        send: (command) => sent.push(command),
        openProjectPage: () => undefined,
      }),
    );
  };

  it.each(['darwin', 'win32', 'linux'] as const)('has every command once on %s', (platform) => {
    const sent: string[] = [];
    for (const item of items(platform, sent)) {
      // Electron passes the item, the window and the event; a command needs none of them.
      if (item.id !== undefined) (item.click as (() => void) | undefined)?.();
    }
    expect(sent.toSorted()).toEqual([...HOST_COMMANDS].toSorted());
  });

  it('leaves the keys to the page, and the developer tools out', () => {
    for (const item of items('linux')) {
      if (item.accelerator !== undefined) expect(item.registerAccelerator).toBe(false);
      expect(item.role).not.toBe('toggleDevTools');
    }
  });

  it('has the app menu on macOS alone', () => {
    expect(items('darwin').map((item) => item.role)).toContain('services');
    expect(items('linux').map((item) => item.role)).not.toContain('services');
  });
});
