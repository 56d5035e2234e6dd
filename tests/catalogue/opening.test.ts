import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openCatalogue, openCatalogueReader } from '../../src-main/catalogue/index.ts';
import { openForWriting } from '../../src-main/catalogue/open.ts';
import {
  addPhotos,
  afterwards,
  damagePage,
  newCatalogue,
  photo,
  temporaryFolder,
} from './support.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A file system of its own, unmounted after the test; false where mounting is not allowed. */
function mount(folder: string, options: string): boolean {
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  if (status !== 0) return false;
  afterwards(() => spawnSync('umount', ['-l', folder]));
  return true;
}

describe('opening a catalogue', () => {
  it('creates a missing file and finds everything again', () => {
    const { catalogue, reopen } = newCatalogue();
    const [id = 0] = addPhotos(catalogue, ['a.jpg']);
    catalogue.decide([{ id, change: { stars: 4 } }], { kind: 'person', scoreVisible: false });
    const again = reopen();
    expect(again.roots()).toMatchObject([{ path: '/photos', photos: 1, watch: 'native' }]);
    expect(photo(again, id).verdict.stars).toBe(4);
  });

  it('takes an empty file, as a kill at the first start leaves it, for a new catalogue', () => {
    const file = path.join(temporaryFolder(), 'catalogue.db');
    writeFileSync(file, '');
    const catalogue = openCatalogue(file);
    afterwards(() => catalogue.close());
    expect(catalogue.totals().photos).toBe(0);
  });

  it('writes ahead, and waits for the disk at every commit', () => {
    const connection = openForWriting(path.join(temporaryFolder(), 'catalogue.db'));
    expect(connection.pragma('journal_mode')).toBe('wal');
    // 2 is FULL: a power cut loses nothing that was committed.
    expect(connection.pragma('synchronous')).toBe(2);
    expect(connection.pragma('foreign_keys')).toBe(1);
    expect(connection.pragma('busy_timeout')).toBeGreaterThan(0);
    connection.close();
  });

  it('refuses one from a newer Keepers and leaves it untouched', () => {
    const { catalogue, file } = newCatalogue();
    catalogue.close();
    const database = new Database(file);
    database.pragma('user_version = 999');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const before = readFileSync(file);
    expect(() => openCatalogue(file)).toThrow(expect.objectContaining({ code: 'catalogue-newer' }));
    expect(() => openCatalogueReader(file)).toThrow(
      expect.objectContaining({ code: 'catalogue-newer' }),
    );
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  const damages: Record<string, (file: string) => void> = {
    'a text file': (file) => writeFileSync(file, 'These are not the photos. '.repeat(400)),
    'another program’s database': (file) => {
      const database = new Database(file);
      database.exec('CREATE TABLE song (title TEXT)');
      database.close();
    },
    'a catalogue cut short': (file) => {
      const catalogue = openCatalogue(file);
      addPhotos(
        catalogue,
        Array.from({ length: 2000 }, (_, index) => `${index}.jpg`),
      );
      catalogue.close();
      truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096);
    },
    'a catalogue with a table of noise': (file) => {
      openCatalogue(file).close();
      damagePage(file, 'decision');
    },
    'a catalogue with a schema of noise': (file) => {
      openCatalogue(file).close();
      const bytes = readFileSync(file);
      bytes.fill(0x5a, 100, 4096);
      writeFileSync(file, bytes);
    },
  };
  it.each(Object.keys(damages))('refuses %s and leaves it untouched', (name) => {
    const file = path.join(temporaryFolder(), 'catalogue.db');
    damages[name]?.(file);
    const before = readFileSync(file);
    for (const open of [openCatalogue, openCatalogueReader]) {
      expect(() => open(file)).toThrow(expect.objectContaining({ code: 'catalogue-damaged' }));
    }
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('says so when damage is met later', () => {
    const { catalogue, file } = newCatalogue();
    const names = Array.from({ length: 2000 }, (_, index) => `${index}.jpg`);
    const ids = addPhotos(catalogue, names);
    catalogue.close();
    const bytes = readFileSync(file);
    // The pages of one photo, found by its identity: its row's, and an index's.
    const mark = Buffer.from('id-1000.jpg');
    for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark)) {
      const page = Math.floor(at / 4096) * 4096;
      bytes.fill(0x5a, page, page + 4096);
    }
    writeFileSync(file, bytes);
    const damaged = openCatalogue(file);
    afterwards(() => damaged.close());
    expect(() => damaged.photos(ids)).toThrow(
      expect.objectContaining({ code: 'catalogue-damaged' }),
    );
  });

  it('says that the folder is missing', () => {
    const file = path.join(temporaryFolder(), 'nowhere', 'catalogue.db');
    expect(() => openCatalogue(file)).toThrow(expect.objectContaining({ code: 'folder-missing' }));
  });

  it.skipIf(!canMount)('says that a volume is read-only (needs root to mount one)', (context) => {
    const folder = path.join(temporaryFolder(), 'volume');
    if (!mount(folder, 'size=4m')) return context.skip('mounting is not allowed here');
    const file = path.join(folder, 'catalogue.db');
    openCatalogue(file).close();
    spawnSync('mount', ['-o', 'remount,ro', folder]);
    expect(() => openCatalogue(file)).toThrow(
      expect.objectContaining({
        code: 'write-failed',
        message: expect.stringContaining('read-only'),
      }),
    );
  });

  it.skipIf(!canMount)('survives a full disk (needs root to mount a small one)', (context) => {
    const folder = path.join(temporaryFolder(), 'volume');
    if (!mount(folder, 'size=2m')) return context.skip('mounting is not allowed here');
    const file = path.join(folder, 'catalogue.db');
    const catalogue = openCatalogue(file);
    const ids = addPhotos(catalogue, ['a.jpg', 'b.jpg']);
    const acknowledged: number[] = [];
    let failure: unknown;
    try {
      for (let count = 0; count < 100_000; count++) {
        const stars = (1 + (count % 5)) as 1 | 2 | 3 | 4 | 5;
        catalogue.decide([{ id: ids[0] ?? 0, change: { stars } }], {
          kind: 'person',
          scoreVisible: false,
        });
        acknowledged.push(stars);
      }
    } catch (thrown) {
      failure = thrown;
    }
    expect(failure).toMatchObject({ code: 'disk-full' });
    expect(acknowledged.length).toBeGreaterThan(10);
    // Reading goes on, with the last verdict that was acknowledged.
    expect(photo(catalogue, ids[0] ?? 0).verdict.stars).toBe(acknowledged.at(-1));
    spawnSync('mount', ['-o', 'remount,size=16m', folder]);
    // And so does deciding, once there is space again.
    catalogue.decide([{ id: ids[1] ?? 0, change: { flag: 'pick' } }], {
      kind: 'person',
      scoreVisible: false,
    });
    catalogue.close();
    const again = openCatalogue(file);
    expect(photo(again, ids[0] ?? 0).verdict.stars).toBe(acknowledged.at(-1));
    expect(photo(again, ids[1] ?? 0).verdict.flag).toBe('pick');
    expect(again.detail(ids[0] ?? 0)?.history).toHaveLength(acknowledged.length);
    again.close();
  });
});

describe('a reader beside the writer', () => {
  it('sees what is committed and cannot write', () => {
    const { catalogue, file } = newCatalogue();
    const [id = 0] = addPhotos(catalogue, ['a.jpg']);
    const reader = openCatalogueReader(file);
    afterwards(() => reader.close());
    expect(reader.photos([id])[0]?.verdict.stars).toBe(0);
    catalogue.decide([{ id, change: { stars: 5 } }], { kind: 'person', scoreVisible: false });
    expect(reader.photos([id])[0]?.verdict.stars).toBe(5);
    expect(reader.canUndo()).toBe('5 stars on 1 photo');
    expect('decide' in reader).toBe(false);
  });

  it('refuses a missing file and makes none', () => {
    const file = path.join(temporaryFolder(), 'catalogue.db');
    expect(() => openCatalogueReader(file)).toThrow(
      expect.objectContaining({ code: 'file-missing' }),
    );
    expect(existsSync(file)).toBe(false);
  });

  it('refuses one that no writer has brought up to date', () => {
    const file = path.join(temporaryFolder(), 'catalogue.db');
    writeFileSync(file, '');
    expect(() => openCatalogueReader(file)).toThrow(expect.objectContaining({ code: 'bad-usage' }));
  });
});
