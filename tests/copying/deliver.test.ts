import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src-main/decoding/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { deliver } from '../../src-main/workflows/copying/deliver.ts';
import { photoSets } from '../../src-main/workflows/copying/photo-files.ts';
import { putAway } from '../../src-main/workflows/copying/rejects.ts';
import type { DeliverySettings } from '../../src-shared/bridge.ts';
import { keepers } from '../support/keepers.ts';
import { underMount } from '../support/mount.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { photosIn } from './campaign.ts';
import { filesIn, noise, put, sha256, stateOf } from './card.ts';
import { openRooms } from './support.ts';

const XMP = (inside: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" ${inside}/></rdf:RDF></x:xmpmeta>`;

/** A shoot: a pick with RAW, sound and sidecar, a rated one, a reject, one without verdict. */
async function makeShoot(): Promise<string> {
  const shoot = temporaryFolder('shoot');
  mkdirSync(path.join(shoot, 'day'));
  for (const [seed, name] of ['pick', 'rated', 'reject', 'plain'].entries()) {
    await writePicture(path.join(shoot, 'day', `${name}.jpg`), { seed, width: 600, height: 400 });
  }
  put(path.join(shoot, 'day/pick.CR3'), noise(1, 20_000));
  put(path.join(shoot, 'day/pick.WAV'), noise(2, 1000));
  put(path.join(shoot, 'day/pick.xmp'), XMP('xmp:Rating="5" xmpDM:pick="1"'));
  put(path.join(shoot, 'day/rated.xmp'), XMP('xmp:Rating="3"'));
  put(path.join(shoot, 'day/reject.xmp'), XMP('xmp:Rating="2" xmpDM:pick="-1"'));
  return shoot;
}

describe('delivering', () => {
  const opened = openRooms();
  const decoder = createDecoder({ spawnWorker: spawnNodeWorker, processes: 1 });
  const rooms = {
    ...{ ...opened.rooms, decoder, known: () => undefined },
    isOnCameraCard: () => Promise.resolve(false),
  };
  const sets = (folder: string) => photoSets(photosIn(folder), rooms, () => undefined);
  const run = (from: string, settings: DeliverySettings) =>
    deliver(() => sets(from), settings, rooms);

  beforeAll(() => decoder.prepare());
  afterAll(async () => {
    await decoder.close();
    await opened.close();
  });

  it('brings RAW, JPEG, sound and sidecar of a photo under one name, proven', async () => {
    const shoot = await makeShoot();
    const before = stateOf(shoot);
    const to = temporaryFolder('to');
    const report = await run(shoot, { to, as: 'copy', template: '{stars}/{sequence:2}_{name}' });
    expect(report.files.map(({ state }) => state)).toEqual(Array(9).fill('copied'));
    for (const { source, targets, sha256: hash } of report.files) {
      expect(sha256(targets[0] ?? '')).toBe(hash);
      expect(sha256(source)).toBe(hash);
    }
    const picked = filesIn(to).filter((name) => name.includes('pick'));
    expect(picked).toEqual(
      ['CR3', 'WAV', 'jpg', 'xmp'].map((ending) =>
        `5/01_pick.${ending}`.replace('01', picked[0]?.slice(2, 4) ?? ''),
      ),
    );
    expect(filesIn(to).filter((name) => name.startsWith('3/'))).toHaveLength(2);
    expect(stateOf(shoot)).toEqual(before);
    const again = await run(shoot, { to, as: 'copy', template: '{stars}/{sequence:2}_{name}' });
    expect(new Set(again.files.map(({ state }) => state))).toEqual(new Set(['there']));
    expect(filesIn(to)).toHaveLength(9);
  });

  it('links without copying, and moves without losing', async () => {
    const shoot = await makeShoot();
    const [linked, moved] = [temporaryFolder('linked'), temporaryFolder('moved')];
    await run(shoot, { to: linked, as: 'link', template: '{name}' });
    const inode = (file: string) => statSync(file).ino;
    expect(inode(path.join(linked, 'pick.CR3'))).toBe(inode(path.join(shoot, 'day/pick.CR3')));
    const hashes = filesIn(shoot).map((name) => sha256(path.join(shoot, name)));
    const report = await run(shoot, { to: moved, as: 'move', template: '{name}' });
    expect(new Set(report.files.map(({ state }) => state))).toEqual(new Set(['moved']));
    expect(filesIn(shoot)).toEqual([]);
    expect(
      filesIn(moved)
        .map((name) => sha256(path.join(moved, name)))
        .sort(),
    ).toEqual(hashes.sort());
  });

  it('moves nothing onto itself', async () => {
    const shoot = await makeShoot();
    const hashes = filesIn(shoot)
      .map((name) => sha256(path.join(shoot, name)))
      .sort();
    const to = path.join(shoot, 'day');
    for (const as of ['move', 'copy', 'link'] as const) {
      await run(shoot, { to, as, template: '{name}' });
      const now = filesIn(shoot).map((name) => sha256(path.join(shoot, name)));
      for (const hash of hashes) expect(now).toContain(hash);
    }
  });

  it('takes nothing away whose copy has changed since, even where its size is the same', async () => {
    const shoot = temporaryFolder('shoot');
    const [to, photo] = [temporaryFolder('to'), path.join(shoot, 'one.jpg')];
    const settings = { to, as: 'move', template: '{name}' } as const;
    const bytes = noise(1, 5000);
    put(photo, bytes);
    expect((await run(shoot, settings)).files.map(({ state }) => state)).toEqual(['moved']);
    // The photo is put back, and its copy is damaged.
    put(photo, bytes);
    put(path.join(to, 'one.jpg'), noise(2, 5000));
    const report = await run(shoot, settings);
    expect(report.files.map(({ state }) => state)).toEqual(['failed']);
    expect(readFileSync(photo)).toEqual(bytes);
  });

  it('links and moves what a link leads to, and leaves that where it is', async () => {
    const shoot = temporaryFolder('shoot');
    const [to, elsewhere] = [temporaryFolder('to'), temporaryFolder('elsewhere')];
    const original = path.join(elsewhere, 'one.jpg');
    await writePicture(original, { seed: 1, width: 60, height: 40 });
    symlinkSync(path.relative(shoot, original), path.join(shoot, 'one.jpg'));
    const report = await run(shoot, { to, as: 'move', template: '{name}' });
    expect(report.files.map(({ state }) => state)).toEqual(['moved']);
    expect(sha256(path.join(to, 'one.jpg'))).toBe(sha256(original));
    expect(filesIn(shoot)).toEqual([]);
  });

  it('puts no photo away beside which one of the same name is wanted', async () => {
    const shoot = await makeShoot();
    // Lightroom's sidecar rejects the RAW alone; the JPEG of that name is another exposure, and a pick.
    put(
      path.join(shoot, 'day/pick.xmp'),
      XMP('xmpDM:pick="-1" photoshop:SidecarForExtension="CR3"'),
    );
    put(path.join(shoot, 'day/pick.jpg.xmp'), XMP('xmp:Rating="5" xmpDM:pick="1"'));
    const before = filesIn(shoot);
    const rejects = (await sets(shoot)).filter(({ set }) => set.name === 'pick');
    for (const to of ['folder', 'trash'] as const) {
      const { files } = await putAway(rejects, { to }, rooms);
      expect(files).toHaveLength(5);
      expect(new Set(files.map(({ error }) => error?.code))).toEqual(new Set(['reject-wanted']));
    }
    expect(filesIn(shoot)).toEqual(before);
  });

  it('says what it would do and does nothing when it is asked to', async () => {
    const shoot = await makeShoot();
    const to = path.join(temporaryFolder('dry'), 'not made');
    const report = await run(shoot, { to, as: 'move', template: '{name}', dryRun: true });
    expect(report.files.every(({ state }) => state === 'planned')).toBe(true);
    expect(existsSync(to)).toBe(false);
    expect(filesIn(shoot)).toHaveLength(9);
  });

  it('leaves another file of the same name, and a delivered sidecar that has changed since, with a word', async () => {
    const shoot = await makeShoot();
    const to = temporaryFolder('to');
    put(path.join(to, 'pick.jpg'), 'another');
    await run(shoot, { to, as: 'copy', template: '{name}' });
    expect(filesIn(to)).toEqual(
      expect.arrayContaining(['pick.jpg', 'pick-2.CR3', 'pick-2.jpg', 'pick-2.xmp']),
    );
    expect(readFileSync(path.join(to, 'pick.jpg'), 'utf8')).toBe('another');
    const delivered = sha256(path.join(to, 'pick-2.xmp'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    put(path.join(shoot, 'day/pick.xmp'), XMP('xmp:Rating="1"'));
    utimesSync(path.join(shoot, 'day/pick.xmp'), new Date(), new Date());
    const report = await run(shoot, { to, as: 'copy', template: '{name}' });
    const failed = report.files.filter(({ state }) => state === 'failed');
    expect(failed.map(({ error }) => error?.code)).toEqual(['target-exists']);
    expect(sha256(path.join(to, 'pick-2.xmp'))).toBe(delivered);
    expect(filesIn(to)).toHaveLength(10);
  });

  it('exports JPEGs of a size, with colours and metadata kept or stripped', async () => {
    const shoot = temporaryFolder('wide');
    const wide = path.join(shoot, 'wide.jpg');
    await sharp({
      create: { width: 400, height: 200, channels: 3, background: { r: 250, g: 20, b: 30 } },
    })
      .withExif({ IFD0: { Artist: 'Ann' } })
      .withMetadata({ orientation: 6 })
      .withIccProfile('p3')
      .jpeg()
      .toFile(wide);
    put(path.join(shoot, 'wide.xmp'), XMP('xmp:Rating="4"'));
    const look = async (settings: DeliverySettings['jpeg']) => {
      const to = temporaryFolder('jpeg');
      const report = await run(shoot, {
        to,
        as: 'jpeg',
        template: '{name}',
        ...(settings && { jpeg: settings }),
      });
      expect(report.files.map(({ state }) => state)).toEqual(['exported']);
      const file = path.join(to, 'wide.jpg');
      expect(sha256(file)).toBe(report.files[0]?.sha256);
      const { data } = await sharp(file, { ignoreIcc: true })
        .raw()
        .toBuffer({ resolveWithObject: true });
      return { ...(await sharp(file).metadata()), red: data[0] ?? 0 };
    };
    const kept = await look({ edge: 100, quality: 95, profile: 'keep', metadata: 'keep' });
    // It stood on its side: it is upright now, and says so.
    expect([kept.width, kept.height, kept.orientation ?? 1]).toEqual([50, 100, 1]);
    expect(kept.exif?.toString('latin1')).toContain('Ann');
    expect(kept.xmp?.toString()).toContain('Rating="4"');
    const source = await sharp(wide).metadata();
    expect(kept.icc).toEqual(source.icc);
    const red = (await sharp(wide, { ignoreIcc: true }).raw().toBuffer())[0] ?? 0;
    expect(Math.abs(kept.red - red)).toBeLessThan(4);
    const plain = await look({ quality: 80, profile: 'srgb', metadata: 'strip' });
    expect([plain.width, plain.height]).toEqual([200, 400]);
    expect([plain.exif, plain.xmp, plain.icc]).toEqual([undefined, undefined, undefined]);
    // The same colour has other numbers in sRGB.
    expect(plain.red - red).toBeGreaterThan(8);
    const own = await look({ quality: 80, profile: 'keep', metadata: 'strip' });
    expect([own.exif, own.xmp]).toEqual([undefined, undefined]);
    expect(own.icc).toBeDefined();
  });

  it('puts rejects beside their photos’ folder, with all that belongs to them', async () => {
    const shoot = await makeShoot();
    const rejects = (await sets(shoot)).filter(({ known: one }) => one.verdict?.flag === 'reject');
    await putAway(rejects, { to: 'folder' }, rooms);
    expect(filesIn(path.join(shoot, 'day/_Rejected'))).toEqual(['reject.jpg', 'reject.xmp']);
    expect(existsSync(path.join(shoot, 'day/reject.jpg'))).toBe(false);
    const trashHome = temporaryFolder('trash');
    const result = await keepers(['deliver', '--from', shoot, '--rejects', 'trash', '--json'], {
      KEEPERS_HOME: temporaryFolder('home'),
      HOME: trashHome,
      XDG_DATA_HOME: path.join(trashHome, 'share'),
    });
    expect(result.code, result.stderr).toBe(0);
    expect(existsSync(path.join(shoot, 'day/_Rejected/reject.jpg'))).toBe(false);
  });

  it.skipIf(underMount === undefined)(
    'stops at a full disk, and what was to be moved is still where it was (skipped where mounting is not allowed)',
    async () => {
      const shoot = await makeShoot();
      const to = temporaryFolder('small');
      await underMount?.(to, '32k', async () => {
        const report = await run(shoot, { to, as: 'move', template: '{name}' });
        expect(report.stopped?.code).toBe('disk-full');
        expect(filesIn(to).filter((name) => name.endsWith('.part'))).toEqual([]);
        expect(
          new Set([...filesIn(to), ...filesIn(shoot).map((name) => path.basename(name))]).size,
        ).toBe(9);
      });
      expect(filesIn(shoot).length).toBeGreaterThan(0);
    },
  );

  it('is a command that chooses by verdict', async () => {
    const shoot = await makeShoot();
    const to = temporaryFolder('to');
    const home = temporaryFolder('home');
    const command = ['deliver', '--from', shoot, '--to', to, '--json'];
    const dry = await keepers([...command, '--stars', '3+', '--dry-run'], { KEEPERS_HOME: home });
    expect(dry.code, dry.stderr).toBe(0);
    expect(
      dry.stdout.split('\n').filter((line) => line.includes('"planned"')).length,
    ).toBeGreaterThan(5);
    expect(filesIn(to)).toEqual([]);
    const picks = await keepers([...command, '--flag', 'pick'], { KEEPERS_HOME: home });
    expect(picks.code, picks.stderr).toBe(0);
    expect(filesIn(to)).toEqual(['pick.CR3', 'pick.WAV', 'pick.jpg', 'pick.xmp']);
    const refused = await keepers([...command, '--name', '../{name}'], { KEEPERS_HOME: home });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('would lead to another folder');
  });
});
