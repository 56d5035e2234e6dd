import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openTestEngine,
  photosByName,
  until,
  untilSettled,
  type OpenedEngine,
} from '../support/engine.ts';
import { withExifThumbnail } from '../support/exif-thumbnail.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

let home: string;
let shoot: string;
let opened: OpenedEngine;

beforeEach(async () => {
  home = path.join(temporaryFolder('library'), 'home');
  shoot = temporaryFolder('shoot');
  opened = await openTestEngine(home);
});

afterEach(async () => {
  await opened.close();
});

async function addShoot(names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    await writePicture(path.join(shoot, name), { seed: index + 1 });
  }
  await opened.client.request('roots.add', { path: shoot });
  await untilSettled(opened.client, names.length);
}

const photo = async (name: string) => {
  const found = (await photosByName(opened.client)).get(name);
  if (found === undefined) throw new Error(`no photo ${name}`);
  return found;
};

describe('the library', () => {
  it('takes a folder in: every photo is decoded, scored and measured', async () => {
    await addShoot(['a.jpg', 'b.png', 'c.webp']);
    const photos = [...(await photosByName(opened.client)).values()];
    expect(photos.map(({ stage }) => stage)).toEqual(['measured', 'measured', 'measured']);
    for (const { id, score, pictureVersion } of photos) {
      expect(score?.values.aesthetic).toBeGreaterThan(1);
      expect(pictureVersion).toBeDefined();
      const { path: file } = await opened.client.request('host.picture', { id, kind: 'preview' });
      expect(existsSync(file)).toBe(true);
    }
    const detail = await opened.client.request('photos.detail', { id: photos[0]?.id ?? 0 });
    expect(detail.percentilesOver).toBe(3);
    expect(detail.measurements?.measuredAt).toEqual({ width: 360, height: 240 });
  });

  it('gives the camera’s own thumbnail, turned as the photo is, where there is one', async () => {
    await addShoot(['plain.jpg']);
    const size = { width: 360, height: 240, channels: 3 } as const;
    const large = sharp({ create: { ...size, background: '#00f' } }).withExif({
      IFD0: { Make: 'A' },
    });
    const small = sharp({ create: { ...size, width: 60, height: 40, background: '#f00' } });
    writeFileSync(
      path.join(shoot, 'camera.jpg'),
      withExifThumbnail(
        await large.withMetadata({ orientation: 6 }).jpeg().toBuffer(),
        await small.jpeg().toBuffer(),
      ),
    );
    const glimpse = async (name: string) => {
      const { id } = await photo(name);
      return await opened.client.request('host.picture', { id, kind: 'glimpse' });
    };
    await untilSettled(opened.client, 2);
    const { path: file, mime } = await glimpse('camera.jpg');
    expect(mime).toBe('image/jpeg');
    const { data, info } = await sharp(file)
      .autoOrient()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, (data[0] ?? 0) > 200, (data[2] ?? 255) < 60]).toEqual([
      ...[40, 60, true, true],
    ]);
    await expect(glimpse('plain.jpg')).rejects.toMatchObject({ code: 'photo-no-glimpse' });
  });

  it('sees what arrives, keeps verdict and score through a rename, forgets what is deleted', async () => {
    await addShoot(['a.jpg']);
    await writePicture(path.join(shoot, 'later.jpg'), { seed: 9 });
    await untilSettled(opened.client, 2);
    const before = await photo('a.jpg');
    await opened.client.request('verdicts.apply', {
      ids: [before.id],
      change: { stars: 3 },
      scoreVisible: false,
    });
    mkdirSync(path.join(shoot, 'best'));
    renameSync(path.join(shoot, 'a.jpg'), path.join(shoot, 'best', 'renamed.jpg'));
    const after = await until(
      () => photosByName(opened.client),
      (photos) => photos.has('renamed.jpg') && !photos.has('a.jpg'),
    );
    expect(after.get('renamed.jpg')).toMatchObject({
      id: before.id,
      verdict: { stars: 3 },
      score: before.score,
    });
    rmSync(path.join(shoot, 'later.jpg'));
    await until(
      () => photosByName(opened.client),
      (photos) => photos.size === 1,
    );
  });

  it('scores a photo again when its file is replaced by another picture', async () => {
    await addShoot(['a.jpg']);
    const before = await photo('a.jpg');
    await writePicture(path.join(shoot, 'a.jpg'), { seed: 20, width: 300, height: 500 });
    const after = await until(
      () => photo('a.jpg'),
      ({ width, score, stage }) => width === 300 && score !== undefined && stage === 'measured',
    );
    expect(after.id).toBe(before.id);
    expect(after.score?.values.aesthetic).not.toBe(before.score?.values.aesthetic);
    expect(after.pictureVersion).not.toBe(before.pictureVersion);
  });

  it('shows an unreadable photo with its reason, and takes it when it is mended', async () => {
    writeFileSync(path.join(shoot, 'broken.jpg'), 'no picture at all');
    writeFileSync(path.join(shoot, 'empty.jpg'), '');
    await writePicture(path.join(shoot, 'good.jpg'));
    await opened.client.request('roots.add', { path: shoot });
    const photos = await until(
      () => photosByName(opened.client),
      (all) =>
        all.size === 3 &&
        [...all.values()].every(({ stage }) => stage !== 'seen' && stage !== 'decoded'),
    );
    expect(photos.get('broken.jpg')?.error?.code).toBe('photo-damaged');
    expect(photos.get('empty.jpg')?.error?.code).toBe('file-empty');
    expect(photos.get('good.jpg')?.error).toBeUndefined();
    await writePicture(path.join(shoot, 'broken.jpg'), { seed: 4 });
    const mended = await until(
      () => photo('broken.jpg'),
      ({ stage }) => stage === 'measured',
    );
    expect(mended.error).toBeUndefined();
  });

  it('takes none of its own previews in, where a folder of the library holds them', async () => {
    await writePicture(path.join(home, '..', 'a.jpg'), { seed: 1 });
    await opened.client.request('roots.add', { path: path.join(home, '..') });
    await untilSettled(opened.client, 1);
    // A preview is there by now, and the folder is looked at again.
    await opened.client.request('host.picture', { id: (await photo('a.jpg')).id, kind: 'preview' });
    await writePicture(path.join(home, '..', 'b.jpg'), { seed: 2 });
    await untilSettled(opened.client, 2);
    expect([...(await photosByName(opened.client)).keys()].sort()).toEqual(['a.jpg', 'b.jpg']);
  });

  it('makes pictures again when the cache was emptied', async () => {
    await addShoot(['a.jpg']);
    const { id } = await photo('a.jpg');
    rmSync(path.join(home, 'cache', 'previews'), { recursive: true });
    const { path: file } = await opened.client.request('host.picture', { id, kind: 'thumbnail' });
    expect(existsSync(file)).toBe(true);
  });

  it('survives an unplugged drive: nothing is lost, verdicts can still be made, sidecars follow', async () => {
    await addShoot(['a.jpg', 'b.jpg']);
    const elsewhere = `${shoot}-unplugged`;
    renameSync(shoot, elsewhere);
    await until(
      () => photo('a.jpg'),
      ({ online }) => !online,
    );
    const { id } = await photo('a.jpg');
    await opened.client.request('verdicts.apply', {
      ids: [id],
      change: { flag: 'pick' },
      scoreVisible: true,
    });
    expect(await photo('a.jpg')).toMatchObject({ verdict: { flag: 'pick' }, online: false });
    renameSync(elsewhere, shoot);
    await until(
      () => photo('a.jpg'),
      ({ online, sidecar }) => online && sidecar === 'written',
    );
    expect(readFileSync(path.join(shoot, 'a.xmp'), 'utf8')).toContain('pick');
    expect((await photosByName(opened.client)).size).toBe(2);
  });
});

describe('verdicts', () => {
  it('reach the sidecar, are undone and redone across a restart', async () => {
    await addShoot(['a.jpg', 'b.jpg']);
    const ids = [(await photo('a.jpg')).id, (await photo('b.jpg')).id];
    await opened.client.request('verdicts.apply', {
      ids,
      change: { stars: 4 },
      scoreVisible: true,
    });
    await opened.client.request('verdicts.apply', {
      ids: ids.slice(0, 1),
      change: { flag: 'reject', color: 'red' },
      scoreVisible: true,
    });
    await until(
      () => photo('a.jpg'),
      ({ sidecar }) => sidecar === 'written',
    );
    const sidecar = path.join(shoot, 'a.xmp');
    expect(readFileSync(sidecar, 'utf8')).toMatch(/Rating[^0-9]+4/);

    await opened.close();
    opened = await openTestEngine(home);
    expect(await photo('a.jpg')).toMatchObject({
      verdict: { stars: 4, flag: 'reject', color: 'red' },
    });
    await opened.client.request('verdicts.undo', {});
    expect((await photo('a.jpg')).verdict).toEqual({ stars: 4, flag: 'none', color: 'none' });
    await opened.client.request('verdicts.undo', {});
    expect((await photo('b.jpg')).verdict.stars).toBe(0);
    await expect(opened.client.request('verdicts.undo', {})).rejects.toMatchObject({
      code: 'nothing-to-undo',
    });
    await opened.client.request('verdicts.redo', {});
    await opened.client.request('verdicts.redo', {});
    expect((await photo('a.jpg')).verdict).toEqual({ stars: 4, flag: 'reject', color: 'red' });
    await until(
      () => Promise.resolve(readFileSync(sidecar, 'utf8')),
      (text) => /Rating[^0-9]+4/.test(text) && text.includes('Red'),
    );
  });

  const xmp = (rating: number) =>
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="${rating}"/></rdf:RDF></x:xmpmeta>`;

  it('are taken over from a sidecar that was there, and from one that another program changes', async () => {
    writeFileSync(path.join(shoot, 'a.xmp'), xmp(2));
    await addShoot(['a.jpg']);
    expect((await photo('a.jpg')).verdict.stars).toBe(2);
    writeFileSync(path.join(shoot, 'a.xmp'), xmp(5));
    const changed = await until(
      () => photo('a.jpg'),
      ({ verdict }) => verdict.stars === 5,
    );
    expect(changed.sidecar).toBe('written');
    // What another program decided is no step of this person's to undo.
    await expect(opened.client.request('verdicts.undo', {})).rejects.toMatchObject({
      code: 'nothing-to-undo',
    });
  });

  it('stay in the catalogue when the sidecar cannot be parsed, which is left alone', async () => {
    await addShoot(['a.jpg']);
    writeFileSync(path.join(shoot, 'a.xmp'), '<not xmp');
    await until(
      () => photo('a.jpg'),
      ({ sidecar }) => sidecar === 'conflict',
    );
    const { id } = await photo('a.jpg');
    await opened.client.request('verdicts.apply', {
      ids: [id],
      change: { stars: 1 },
      scoreVisible: true,
    });
    await until(
      () => photo('a.jpg'),
      ({ sidecar, verdict }) => sidecar === 'failed' && verdict.stars === 1,
    );
    const detail = await opened.client.request('photos.detail', { id });
    expect(detail.sidecarError?.code).toBe('sidecar-invalid');
    expect(readFileSync(path.join(shoot, 'a.xmp'), 'utf8')).toBe('<not xmp');
    // Once it is mended, what the person has decided goes in.
    writeFileSync(path.join(shoot, 'a.xmp'), xmp(5));
    await until(
      () => photo('a.jpg'),
      ({ sidecar }) => sidecar === 'written',
    );
    expect(readFileSync(path.join(shoot, 'a.xmp'), 'utf8')).toContain('xmp:Rating="1"');
  });
});

describe('after a restart', () => {
  it('an empty mount point is an unplugged drive, not a deleted shoot', async () => {
    await addShoot(['a.jpg']);
    await opened.close();
    const elsewhere = `${shoot}-unplugged`;
    renameSync(shoot, elsewhere);
    mkdirSync(shoot);
    opened = await openTestEngine(home);
    await until(
      () => photosByName(opened.client),
      (photos) => photos.get('a.jpg')?.online === false,
    );
    rmSync(shoot, { recursive: true });
    renameSync(elsewhere, shoot);
    await until(
      () => photosByName(opened.client),
      (photos) => photos.get('a.jpg')?.online === true,
    );
  });
});
