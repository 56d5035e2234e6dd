import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tagAsCache, walkPhotos } from '../../src-main/watching/index.ts';
import { temporaryFolder, write } from './support.ts';

async function walk(given: string, signal?: AbortSignal) {
  const items = [];
  for await (const item of walkPhotos(given, signal)) items.push(item);
  return items;
}

describe('walking', () => {
  it('passes over what is tagged as a cache, but not over what only looks so', async () => {
    const root = temporaryFolder();
    write(root, 'a.jpg', 'cache/previews/b.jpg', 'named/c.jpg');
    await tagAsCache(path.join(root, 'cache'));
    writeFileSync(path.join(root, 'named', 'CACHEDIR.TAG'), 'a note of that name');
    expect(await walk(root)).toEqual(
      ['a.jpg', 'named/c.jpg'].map((file) => ({ path: `${root}/${file}` })),
    );
  });

  it('yields photos alone, in natural order, files before subfolders', async () => {
    const root = temporaryFolder();
    write(
      root,
      'IMG_10.jpg',
      'IMG_2.jpg',
      'img_2.JPG',
      'a/x.png',
      'a10/x.png',
      'a9/x.png',
      'zz.webp',
    );
    write(root, 'IMG_2.xmp', 'notes.txt', '.git/a.jpg', '@eaDir/a.jpg', '._a.jpg', 'film.mp4');
    const expected = [
      'img_2.JPG',
      'IMG_2.jpg',
      'IMG_10.jpg',
      'zz.webp',
      'a/x.png',
      'a9/x.png',
      'a10/x.png',
    ];
    expect(await walk(root)).toEqual(expected.map((file) => ({ path: `${root}/${file}` })));
    expect(await walk(`${root}/`)).toEqual(expected.map((file) => ({ path: `${root}/${file}` })));
  });

  it('prints paths as they are given', async () => {
    const root = temporaryFolder();
    write(root, 'a/b.jpg');
    const relative = path.relative(process.cwd(), root);
    expect(await walk(relative)).toEqual([{ path: `${relative}/a/b.jpg` }]);
    const dotted = `./${relative}/../${path.basename(root)}`;
    expect(await walk(dotted)).toEqual([{ path: `${dotted}/a/b.jpg` }]);
    // A file that is named outright is the caller's to judge.
    expect(await walk(`${relative}/a/b.jpg`)).toEqual([{ path: `${relative}/a/b.jpg` }]);
    writeFileSync(path.join(root, 'notes.txt'), '');
    expect(await walk(path.join(root, 'notes.txt'))).toEqual([
      { path: path.join(root, 'notes.txt') },
    ]);
  });

  it('ends at symlink loops and enters each real folder once', async () => {
    const outside = temporaryFolder();
    write(outside, 'o.jpg');
    symlinkSync('.', path.join(outside, 'self'));
    const root = temporaryFolder();
    write(root, 'd/a.jpg');
    symlinkSync('..', path.join(root, 'd/up'));
    symlinkSync('/', path.join(root, 'everything'));
    symlinkSync(outside, path.join(root, 'x1'));
    symlinkSync(outside, path.join(root, 'x2'));
    symlinkSync('d/a.jpg', path.join(root, 'link.jpg'));
    symlinkSync('nowhere', path.join(root, 'dangling.jpg'));
    expect(await walk(root)).toEqual([
      {
        path: `${root}/dangling.jpg`,
        problem: 'file-unreadable',
        reason: 'no such file or directory',
      },
      { path: `${root}/link.jpg` },
      { path: `${root}/d/a.jpg` },
      { path: `${root}/x1/o.jpg` },
    ]);
  });

  it('reports what is no regular file and names that are not UTF-8', async () => {
    const root = temporaryFolder();
    write(root, 'ok.jpg');
    execFileSync('mkfifo', [path.join(root, 'a-pipe.jpg')]);
    writeFileSync(
      Buffer.concat([Buffer.from(`${root}/z`), Buffer.from([0xff]), Buffer.from('.jpg')]),
      '',
    );
    expect(await walk(root)).toEqual([
      {
        path: `${root}/a-pipe.jpg`,
        problem: 'file-unreadable',
        reason: 'it is a pipe, socket or device, not a regular file',
      },
      { path: `${root}/ok.jpg` },
      {
        path: `${root}/z\uFFFD.jpg`,
        problem: 'file-name-not-utf8',
        reason: 'its bytes are z\\xFF.jpg',
      },
    ]);
  });

  it('goes on where a folder vanishes on the way', async () => {
    const root = temporaryFolder();
    write(root, 'a.jpg', 'b/gone.jpg', 'c/kept.jpg');
    const items = [];
    for await (const item of walkPhotos(root)) {
      items.push(item);
      rmSync(path.join(root, 'b'), { recursive: true, force: true });
    }
    expect(items).toEqual([
      { path: `${root}/a.jpg` },
      { path: `${root}/b`, problem: 'folder-unreadable', reason: 'no such file or directory' },
      { path: `${root}/c/kept.jpg` },
    ]);
  });

  it('says what is wrong with a path that is not there', async () => {
    expect(await walk('/no/such/folder')).toEqual([
      { path: '/no/such/folder', problem: 'file-unreadable', reason: 'no such file or directory' },
    ]);
  });

  it('stops when it is told to', async () => {
    const root = temporaryFolder();
    write(root, 'a.jpg', 'b.jpg', 'c.jpg');
    const stop = new AbortController();
    const found: string[] = [];
    const walking = async () => {
      for await (const item of walkPhotos(root, stop.signal)) {
        found.push(item.path);
        stop.abort(new Error('enough'));
      }
    };
    await expect(walking()).rejects.toThrow('enough');
    expect(found).toEqual([`${root}/a.jpg`]);
  });

  it('meets a folder that was renamed on the way under one of its names at most', async () => {
    const root = temporaryFolder();
    write(root, 'a.jpg', 'b/x.jpg');
    const items = [];
    for await (const item of walkPhotos(root)) {
      items.push(item.path);
      if (items.length === 1) renameSync(path.join(root, 'b'), path.join(root, 'c'));
    }
    expect(items).toEqual([`${root}/a.jpg`, `${root}/b`]);
  });
});
