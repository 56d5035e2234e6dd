import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Task } from '../../src-shared/bridge.ts';
import type { Verdict } from '../../src-shared/verdict.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { contentIdentity } from '../../src-main/workflows/identity.ts';
import { Sidecars } from '../../src-main/workflows/sidecars.ts';
import { xmp } from '../metadata/support.ts';
import { underMount } from '../support/mount.ts';
import { temporaryFolder } from '../support/temporary.ts';

const PERSON = { kind: 'person', scoreVisible: false } as const;

async function until(condition: () => boolean, seconds = 20): Promise<void> {
  const giveUp = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > giveUp) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A catalogue of real files in a folder, and the workflow upon it. Nothing is stood in for. */
async function setUp(shoot: string, names: readonly string[]) {
  const catalogue = openCatalogue(path.join(temporaryFolder('sidecars-home'), 'catalogue.db'));
  const root = catalogue.addRoot(shoot, 'native').id;
  for (const name of names) {
    const file = path.join(shoot, name);
    if (existsSync(file)) continue;
    if (!name.endsWith('.jpg')) writeFileSync(file, `a RAW: ${name}`);
    else {
      const color = { r: names.indexOf(name), g: 80, b: 90 };
      await sharp({ create: { width: 16, height: 12, channels: 3, background: color } }).toFile(
        file,
      );
    }
  }
  const records = await Promise.all(
    names.map(async (name) => {
      const file = path.join(shoot, name);
      const info = statSync(file);
      return {
        path: file,
        format: name.endsWith('.jpg') ? ('jpeg' as const) : ('raw' as const),
        bytes: info.size,
        modifiedAt: info.mtimeMs,
        fileId: `${info.dev}:${info.ino}`,
        identity: await contentIdentity(file),
      };
    }),
  );
  const ids = catalogue.upsertFiles(root, records).added;
  const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
  const tasks: Task[] = [];
  const notices: string[] = [];
  const sidecars = new Sidecars(
    catalogue,
    metadata,
    {
      onChanged: () => undefined,
      onNotice: (message) => notices.push(message),
      onTask: (task) => tasks.push(task),
    },
    { retry: 100, longestRetry: 200 },
  );
  onTestFinished(async () => {
    await sidecars.close();
    await metadata.close();
    catalogue.close();
  });
  const photo = (id = ids[0] ?? 0) => {
    const [found] = catalogue.photos([id]);
    if (found === undefined) throw new Error(`no photo ${id}`);
    return found;
  };
  const decide = (change: Partial<Verdict>, of: readonly number[] = ids) => {
    catalogue.decide(
      of.map((id) => ({ id, change })),
      PERSON,
    );
    sidecars.wake();
  };
  return { catalogue, root, ids, metadata, sidecars, tasks, notices, photo, decide };
}

const shootFolder = () => temporaryFolder('sidecars-shoot');

describe('sources that disagree', () => {
  async function disagreeing() {
    const shoot = shootFolder();
    const all = await setUp(shoot, ['a.nef']);
    const photo = path.join(shoot, 'a.nef');
    writeFileSync(`${photo}.xmp`, xmp('xmp:Rating="2"'));
    utimesSync(`${photo}.xmp`, 1000, 1000);
    writeFileSync(path.join(shoot, 'a.xmp'), xmp('xmp:Rating="5"'));
    const [id = 0] = all.ids;
    await all.sidecars.adopt(id, photo);
    return { ...all, shoot, path: photo, id };
  }

  it('give the newest, and the photo shows what else is said', async () => {
    const { catalogue, photo, id, path: file } = await disagreeing();
    expect(photo()).toMatchObject({ verdict: { stars: 5 }, conflict: true, sidecar: 'written' });
    expect(catalogue.conflict(id)).toEqual([
      { stars: 2, where: 'sidecar', path: `${file}.xmp`, modifiedAt: 1_000_000 },
    ]);
    expect(catalogue.totals().conflicts).toBe(1);
    const sort = { by: 'name', direction: 'ascending' } as const;
    expect(catalogue.query({ conflict: true }, sort)).toEqual([id]);
  });

  it('a person settles it, and all files are made to say so', async () => {
    const { catalogue, sidecars, photo, id, path: file, shoot } = await disagreeing();
    catalogue.decide([{ id, change: { stars: 2 } }], PERSON);
    catalogue.settle(id);
    sidecars.wake();
    expect(photo()).not.toHaveProperty('conflict');
    await until(() => photo().sidecar === 'written');
    for (const name of [`${file}.xmp`, path.join(shoot, 'a.xmp')]) {
      expect(readFileSync(name, 'utf8')).toContain('xmp:Rating="2"');
    }
    await sidecars.adopt(id, file);
    expect(photo()).not.toHaveProperty('conflict');
  });

  it('any verdict of a person settles it too', async () => {
    const { photo, decide, id } = await disagreeing();
    decide({ flag: 'pick' }, [id]);
    expect(photo()).not.toHaveProperty('conflict');
    await until(() => photo().sidecar === 'written');
    expect(photo().verdict).toEqual({ stars: 5, flag: 'pick', color: 'none' });
  });

  it('what was embedded before the person decided is out of date, not in conflict', async () => {
    const shoot = shootFolder();
    const { metadata, photo, decide, sidecars, ids } = await setUp(shoot, ['a.jpg']);
    const file = path.join(shoot, 'a.jpg');
    await metadata.writeVerdict(
      file,
      { stars: 1, flag: 'none', color: 'red' },
      { profile: 'lightroom', embed: true },
    );
    await sidecars.adopt(ids[0] ?? 0, file);
    expect(photo().verdict).toEqual({ stars: 1, flag: 'none', color: 'red' });
    decide({ stars: 4 });
    await until(() => photo().sidecar === 'written');
    await sidecars.adopt(ids[0] ?? 0, file);
    expect(photo()).toMatchObject({ verdict: { stars: 4, color: 'red' } });
    expect(photo()).not.toHaveProperty('conflict');
    // But what another program embeds later counts, and our sidecar says something else then.
    await metadata.writeVerdict(
      file,
      { stars: 2, flag: 'none', color: 'red' },
      { profile: 'lightroom', embed: true },
    );
    writeFileSync(path.join(shoot, 'a.xmp'), xmp('xmp:Rating="3"'));
    utimesSync(path.join(shoot, 'a.xmp'), Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    await sidecars.adopt(ids[0] ?? 0, file);
    expect(photo()).toMatchObject({ verdict: { stars: 3 }, conflict: true });
  });

  it('a sidecar that cannot be parsed is marked, and read once it is mended', async () => {
    const shoot = shootFolder();
    const { photo, sidecars, ids, catalogue } = await setUp(shoot, ['a.nef']);
    const [id = 0] = ids;
    const file = path.join(shoot, 'a.nef');
    writeFileSync(path.join(shoot, 'a.xmp'), '<broken');
    await sidecars.adopt(id, file);
    expect(photo().sidecar).toBe('conflict');
    expect(catalogue.detail(id)?.sidecarError?.code).toBe('sidecar-invalid');
    writeFileSync(path.join(shoot, 'a.xmp'), xmp('xmp:Rating="3"'));
    await sidecars.noticeFile(id, file, 1);
    expect(photo()).toMatchObject({ sidecar: 'written', verdict: { stars: 3 } });
  });
});

describe('profiles', () => {
  it('write for the editors that are set, and all of it again when asked', async () => {
    const shoot = shootFolder();
    const { catalogue, sidecars, photo, decide } = await setUp(shoot, ['a.nef']);
    decide({ stars: 3 });
    await until(() => photo().sidecar === 'written');
    expect(readdirSync(shoot).sort()).toEqual(['a.nef', 'a.xmp']);
    catalogue.setSettings({ profile: 'darktable' });
    expect(catalogue.queueJudged()).toBe(1);
    sidecars.wake();
    await until(() => photo().sidecar === 'written');
    expect(readdirSync(shoot).sort()).toEqual(['a.nef', 'a.nef.xmp', 'a.xmp']);
  });

  it('embed where asked, and the photo is known as before', async () => {
    const shoot = shootFolder();
    const { catalogue, photo, decide, ids } = await setUp(shoot, ['a.jpg']);
    catalogue.setSettings({ embed: true });
    decide({ stars: 3 });
    await until(() => photo().sidecar === 'written');
    expect(readdirSync(shoot)).toEqual(['a.jpg']);
    const info = statSync(path.join(shoot, 'a.jpg'));
    expect(catalogue.workItem(ids[0] ?? 0)).toMatchObject({
      bytes: info.size,
      modifiedAt: info.mtimeMs,
    });
  });

  it('a photo that takes nothing gets its sidecar, and says why', async () => {
    const shoot = shootFolder();
    writeFileSync(path.join(shoot, 'a.jpg'), 'this is no picture');
    const { catalogue, photo, decide, ids } = await setUp(shoot, ['a.jpg']);
    catalogue.setSettings({ embed: true });
    decide({ stars: 3 });
    await until(() => photo().sidecar === 'failed');
    expect(catalogue.detail(ids[0] ?? 0)?.sidecarError?.code).toBe('embedded-invalid');
    expect(readFileSync(path.join(shoot, 'a.xmp'), 'utf8')).toContain('xmp:Rating="3"');
    expect(readFileSync(path.join(shoot, 'a.jpg'), 'utf8')).toBe('this is no picture');
  });
});

describe('a long batch', () => {
  const NAMES = Array.from({ length: 120 }, (_, index) => `${index}.nef`);

  it('shows its progress, stops within moments, and goes on where it was', async () => {
    const shoot = shootFolder();
    const { catalogue, sidecars, tasks, decide } = await setUp(shoot, NAMES);
    decide({ stars: 4 });
    await until(() => (sidecars.task?.done ?? 0) > 4);
    expect(sidecars.task).toMatchObject({ kind: 'write-sidecars', total: 120, state: 'running' });
    expect(sidecars.cancelTask(sidecars.task?.id ?? '')).toBe(true);
    await until(() => sidecars.task === undefined);
    const left = catalogue.totals().sidecarsPending;
    expect(left).toBeGreaterThan(0);
    expect(sidecars.paused).toBe(true);
    expect(tasks.at(-1)?.state).toBe('cancelled');
    const written = readdirSync(shoot).filter((name) => name.endsWith('.xmp')).length;
    expect(written).toBe(NAMES.length - left);
    // Verdicts that come meanwhile wait with the others.
    decide({ flag: 'pick' }, [catalogue.pendingSidecars(1)[0]?.id ?? 0]);
    expect(catalogue.totals().sidecarsPending).toBe(left);
    sidecars.resume();
    await until(() => catalogue.totals().sidecarsPending === 0);
    expect(readdirSync(shoot).filter((name) => name.endsWith('.xmp'))).toHaveLength(120);
    expect(readdirSync(shoot).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});

describe('where nothing can be written, the verdict stays, is marked, and is written when it can be', () => {
  it('a folder that is gone for a while', async () => {
    const shoot = shootFolder();
    const day = path.join(shoot, 'day');
    mkdirSync(day);
    const { photo, decide, ids } = await setUp(shoot, ['day/a.nef', 'day/b.nef']);
    renameSync(day, path.join(shoot, 'away'));
    decide({ stars: 3 });
    await until(() => ids.every((id) => photo(id).sidecar === 'failed'));
    expect(photo().verdict.stars).toBe(3);
    renameSync(path.join(shoot, 'away'), day);
    await until(() => ids.every((id) => photo(id).sidecar === 'written'));
    expect(readdirSync(day).sort()).toEqual(['a.nef', 'a.xmp', 'b.nef', 'b.xmp']);
  });

  it('a drive that is unplugged', async () => {
    const shoot = shootFolder();
    const { catalogue, root, photo, decide, sidecars } = await setUp(shoot, ['a.nef']);
    catalogue.setRootOnline(root, false);
    decide({ stars: 3 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(photo()).toMatchObject({ sidecar: 'pending', verdict: { stars: 3 } });
    expect(catalogue.totals().sidecarsPending).toBe(1);
    catalogue.setRootOnline(root, true);
    sidecars.wake();
    await until(() => photo().sidecar === 'written');
  });

  const canLock = (() => {
    const file = path.join(temporaryFolder('lock'), 'x');
    writeFileSync(file, '');
    const locked = spawnSync('chattr', ['+i', file]).status === 0;
    spawnSync('chattr', ['-i', file]);
    return locked;
  })();
  it.skipIf(!canLock)(
    'a sidecar that another program holds (skipped where no file can be made immutable)',
    async () => {
      const shoot = shootFolder();
      const { catalogue, photo, decide, ids } = await setUp(shoot, ['a.nef']);
      const sidecar = path.join(shoot, 'a.xmp');
      writeFileSync(sidecar, xmp('xmp:Rating="1"'));
      execFileSync('chattr', ['+i', sidecar]);
      try {
        decide({ stars: 3 });
        await until(() => photo().sidecar === 'failed');
        expect(catalogue.detail(ids[0] ?? 0)?.sidecarError).toMatchObject({ code: 'file-locked' });
        expect(readdirSync(shoot).sort()).toEqual(['a.nef', 'a.xmp']);
      } finally {
        execFileSync('chattr', ['-i', sidecar]);
      }
      await until(() => photo().sidecar === 'written');
      expect(readFileSync(sidecar, 'utf8')).toContain('xmp:Rating="3"');
    },
  );

  describe.skipIf(underMount === undefined)('(skipped where mounting is not allowed)', () => {
    it('a full disk', async () => {
      const shoot = shootFolder();
      await underMount?.(shoot, '128k', async () => {
        const { catalogue, photo, decide, notices } = await setUp(shoot, ['a.nef', 'b.nef']);
        const filler = path.join(shoot, 'filler');
        const { bavail, bsize } = statfsSync(shoot);
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
        decide({ stars: 3 });
        await until(() => notices.length > 0);
        expect(notices[0]).toMatch(/The disk is full/);
        expect(photo()).toMatchObject({ sidecar: 'pending', verdict: { stars: 3 } });
        expect(catalogue.totals().sidecarsPending).toBe(2);
        expect(readdirSync(shoot).sort()).toEqual(['a.nef', 'b.nef', 'filler']);
        unlinkSync(filler);
        await until(() => catalogue.totals().sidecarsPending === 0);
        expect(readdirSync(shoot).sort()).toEqual(['a.nef', 'a.xmp', 'b.nef', 'b.xmp']);
      });
    });

    it('a volume that is read-only for a while', async () => {
      const shoot = shootFolder();
      await underMount?.(shoot, '128k', async () => {
        const { catalogue, photo, decide, ids } = await setUp(shoot, ['a.nef', 'b.nef']);
        execFileSync('mount', ['-o', 'remount,ro', shoot]);
        decide({ stars: 3 });
        await until(() => ids.every((id) => photo(id).sidecar === 'failed'));
        expect(catalogue.detail(ids[0] ?? 0)?.sidecarError?.code).toBe('read-only-volume');
        execFileSync('mount', ['-o', 'remount,rw', shoot]);
        await until(() => ids.every((id) => photo(id).sidecar === 'written'));
      });
    });
  });
});
