import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expired } from '../../src-main/backup/index.ts';
import { Backups, lookAtBackup, restoreBackup } from '../../src-main/engine/backups.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { portPair } from '../../src-shared/port.ts';
import { openTestEngine, photosByName, untilSettled } from '../support/engine.ts';
import { underMount } from '../support/mount.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

async function judgedLibrary(home: string, shoot: string) {
  for (const seed of [1, 2, 3]) await writePicture(path.join(shoot, `${seed}.jpg`), { seed });
  const opened = await openTestEngine(home);
  await opened.client.request('roots.add', { path: shoot });
  await untilSettled(opened.client, 3);
  const photos = await photosByName(opened.client);
  await opened.client.request('verdicts.apply', {
    ids: [photos.get('2.jpg')?.id ?? 0],
    change: { stars: 4, flag: 'pick' },
    scoreVisible: true,
  });
  return opened;
}

describe('a backup', () => {
  it('brings verdicts, settings and profiles to another machine with other drives, and keeps what was there', async () => {
    const [home, shoot] = [temporaryFolder('home'), path.join(temporaryFolder('drive'), 'shoot')];
    mkdirSync(shoot);
    mkdirSync(path.join(home, 'profiles'));
    writeFileSync(path.join(home, 'profiles/taste.json'), '{"mine":true}');
    const opened = await judgedLibrary(home, shoot);
    const file = path.join(temporaryFolder('backups'), 'library.keepers-backup');
    await opened.client.request('settings.set', { theme: 'grey' });
    const made = await opened.client.request('backup.create', { path: file });
    expect(made.roots).toEqual([{ path: shoot, exists: true }]);
    expect(made.photos).toBe(3);
    // Nothing is replaced.
    await expect(opened.client.request('backup.create', { path: file })).rejects.toMatchObject({
      code: 'target-exists',
    });
    const other = temporaryFolder('other');
    await expect(restoreBackup({ home }, file, [])).rejects.toMatchObject({
      code: 'engine-running',
    });
    await opened.close();

    const moved = path.join(temporaryFolder('second drive'), 'photos', 'shoot');
    mkdirSync(path.dirname(moved));
    renameSync(shoot, moved);
    openCatalogue(path.join(other, 'catalogue.db')).close();
    await restoreBackup({ home: other }, file, [{ from: shoot, to: moved }]);
    expect(readFileSync(path.join(other, 'profiles/taste.json'), 'utf8')).toBe('{"mine":true}');
    expect(readdirSync(other).some((name) => name.startsWith('before-restore-'))).toBe(true);
    const again = await openTestEngine(other);
    try {
      expect((await again.client.request('settings.get', {})).theme).toBe('grey');
      const { roots } = await untilSettled(again.client, 3);
      expect(roots.map((root) => [root.path, root.online])).toEqual([[moved, true]]);
      const judged = (await photosByName(again.client)).get('2.jpg');
      expect(judged?.verdict).toMatchObject({ stars: 4, flag: 'pick' });
    } finally {
      await again.close();
    }
  }, 120_000);

  it('takes an open library’s place at once, for every client, but not while files are copied', async () => {
    const [home, shoot] = [temporaryFolder('home'), temporaryFolder('shoot')];
    const opened = await judgedLibrary(home, shoot);
    const file = path.join(temporaryFolder('backups'), 'library.keepers-backup');
    await opened.client.request('backup.create', { path: file });
    const [photo] = (await photosByName(opened.client)).values();
    await opened.client.request('verdicts.apply', {
      ids: [photo?.id ?? 0],
      change: { color: 'red' },
      scoreVisible: true,
    });
    const joined = await openTestEngine(home);
    expect(joined.engine.role).toBe('joined');

    const card = temporaryFolder('card');
    writeFileSync(path.join(card, 'MVI_1.MP4'), Buffer.alloc(64 << 20, 7));
    const begun = new Promise<void>((resolve) => {
      joined.client.on('task.progress', ({ kind, state }) => {
        if (kind === 'import' && state === 'running') resolve();
      });
    });
    const copying = joined.client.request('import.run', {
      ...{ card, to: temporaryFolder('to'), template: '{name}' },
    });
    await begun;
    await expect(
      opened.client.request('backup.restore', { path: file, moves: [] }),
    ).rejects.toMatchObject({ code: 'engine-busy' });
    expect((await copying).safeToErase).toBe(true);

    await joined.client.request('backup.restore', { path: file, moves: [] });
    await expect
      .poll(() => joined.client.request('status', {}).catch((thrown: unknown) => thrown))
      .toMatchObject({ code: 'disconnected' });
    const [ours, theirs] = portPair();
    opened.engine.connect(theirs);
    const client = new BridgeClient(ours);
    const photos = await photosByName(client);
    expect(photos.get('2.jpg')?.verdict).toMatchObject({ stars: 4, flag: 'pick' });
    expect(readdirSync(home).some((name) => name.startsWith('before-restore-'))).toBe(true);
    expect(readdirSync(home)).not.toContain('restore');
    client.close();
    await joined.close();
    await opened.close();
  }, 120_000);

  it('that is damaged anywhere changes nothing', async () => {
    const home = temporaryFolder('home');
    const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
    const backups = new Backups({ home, version: '0', catalogue }, () => undefined);
    const file = path.join(home, 'whole.keepers-backup');
    await backups.create(file);
    catalogue.close();
    const whole = readFileSync(file);
    const before = readdirSync(home).sort();
    const broken = path.join(temporaryFolder('broken'), 'broken.keepers-backup');
    for (const at of [0, 11, Math.floor(whole.length / 2), whole.length - 4]) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      writeFileSync(broken, bytes);
      await expect(restoreBackup({ home }, broken, []), `byte ${at}`).rejects.toMatchObject({
        code: 'backup-invalid',
      });
    }
    for (const length of [0, 100, whole.length - 100]) {
      writeFileSync(broken, whole.subarray(0, length));
      await expect(lookAtBackup(broken), `${length} bytes`).rejects.toMatchObject({
        code: 'backup-invalid',
      });
    }
    expect(
      readdirSync(home)
        .filter((name) => name !== 'engine.lock')
        .sort(),
    ).toEqual(before);
  });

  it.skipIf(underMount === undefined)(
    'that finds no room leaves none behind (skipped where mounting is not allowed)',
    async () => {
      const home = temporaryFolder('home');
      const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
      const backups = new Backups({ home, version: '0', catalogue }, () => undefined);
      const place = temporaryFolder('small');
      await underMount?.(place, '4k', async () => {
        await expect(backups.create(path.join(place, 'a.keepers-backup'))).rejects.toMatchObject({
          code: 'disk-full',
        });
        expect(readdirSync(place)).toEqual([]);
      });
      catalogue.close();
    },
  );

  it('is made once a day for a library that holds something', async () => {
    const home = temporaryFolder('home');
    const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
    let photos = 0;
    const rooms = {
      home,
      version: '0',
      catalogue: { ...catalogue, totals: () => ({ ...catalogue.totals(), photos }) },
    };
    const backups = new Backups(rooms, () => undefined);
    await backups.daily(new Date(2026, 0, 1, 12));
    expect(await backups.list()).toEqual([]);
    photos = 1;
    for (let day = 1; day <= 9; day++) {
      await backups.daily(new Date(2026, 0, day, 12));
      await backups.daily(new Date(2026, 0, day, 18));
    }
    const days = (await backups.list()).map(({ day }) => day);
    expect(days).toHaveLength(new Set(days).size);
    expect(days.slice(0, 7)).toEqual([9, 8, 7, 6, 5, 4, 3].map((day) => `2026-01-0${day}`));
    catalogue.close();
  });

  it('of the rota stays for seven days, four weeks and twelve months', () => {
    const days = Array.from({ length: 500 }, (_, at) =>
      new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10),
    );
    let kept: string[] = [];
    for (const day of days) {
      kept.push(day);
      const gone = new Set(expired(kept));
      kept = kept.filter((one) => !gone.has(one));
    }
    expect(kept.length).toBeLessThanOrEqual(7 + 4 + 12);
    expect(kept.slice(-7)).toEqual(days.slice(-7));
    expect(new Set(kept.map((day) => day.slice(0, 7))).size).toBeGreaterThanOrEqual(12);
  });
});

describe('a folder that was moved', () => {
  it('is found again by its contents, with every verdict; another folder is refused', async () => {
    const [home, drive] = [temporaryFolder('home'), temporaryFolder('drive')];
    const shoot = path.join(drive, 'shoot');
    mkdirSync(shoot);
    const first = await judgedLibrary(home, shoot);
    const { roots } = await first.client.request('status', {});
    await first.close();
    const now = path.join(drive, 'archive');
    renameSync(shoot, now);
    const stranger = path.join(drive, 'stranger');
    mkdirSync(stranger);
    await writePicture(path.join(stranger, '1.jpg'), { seed: 99 });
    const opened = await openTestEngine(home);
    try {
      const rootId = roots[0]?.id ?? 0;
      await expect(
        opened.client.request('roots.relink', { rootId, path: stranger }),
      ).rejects.toMatchObject({ code: 'relink-mismatch' });
      const compared = await opened.client.request('roots.relink', { rootId, path: now });
      expect(compared).toEqual({ looked: 3, found: 3 });
      await untilSettled(opened.client, 3);
      expect((await photosByName(opened.client)).get('2.jpg')?.verdict.stars).toBe(4);
      copyFileSync(path.join(now, '1.jpg'), path.join(now, '4.jpg'));
      await untilSettled(opened.client, 4);
      expect(existsSync(shoot)).toBe(false);
    } finally {
      await opened.close();
    }
  }, 120_000);
});
