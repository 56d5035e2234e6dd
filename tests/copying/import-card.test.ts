import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportSettings } from '../../src-shared/bridge.ts';
import { contentIdentity } from '../../src-main/workflows/identity.ts';
import { importCard } from '../../src-main/workflows/copying/import-card.ts';
import { underMount } from '../support/mount.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { filesIn, noise, put, sha256, stateOf } from './card.ts';
import { makeCard, openRooms } from './support.ts';

async function run(
  settings: Omit<ImportSettings, 'template'> & { readonly template?: string },
  home?: string,
  signal?: AbortSignal,
) {
  const opened = openRooms(home);
  try {
    const report = await importCard({ template: '{date}/{name}', ...settings }, opened.rooms, {
      signal,
    });
    return { report, home: opened.home };
  } finally {
    await opened.close();
  }
}

const states = (report: { files: readonly { state: string }[] }) =>
  report.files.map(({ state }) => state).sort();

describe('importing a card', () => {
  it('copies everything, films and unknown files too, to both places, and leaves the card as it was', async () => {
    const card = await makeCard();
    const before = stateOf(card);
    const [to, also] = [temporaryFolder('to'), temporaryFolder('also')];
    const { report } = await run({ card, to, also });
    expect(report.notSafe).toEqual([]);
    expect(report.safeToErase).toBe(true);
    expect(report.files).toHaveLength(9);
    expect(new Set(states(report))).toEqual(new Set(['copied']));
    expect(report.skipped.map(({ path: file }) => path.basename(file))).toEqual(['.DS_Store']);
    expect(filesIn(to)).toEqual([
      '2026-05-31/IMG_0001.CR3',
      '2026-05-31/IMG_0001.JPG',
      '2026-05-31/IMG_0001.WAV',
      // Two photos of one name: neither is lost.
      '2026-05-31/IMG_0002-2.JPG',
      '2026-05-31/IMG_0002.JPG',
      '2026-05-31/IMG_0003.JPG',
      '2026-05-31/MVI_0004.MP4',
      '2026-05-31/SETTINGS.BIN',
      '2026-05-31/empty.txt',
    ]);
    expect(filesIn(also)).toEqual(filesIn(to));
    for (const { source, targets, sha256: hash } of report.files) {
      expect(targets).toHaveLength(2);
      for (const target of targets) expect(sha256(target)).toBe(hash);
      expect(sha256(source)).toBe(hash);
      expect(statSync(targets[0] ?? '').mtimeMs).toBe(statSync(source).mtimeMs);
    }
    expect(stateOf(card)).toEqual(before);
  });

  it('names RAW, JPEG and sound of one exposure alike, counted in the order of capture', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    const { report } = await run({ card, to, template: 'job {year}/shoot_{sequence:3}' });
    expect(report.safeToErase).toBe(true);
    const first = report.files.filter(({ source }) => source.includes('IMG_0001'));
    const stems = first.map(({ targets }) => path.parse(targets[0] ?? '').name);
    expect(first).toHaveLength(3);
    expect(new Set(stems).size).toBe(1);
    expect(stems[0]).toMatch(/^shoot_\d{3}$/);
    expect(new Set(filesIn(to).map((name) => path.parse(name).name)).size).toBe(7);
  });

  it('puts creator and copyright into the sidecars of all copies, merged with what a card’s sidecar says', async () => {
    const card = await makeCard();
    const theirs =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>';
    put(path.join(card, 'DCIM/100CANON/IMG_0003.xmp'), theirs);
    const before = stateOf(card);
    const [to, also] = [temporaryFolder('to'), temporaryFolder('also')];
    const rights = { creator: 'Ann Ä & Söhne', copyright: '© 2026 Ann' };
    const { report } = await run({ card, to, also, ...rights });
    expect(report.safeToErase).toBe(true);
    expect(stateOf(card)).toEqual(before);
    for (const place of [to, also]) {
      const merged = readFileSync(path.join(place, '2026-05-31/IMG_0003.xmp'), 'utf8');
      expect(merged).toContain('xmp:Rating="4"');
      for (const name of ['IMG_0003.xmp', 'IMG_0001.xmp', 'IMG_0001.JPG.xmp', 'MVI_0004.xmp']) {
        const text = readFileSync(path.join(place, '2026-05-31', name), 'utf8');
        expect(text, name).toContain('<rdf:li>Ann Ä &amp; Söhne</rdf:li>');
        expect(text, name).toContain('<rdf:li xml:lang="x-default">© 2026 Ann</rdf:li>');
      }
      // What is no picture gets no sidecar.
      expect(existsSync(path.join(place, '2026-05-31/SETTINGS.xmp'))).toBe(false);
    }
    const again = await run({ card, to, also, ...rights });
    expect(again.report.files.every(({ state }) => state === 'there' || state === 'copied')).toBe(
      true,
    );
  });

  it('knows by content what it has imported, whatever it is called now, and proves it before it calls the card safe', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    const { home } = await run({ card, to });
    renameSync(path.join(card, 'DCIM/100CANON'), path.join(card, 'DCIM/900CANON'));
    put(path.join(card, 'DCIM/900CANON/IMG_0009.JPG'), noise(99, 30_000));
    const other = temporaryFolder('other');
    const second = await run({ card, to: other }, home);
    expect(filesIn(other)).toEqual(['2026-05-31/IMG_0009.JPG', '2026-05-31/empty.txt']);
    expect(second.report.safeToErase).toBe(true);
    // A copy that was damaged since is no copy.
    put(path.join(to, '2026-05-31/MVI_0004.MP4'), noise(1, 1_500_000));
    const third = await run({ card, to: other }, home);
    expect(third.report.safeToErase).toBe(false);
    expect(third.report.notSafe[0]).toContain('1 file');
    const fourth = await run({ card, to: other, again: true }, home);
    expect(fourth.report.safeToErase).toBe(true);
    expect(filesIn(other)).toContain('2026-05-31/MVI_0004.MP4');
  });

  it('never overwrites: what lies there under the same name stays', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    put(path.join(to, '2026-05-31/IMG_0001.jpg'), 'another photo');
    put(path.join(to, '2026-05-31/IMG_0001.WAV'), 'another sound');
    const { report } = await run({ card, to });
    expect(report.safeToErase).toBe(true);
    expect(readFileSync(path.join(to, '2026-05-31/IMG_0001.WAV'), 'utf8')).toBe('another sound');
    const names = filesIn(to);
    for (const ending of ['CR3', 'JPG', 'WAV'])
      expect(names).toContain(`2026-05-31/IMG_0001-2.${ending}`);
  });

  it('goes on where it was cancelled, and says until then that the card is not safe', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    const controller = new AbortController();
    const opened = openRooms();
    const report = await importCard({ card, to, template: '{name}' }, opened.rooms, {
      signal: controller.signal,
      onFile: () => controller.abort(),
    });
    await opened.close();
    expect(report.stopped?.code).toBe('cancelled');
    expect(report.safeToErase).toBe(false);
    const there = filesIn(to).length;
    expect(there).toBeGreaterThan(0);
    expect(there).toBeLessThan(9);
    const { report: rest } = await run({ card, to, template: '{name}' }, opened.home);
    expect(rest.safeToErase).toBe(true);
    expect(filesIn(to)).toHaveLength(9);
    expect(states(rest).filter((state) => state === 'there').length).toBeGreaterThanOrEqual(there);
  });

  it('says so when the card is pulled, and goes on when it is back', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    const away = `${card}-pulled`;
    const opened = openRooms();
    const report = await importCard({ card, to, template: '{name}' }, opened.rooms, {
      onFile: () => existsSync(card) && renameSync(card, away),
    });
    await opened.close();
    expect(report.stopped?.code).toBe('card-gone');
    expect(report.safeToErase).toBe(false);
    expect(filesIn(to).filter((name) => name.endsWith('.part'))).toEqual([]);
    renameSync(away, card);
    const { report: rest } = await run({ card, to, template: '{name}' }, opened.home);
    expect(rest.safeToErase).toBe(true);
    expect(filesIn(to)).toHaveLength(9);
  });

  it('refuses templates that would leave the folder, and places that lie on the card', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    for (const template of [
      '../{name}',
      '{date}/../{name}',
      '/tmp/{name}',
      '{nam}',
      '{date}/',
      'C:{name}',
      '..\\{name}',
    ]) {
      await expect(run({ card, to, template }), template).rejects.toMatchObject({
        code: 'template-invalid',
      });
    }
    await expect(run({ card, to: path.join(card, 'copy') })).rejects.toMatchObject({
      code: 'places-overlap',
    });
    await expect(run({ card, to, also: path.join(to, 'second') })).rejects.toMatchObject({
      code: 'places-overlap',
    });
    expect(filesIn(to)).toEqual([]);
  });

  it('does not call a card safe whose copies were damaged since it was imported', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    const { home } = await run({ card, to });
    const film = path.join(to, '2026-05-31/MVI_0004.MP4');
    truncateSync(film, 1000);
    const { report } = await run({ card, to }, home);
    expect(report.safeToErase).toBe(false);
    expect(report.notSafe).toEqual([expect.stringContaining('1 file')]);
    expect(report.files.flatMap(({ error }) => error?.code ?? [])).toEqual(['copy-changed']);
    expect(statSync(film).size).toBe(1000);
    // One that was touched and holds the same is whole.
    put(film, noise(14, 1_500_000));
    utimesSync(film, new Date(), new Date());
    expect((await run({ card, to }, home)).report.safeToErase).toBe(true);
  });

  it('counts two names of one file as one copy', async () => {
    const film = noise(14, 1_500_000);
    const [disk, card, home] = [
      temporaryFolder('disk'),
      temporaryFolder('card'),
      temporaryFolder('home'),
    ];
    const names = ['one.mp4', 'two.mp4'].map((name) => path.join(disk, name));
    const [one = '', two = ''] = names;
    put(one, film);
    linkSync(one, two);
    put(path.join(card, 'MVI_0004.MP4'), film);
    const { rooms, close } = openRooms(home);
    const identity = await contentIdentity(one);
    const known = { identity, bytes: film.length, sha256: sha256(one) };
    rooms.catalogue.recordImports(names.map((name) => ({ ...known, path: name })));
    await close();
    const places = { to: temporaryFolder('a'), also: temporaryFolder('b') };
    const { report } = await run({ card, ...places }, home);
    expect(report.files.map(({ state }) => state)).toEqual(['known']);
    expect(report.files[0]?.targets).toHaveLength(1);
    expect(report.safeToErase).toBe(false);
    copyFileSync(one, `${two}.copy`);
    rmSync(two);
    renameSync(`${two}.copy`, two);
    expect((await run({ card, ...places }, home)).report.safeToErase).toBe(true);
  });

  it('takes a place by another name for what it is', async () => {
    const card = await makeCard();
    const folder = temporaryFolder('places');
    mkdirSync(path.join(folder, 'disk'));
    symlinkSync(path.join(folder, 'disk'), path.join(folder, 'mirror'));
    symlinkSync(path.join(card, 'MISC'), path.join(folder, 'onto the card'));
    const before = stateOf(card);
    const [to, also] = [path.join(folder, 'disk'), path.join(folder, 'mirror')];
    for (const places of [
      { to, also },
      { to, also: path.join(also, 'new') },
      { to: path.join(folder, 'onto the card/new') },
    ]) {
      await expect(run({ card, ...places })).rejects.toMatchObject({ code: 'places-overlap' });
    }
    expect(filesIn(to)).toEqual([]);
    expect(stateOf(card)).toEqual(before);
  });

  it('writes nothing below what it copies from, wherever the place lies', async () => {
    const place = temporaryFolder('place');
    const card = path.join(place, 'dump');
    put(path.join(card, 'IMG_0001.JPG'), noise(1, 1000));
    await expect(run({ card, to: place, template: '{folder}/{name}' })).rejects.toMatchObject({
      code: 'template-invalid',
    });
    expect(filesIn(card)).toEqual(['IMG_0001.JPG']);
  });

  it('takes names that begin with dots, and goes on with a journal of which a line is garbled', async () => {
    const card = await makeCard();
    put(path.join(card, '..hidden.jpg'), noise(3, 900));
    const to = temporaryFolder('to');
    const { report, home } = await run({ card, to, template: '{name}' });
    expect(report.safeToErase).toBe(true);
    expect(filesIn(to)).toContain('..hidden.jpg');
    const [journal = ''] = filesIn(path.join(home, 'transfers')).filter(
      (name) => !name.endsWith('.lock'),
    );
    const file = path.join(home, 'transfers', journal);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[1] = '\0\0{"type';
    writeFileSync(file, lines.join('\n'));
    const again = await run({ card, to, template: '{name}' }, home);
    expect(again.report.safeToErase).toBe(true);
    expect(filesIn(to)).toHaveLength(10);
  });

  it('says nothing of a folder without files', async () => {
    const { report } = await run({ card: temporaryFolder('empty'), to: temporaryFolder('to') });
    expect(report).toEqual({ files: [], skipped: [], notSafe: [] });
  });

  it('reports a name that the drive refuses on that file alone', async () => {
    const card = await makeCard();
    put(path.join(card, `${'n'.repeat(240)}.bin`), 'long');
    const to = temporaryFolder('to');
    const { report } = await run({ card, to, template: 'a good while before the name {name}' });
    const failed = report.files.filter(({ state }) => state === 'failed');
    expect(failed.map(({ error }) => error?.code)).toEqual(['name-refused']);
    expect(report.files.filter(({ state }) => state === 'copied')).toHaveLength(9);
    expect(report.safeToErase).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)(
    'does not call a card safe of which something cannot be read',
    async () => {
      const card = await makeCard();
      chmodSync(path.join(card, 'MISC'), 0);
      const { report } = await run({ card, to: temporaryFolder('to') });
      chmodSync(path.join(card, 'MISC'), 0o755);
      expect(report.safeToErase).toBe(false);
    },
  );

  it.skipIf(underMount === undefined)(
    'stops at a full disk with nothing half there, and goes on once there is room (skipped where mounting is not allowed)',
    async () => {
      const card = await makeCard();
      const to = temporaryFolder('small');
      await underMount?.(to, '2m', async () => {
        put(path.join(to, 'filler'), Buffer.alloc(1_200_000));
        const { report, home } = await run({ card, to });
        expect(report.stopped?.code).toBe('disk-full');
        expect(report.safeToErase).toBe(false);
        for (const name of filesIn(to)) expect(name).not.toMatch(/\.part$|MVI_0004/);
        rmSync(path.join(to, 'filler'));
        const { report: rest } = await run({ card, to }, home);
        expect(rest.safeToErase).toBe(true);
        for (const { targets, sha256: hash } of rest.files) {
          expect(sha256(targets[0] ?? '')).toBe(hash);
        }
      });
    },
  );

  it('refuses a second copying of the same while it is under way', async () => {
    const card = await makeCard();
    const to = temporaryFolder('to');
    mkdirSync(to, { recursive: true });
    const opened = openRooms();
    const settings = { card, to, template: '{name}' };
    const both = await Promise.allSettled([1, 2].map(() => importCard(settings, opened.rooms)));
    const refused = both.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(refused).toMatchObject([{ code: 'already-running' }]);
    expect(filesIn(to)).toHaveLength(9);
    await opened.close();
  });
});
