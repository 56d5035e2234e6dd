import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPreviewCache } from '../../src-main/previews/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

const bytes = (count: number) => new Uint8Array(count).fill(7);
const version = (n: number) => n.toString(16).padStart(24, '0');
const files = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

describe('the preview cache', () => {
  it('keeps what is put, across a restart', async () => {
    const folder = temporaryFolder('previews');
    const first = await openPreviewCache(folder, 1e6);
    const file = await first.put(version(1), 'thumbnail', bytes(100), 'image/webp');
    await first.close();
    const second = await openPreviewCache(folder, 1e6);
    expect(await second.find(version(1), 'thumbnail')).toBe(file);
    expect(await second.find(version(1), 'preview')).toBeUndefined();
    expect(readFileSync(file)).toHaveLength(100);
    expect(second.bytes).toBe(100);
  });

  it('drops what was used least recently when it is full, and nothing else', async () => {
    const folder = temporaryFolder('previews');
    const cache = await openPreviewCache(folder, 1000);
    for (let n = 0; n < 10; n++) await cache.put(version(n), 'preview', bytes(100), 'image/jpeg');
    await cache.find(version(0), 'preview');
    await cache.put(version(10), 'preview', bytes(100), 'image/jpeg');
    await cache.close();
    expect(cache.bytes).toBeLessThanOrEqual(1000);
    expect(await cache.find(version(0), 'preview')).toBeDefined();
    expect(await cache.find(version(10), 'preview')).toBeDefined();
    expect(await cache.find(version(1), 'preview')).toBeUndefined();
    expect(files(folder)).toHaveLength(cache.bytes / 100);
  });

  it('knows after a restart what was used least recently, and empties down to a lower cap', async () => {
    const folder = temporaryFolder('previews');
    const first = await openPreviewCache(folder, 1e6);
    for (let n = 0; n < 4; n++) {
      const file = await first.put(version(n), 'preview', bytes(100), 'image/jpeg');
      utimesSync(file, 1000 - n, 1000 - n);
    }
    await first.close();
    const second = await openPreviewCache(folder, 250);
    expect(await second.find(version(0), 'preview')).toBeDefined();
    expect(await second.find(version(3), 'preview')).toBeUndefined();
  });

  it('clears away what a crash left half written', async () => {
    const folder = temporaryFolder('previews');
    const first = await openPreviewCache(folder, 1e6);
    const file = await first.put(version(1), 'preview', bytes(10), 'image/jpeg');
    writeFileSync(path.join(path.dirname(file), 'half.123.tmp'), 'x');
    const second = await openPreviewCache(folder, 1e6);
    expect(files(folder).map(({ name }) => name)).toEqual([path.basename(file)]);
    expect(second.bytes).toBe(10);
  });

  it('counts a picture that is put twice once', async () => {
    const cache = await openPreviewCache(temporaryFolder('previews'), 1e6);
    await cache.put(version(1), 'preview', bytes(10), 'image/jpeg');
    await cache.put(version(1), 'preview', bytes(30), 'image/jpeg');
    expect(cache.bytes).toBe(30);
  });

  it('says that the picture could not be written, and goes on', async () => {
    const folder = temporaryFolder('previews');
    const cache = await openPreviewCache(folder, 1e6);
    // A file where the shard's folder should be.
    writeFileSync(path.join(folder, 'ff'), '');
    const bad = `ff${'0'.repeat(22)}`;
    await expect(cache.put(bad, 'preview', bytes(10), 'image/jpeg')).rejects.toMatchObject({
      code: 'write-failed',
    });
    rmSync(path.join(folder, 'ff'));
    expect(existsSync(await cache.put(bad, 'preview', bytes(10), 'image/jpeg'))).toBe(true);
  });
});
