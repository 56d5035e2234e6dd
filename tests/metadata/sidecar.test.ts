import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Verdict } from '../../src-shared/verdict.ts';
import { ChangedMeanwhile, replaceFile } from '../../src-main/metadata/replace-file.ts';
import { dataPath, hasData, repositoryRoot } from '../support/data.ts';
import {
  exiftool,
  exiftoolJson,
  exiv2,
  hasExifTool,
  hasExiv2,
  isRoot,
  openMetadata,
  temporaryFolder,
  xmp,
} from './support.ts';

const PICKED: Verdict = { stars: 4, flag: 'pick', color: 'green' };
const EMPTY: Verdict = { stars: 0, flag: 'none', color: 'none' };

/** A photo whose bytes do not matter. */
function photoIn(folder: string, name = 'photo.nef'): string {
  const file = path.join(folder, name);
  writeFileSync(file, 'a photo');
  return file;
}

async function picture(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  await sharp({ create: { width: 16, height: 12, channels: 3, background: '#456' } }).toFile(file);
  return file;
}

describe('where a sidecar is', () => {
  it('is named as Lightroom names it', () => {
    const metadata = openMetadata();
    expect(metadata.sidecarPath('/p/IMG_1.CR3')).toBe('/p/IMG_1.xmp');
    expect(metadata.sidecarPath('/p/a.b.jpg')).toBe('/p/a.b.xmp');
  });

  it('a new one of a RAW says so; the photo is not touched', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder, 'IMG_1.CR3');
    const before = statSync(photo, { bigint: true });
    const metadata = openMetadata();
    const written = await metadata.writeVerdict(photo, PICKED);
    const target = path.join(folder, 'IMG_1.xmp');
    expect(written).toEqual({
      path: target,
      modifiedAt: statSync(target).mtimeMs,
      files: [expect.objectContaining({ path: target, as: 'new-sidecar' })],
    });
    const text = readFileSync(target, 'utf8');
    expect(text).toContain('x:xmptk="Keepers"');
    expect(text).toContain('photoshop:SidecarForExtension="CR3"');
    expect(readdirSync(folder).sort()).toEqual(['IMG_1.CR3', 'IMG_1.xmp']);
    expect(statSync(photo, { bigint: true }).mtimeNs).toBe(before.mtimeNs);
    expect(await metadata.readVerdict(photo)).toEqual({
      ...PICKED,
      path: target,
      modifiedAt: written.modifiedAt,
    });
  });

  it('of equally new ones the extension form is read first, and both are written so that they agree', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    writeFileSync(`${photo}.xmp`, xmp('xmp:Rating="1"'));
    writeFileSync(path.join(folder, 'photo.xmp'), xmp('xmp:Rating="5"'));
    for (const name of ['photo.nef.xmp', 'photo.xmp']) utimesSync(path.join(folder, name), 9, 9);
    const metadata = openMetadata();
    expect(await metadata.readVerdict(photo)).toMatchObject({ stars: 1, path: `${photo}.xmp` });
    expect((await metadata.writeVerdict(photo, PICKED)).path).toBe(`${photo}.xmp`);
    for (const name of ['photo.nef.xmp', 'photo.xmp']) {
      expect(readFileSync(path.join(folder, name), 'utf8')).toContain('xmp:Rating="4"');
    }
  });

  it('one that says nothing about a verdict lets the next speak', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    writeFileSync(`${photo}.xmp`, xmp('dc:format="x"'));
    writeFileSync(path.join(folder, 'photo.XMP'), xmp('xmp:Rating="5"'));
    expect(await openMetadata().readVerdict(photo)).toMatchObject({ stars: 5 });
  });

  it('a shared one belongs to whom it names, and the other gets its own', async () => {
    const folder = temporaryFolder();
    const raw = photoIn(folder, 'IMG_1.NEF');
    const jpeg = await picture(folder, 'IMG_1.jpg');
    const metadata = openMetadata();
    await metadata.writeVerdict(raw, PICKED);
    expect(await metadata.readVerdict(jpeg)).toBeUndefined();
    await metadata.writeVerdict(jpeg, { stars: 1, flag: 'reject', color: 'none' });
    expect(readdirSync(folder).sort()).toEqual([
      'IMG_1.NEF',
      'IMG_1.jpg',
      'IMG_1.jpg.xmp',
      'IMG_1.xmp',
    ]);
    expect(await metadata.readVerdict(raw)).toMatchObject(PICKED);
    expect(await metadata.readVerdict(jpeg)).toMatchObject({ stars: 1, flag: 'reject' });
  });

  it('a JPEG written before its RAW does not take the shared name', async () => {
    const folder = temporaryFolder();
    const raw = photoIn(folder, 'IMG_1.NEF');
    const jpeg = await picture(folder, 'IMG_1.jpg');
    const metadata = openMetadata();
    await Promise.all([
      metadata.writeVerdict(jpeg, { ...EMPTY, stars: 2 }),
      metadata.writeVerdict(raw, PICKED),
    ]);
    expect(await metadata.readVerdict(raw)).toMatchObject(PICKED);
    expect(await metadata.readVerdict(jpeg)).toMatchObject({ stars: 2 });
  });

  it('one that names nobody is shared', async () => {
    const folder = temporaryFolder();
    const jpeg = await picture(folder, 'IMG_1.jpg');
    writeFileSync(path.join(folder, 'IMG_1.xmp'), xmp('xmp:Rating="3"'));
    expect(await openMetadata().readVerdict(jpeg)).toMatchObject({ stars: 3 });
  });

  it('is written under names with line breaks, dashes and emoji', async () => {
    const folder = temporaryFolder();
    const metadata = openMetadata();
    for (const name of ['-dash.nef', 'two\nlines.nef', '📷 fête.nef', ' .nef', '#.nef']) {
      const photo = photoIn(folder, name);
      await metadata.writeVerdict(photo, PICKED);
      expect(await metadata.readVerdict(photo)).toMatchObject(PICKED);
    }
  });
});

describe('clearing', () => {
  it('creates nothing where nothing is written down', async () => {
    const folder = temporaryFolder();
    const photo = await picture(folder, 'photo.jpg');
    expect(await openMetadata().writeVerdict(photo, EMPTY)).toEqual({ files: [] });
    expect(readdirSync(folder)).toEqual(['photo.jpg']);
  });

  it.skipIf(!hasExifTool)('creates one against what the photo itself says', async () => {
    const photo = await picture(temporaryFolder(), 'photo.jpg');
    exiftool('-overwrite_original', '-xmp:rating=3', photo);
    const metadata = openMetadata();
    expect(await metadata.readVerdict(photo)).toEqual({ stars: 3 });
    await metadata.writeVerdict(photo, EMPTY);
    expect(await metadata.readVerdict(photo)).toMatchObject(EMPTY);
  });

  it('empties the sidecar that is there', async () => {
    const photo = photoIn(temporaryFolder());
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, PICKED);
    await metadata.writeVerdict(photo, EMPTY);
    expect(await metadata.readVerdict(photo)).toMatchObject(EMPTY);
  });
});

describe.skipIf(!hasExifTool)(
  'XMP inside a photo, written by ExifTool (skipped without Perl)',
  () => {
    it.each(['jpg', 'tif', 'png', 'webp', 'avif'])('%s', async (extension) => {
      const photo = await picture(temporaryFolder(), `photo.${extension}`);
      exiftool(
        '-overwrite_original',
        '-XMP:Rating=2',
        '-XMP:Label=Blue',
        '-XMP-xmpDM:good=true',
        photo,
      );
      const metadata = openMetadata();
      expect(await metadata.readVerdict(photo)).toEqual({ stars: 2, color: 'blue', flag: 'pick' });
      // The sidecar goes before what is inside, but does not hide it while it says nothing.
      writeFileSync(metadata.sidecarPath(photo), xmp('dc:format="x"'));
      expect(await metadata.readVerdict(photo)).toMatchObject({ stars: 2 });
      writeFileSync(metadata.sidecarPath(photo), xmp('xmp:Rating="5"'));
      expect(await metadata.readVerdict(photo)).toMatchObject({ stars: 5 });
    });

    it.skipIf(!hasData)('DNG and CR3', async () => {
      const folder = temporaryFolder();
      const dng = path.join(folder, 'photo.dng');
      writeFileSync(dng, readFileSync(dataPath('photos/raw/canon-6d.dng') ?? ''));
      exiftool('-overwrite_original', '-XMP:Rating=2', dng);
      const metadata = openMetadata({ exiftool: { perl: '/nonexistent/perl' } });
      expect(await metadata.readVerdict(dng)).toEqual({ stars: 2 });
      // The camera's own rating.
      expect(await metadata.readVerdict(dataPath('photos/raw/canon-r6.cr3') ?? '')).toEqual({
        stars: 0,
      });
    });

    it('a JPEG whose packet is longer than a segment', async () => {
      const photo = await picture(temporaryFolder(), 'photo.jpg');
      writeFileSync(`${photo}.txt`, 'x'.repeat(150_000));
      exiftool('-overwrite_original', '-XMP:Rating=2', `-XMP-dc:Description<=${photo}.txt`, photo);
      const inside = readFileSync(photo);
      expect(inside.includes('http://ns.adobe.com/xmp/extension/')).toBe(true);
      expect(await openMetadata().readVerdict(photo)).toEqual({ stars: 2 });
    });

    it('a verdict in the extended part of a JPEG', async () => {
      const photo = await picture(temporaryFolder(), 'photo.jpg');
      const guid = '0123456789ABCDEF0123456789ABCDEF';
      const segment = (content: Buffer): Buffer => {
        const head = Buffer.from([0xff, 0xe1, 0, 0]);
        head.writeUInt16BE(content.length + 2, 2);
        return Buffer.concat([head, content]);
      };
      const extended = Buffer.from(xmp('xmp:Rating="3"'));
      const half = extended.length >> 1;
      const part = (offset: number, bytes: Buffer): Buffer => {
        const numbers = Buffer.alloc(8);
        numbers.writeUInt32BE(extended.length, 0);
        numbers.writeUInt32BE(offset, 4);
        return segment(
          Buffer.concat([
            Buffer.from(`http://ns.adobe.com/xmp/extension/\0${guid}`),
            numbers,
            bytes,
          ]),
        );
      };
      const main = xmp(
        `xmp:Label="Red" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"`,
      );
      const original = readFileSync(photo);
      writeFileSync(
        photo,
        Buffer.concat([
          original.subarray(0, 2),
          segment(Buffer.from(`http://ns.adobe.com/xap/1.0/\0${main}`)),
          part(half, extended.subarray(half)),
          part(0, extended.subarray(0, half)),
          original.subarray(2),
        ]),
      );
      expect(await openMetadata().readVerdict(photo)).toEqual({ stars: 3, color: 'red' });
    });

    it('a PNG with a compressed packet', async () => {
      const photo = await picture(temporaryFolder(), 'photo.png');
      const data = Buffer.concat([
        Buffer.from('iTXtXML:com.adobe.xmp\0\x01\0en\0title\0', 'latin1'),
        deflateSync(xmp('xmp:Rating="3"')),
      ]);
      const chunk = Buffer.alloc(data.length + 8);
      chunk.writeUInt32BE(data.length - 4, 0);
      data.copy(chunk, 4);
      const original = readFileSync(photo);
      writeFileSync(photo, Buffer.concat([original.subarray(0, 33), chunk, original.subarray(33)]));
      expect(await openMetadata().readVerdict(photo)).toEqual({ stars: 3 });
    });

    it('a broken packet says nothing', async () => {
      const photo = await picture(temporaryFolder(), 'photo.jpg');
      exiftool('-overwrite_original', '-XMP:Rating=2', photo);
      writeFileSync(
        photo,
        Buffer.from(
          readFileSync(photo).toString('latin1').replace('</rdf:RDF>', '</rdf:XXX>'),
          'latin1',
        ),
      );
      expect(await openMetadata().readVerdict(photo)).toBeUndefined();
    });
  },
);

describe('other tools', () => {
  it.skipIf(!hasExifTool)('ExifTool reads what we wrote, and we what it wrote', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, { stars: 3, flag: 'reject', color: 'yellow' });
    const sidecar = metadata.sidecarPath(photo);
    expect(exiftoolJson('-G1', '-XMP:all', sidecar)[0]).toMatchObject({
      'XMP-xmp:Rating': 3,
      'XMP-xmpDM:Pick': -1,
      'XMP-xmpDM:Good': false,
      'XMP-xmp:Label': 'Yellow',
      'XMP-photoshop:LabelColor': 'yellow',
      'XMP-photoshop:SidecarForExtension': 'NEF',
      'XMP-x:XMPToolkit': 'Keepers',
    });
    expect(exiftool('-validate', '-warning', '-a', sidecar).toString()).not.toMatch(/Warning/);

    const other = photoIn(folder, 'other.nef');
    exiftool(
      '-xmp:rating=3',
      '-xmp:label=Red',
      '-xmp-xmpDM:pick=1',
      path.join(folder, 'other.xmp'),
    );
    exiftool(
      '-overwrite_original',
      '-XMP-microsoft:RatingPercent=99',
      path.join(folder, 'other.xmp'),
    );
    expect(await metadata.readVerdict(other)).toMatchObject({
      stars: 3,
      flag: 'pick',
      color: 'red',
    });
    await metadata.writeVerdict(other, { ...EMPTY, stars: 1 });
    const after = exiftoolJson('-G1', path.join(folder, 'other.xmp'))[0];
    expect(after).toMatchObject({ 'XMP-xmp:Rating': 1, 'XMP-microsoft:RatingPercent': 1 });
    expect(after).not.toHaveProperty('XMP-xmp:Label');
  });

  it.skipIf(!hasExiv2)(
    'Exiv2 reads what we wrote, and we what it wrote (skipped without exiv2)',
    async () => {
      const folder = temporaryFolder();
      const photo = await picture(folder, 'photo.jpg');
      const metadata = openMetadata();
      await metadata.writeVerdict(photo, { stars: 3, flag: 'pick', color: 'red' });
      const sidecar = metadata.sidecarPath(photo);
      const told = exiv2('-PXkv', sidecar).replace(/ +/g, ' ');
      for (const line of ['Xmp.xmp.Rating 3', 'Xmp.xmpDM.good True', 'Xmp.xmp.Label Red']) {
        expect(told).toContain(line);
      }
      exiv2('-Mset Xmp.xmp.Rating 5', '-Mset Xmp.digiKam.PickLabel 1', 'modify', sidecar);
      expect(await metadata.readVerdict(photo)).toMatchObject({
        stars: 5,
        flag: 'reject',
        color: 'red',
      });
      await metadata.writeVerdict(photo, EMPTY);
      expect(exiv2('-PXkv', sidecar).replace(/ +/g, ' ')).toContain('Xmp.digiKam.PickLabel 0');
    },
  );

  const OWNED =
    /:(Rating|RatingPercent|Label|MetadataDate|Pick|Good|LabelColor|PickLabel|ColorLabel|Urgency|ColorClass|Tagged)$|^(SourceFile|System:|ExifTool:)/i;

  /** Everything that ExifTool sees in a sidecar but for what a verdict owns. */
  function meaning(file: string): unknown {
    const [tags = {}] = exiftoolJson('-G1', '-a', '-struct', file);
    return Object.fromEntries(Object.entries(tags).filter(([name]) => !OWNED.test(name)));
  }

  it
    .skipIf(!hasData || !hasExifTool)
    .each([
      'sidecars/lightroom-6.1.xmp',
      'sidecars/digikam-5.4.xmp',
      'sidecars/darktable.xmp',
      'raw/canon-6d.xmp',
    ])('nothing of %s is lost', async (name) => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const sidecar = path.join(folder, 'photo.xmp');
    writeFileSync(sidecar, readFileSync(dataPath(`photos/${name}`) ?? ''));
    const before = meaning(sidecar);
    expect(Object.keys(before as object).length).toBeGreaterThan(5);
    const metadata = openMetadata();
    for (const verdict of [PICKED, EMPTY, { stars: 1, flag: 'reject', color: 'red' } as const]) {
      await metadata.writeVerdict(photo, verdict);
      expect(meaning(sidecar)).toEqual(before);
      expect(await metadata.readVerdict(photo)).toMatchObject(verdict);
    }
  });
});

describe('what must not be written', () => {
  it('a sidecar that cannot be parsed is left byte for byte', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const sidecar = path.join(folder, 'photo.xmp');
    const metadata = openMetadata();
    for (const content of [
      '',
      'junk',
      xmp('xmp:Rating="3"').slice(0, -9),
      `<!DOCTYPE x>${xmp('')}`,
    ]) {
      writeFileSync(sidecar, content);
      const { mtimeNs } = statSync(sidecar, { bigint: true });
      const expected = { code: 'sidecar-invalid', message: expect.stringContaining(sidecar) };
      await expect(metadata.writeVerdict(photo, PICKED)).rejects.toMatchObject(expected);
      await expect(metadata.readVerdict(photo)).rejects.toMatchObject(expected);
      expect(readFileSync(sidecar, 'utf8')).toBe(content);
      expect(statSync(sidecar, { bigint: true }).mtimeNs).toBe(mtimeNs);
      expect(readdirSync(folder).sort()).toEqual(['photo.nef', 'photo.xmp']);
    }
  });

  it('the same verdict again', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const metadata = openMetadata();
    const first = await metadata.writeVerdict(photo, PICKED);
    const { ino, mtimeNs } = statSync(first.path ?? '', { bigint: true });
    expect(await metadata.writeVerdict(photo, PICKED)).toEqual({ ...first, files: [] });
    expect(statSync(first.path ?? '', { bigint: true })).toMatchObject({ ino, mtimeNs });
  });

  /** Runs `writeVerdict` in a process of its own, as another user where asked. */
  function writeElsewhere(photo: string, user?: number): string {
    const module = path.join(repositoryRoot, 'src-main/metadata/index.ts');
    const script = `
      const { createMetadata } = await import(${JSON.stringify(module)});
      const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
      ${user === undefined ? '' : `process.setgid(${user}); process.setuid(${user});`}
      await metadata.writeVerdict(${JSON.stringify(photo)}, { stars: 4, flag: 'pick', color: 'green' })
        .then((written) => console.log('written ' + written.path), (error) => console.log(error.code + ' ' + error.message));`;
    return spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    }).stdout.trim();
  }

  it('a folder without permission', () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    expect(writeElsewhere(photo, isRoot ? 65534 : undefined)).toMatch(
      /^read-only-volume .*read-only/,
    );
    expect(readdirSync(folder)).toEqual(['photo.nef']);
  });

  function mounted(options: string): string | undefined {
    const folder = temporaryFolder();
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'keepers-test', folder]);
    if (mount.status !== 0) return undefined;
    onTestFinished(() => {
      execFileSync('umount', [folder]);
    });
    return folder;
  }

  it.skipIf(!isRoot)('a full disk (skipped where nothing can be mounted)', async (context) => {
    const folder = mounted('size=64k') ?? context.skip('mount is not allowed here');
    const photo = photoIn(folder);
    const metadata = openMetadata();
    const sidecar = path.join(folder, 'photo.xmp');
    const content = xmp('xmp:Rating="1"', `<dc:x>${'long '.repeat(5000)}</dc:x>`);
    writeFileSync(sidecar, content);
    writeFileSync(path.join(folder, 'filler'), Buffer.alloc(20_000));
    await expect(metadata.writeVerdict(photo, PICKED)).rejects.toMatchObject({ code: 'disk-full' });
    expect(readFileSync(sidecar, 'utf8')).toBe(content);
    expect(readdirSync(folder).sort()).toEqual(['filler', 'photo.nef', 'photo.xmp']);
  });

  it.skipIf(!isRoot)(
    'a read-only volume (skipped where nothing can be mounted)',
    async (context) => {
      const folder = mounted('size=64k') ?? context.skip('mount is not allowed here');
      const photo = photoIn(folder);
      execFileSync('mount', ['-o', 'remount,ro', folder]);
      await expect(openMetadata().writeVerdict(photo, PICKED)).rejects.toMatchObject({
        code: 'read-only-volume',
      });
    },
  );

  it('a folder that is gone', async () => {
    const photo = path.join(temporaryFolder(), 'gone', 'photo.nef');
    await expect(openMetadata().writeVerdict(photo, PICKED)).rejects.toMatchObject({
      code: 'write-failed',
    });
  });
});

describe('safe replacement', () => {
  it('keeps permissions and links', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    mkdirSync(path.join(folder, 'elsewhere'));
    const real = path.join(folder, 'elsewhere', 'real.xmp');
    writeFileSync(real, xmp('xmp:Rating="1"'));
    chmodSync(real, 0o640);
    symlinkSync(real, path.join(folder, 'photo.xmp'));
    await openMetadata().writeVerdict(photo, PICKED);
    expect(readFileSync(real, 'utf8')).toContain('xmp:Rating="4"');
    expect((statSync(real).mode & 0o777).toString(8)).toBe('640');
    expect(readdirSync(path.join(folder, 'elsewhere'))).toEqual(['real.xmp']);
  });

  it('a file that is not what was read is not replaced', async () => {
    const file = path.join(temporaryFolder(), 'photo.xmp');
    writeFileSync(file, 'theirs');
    for (const expected of [undefined, Buffer.from('read before')]) {
      await expect(replaceFile(file, Buffer.from('ours'), expected)).rejects.toThrow(
        ChangedMeanwhile,
      );
    }
    expect(readFileSync(file, 'utf8')).toBe('theirs');
    expect(readdirSync(path.dirname(file))).toEqual(['photo.xmp']);
  });

  it('merges again while another program writes', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const sidecar = path.join(folder, 'photo.xmp');
    writeFileSync(sidecar, xmp('dc:count="0"'));
    // Another program that rewrites its own property, each time by rename, and counts how often its last value was gone.
    const script = `
      const { readFileSync, renameSync, writeFileSync } = require('node:fs');
      const file = ${JSON.stringify(sidecar)};
      let lost = 0;
      const read = (last) => {
        const text = readFileSync(file, 'utf8');
        if (!text.includes('dc:count="' + last + '"')) lost += 1;
        return text;
      };
      for (let n = 1; n <= 100; n += 1) {
        const text = read(n - 1).replace(/dc:count="\\d+"/, 'dc:count="' + n + '"');
        writeFileSync(file + '.other', text);
        renameSync(file + '.other', file);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);
      }
      read(100);
      console.log(lost);`;
    const other = spawn(process.execPath, ['-e', script]);
    const said = textOf(other.stdout);
    const ended = new Promise((resolve) => other.once('exit', resolve));
    const metadata = openMetadata();
    let running = true;
    void ended.then(() => (running = false));
    let round = 0;
    while (running) {
      round += 1;
      await metadata.writeVerdict(photo, { ...EMPTY, stars: round % 2 === 0 ? 1 : 5 });
    }
    // Between the last look at a file and its replacement lies the time of one system call, in which the other may write: rare,
    // where merging from what was read before would lose most.
    expect(Number(await said)).toBeLessThan(10);
    expect(readFileSync(sidecar, 'utf8')).toMatch(/dc:count="\d+"/);
    expect(round).toBeGreaterThan(3);
    expect(readdirSync(folder).sort()).toEqual(['photo.nef', 'photo.xmp']);
  });

  it('writes on one photo wait for one another', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const metadata = openMetadata();
    const rounds = [1, 2, 3, 4, 5, 0, 1, 2, 3, 4] as const;
    const all = await Promise.allSettled(
      rounds.map((stars) => metadata.writeVerdict(photo, { ...EMPTY, stars })),
    );
    expect(all.map(({ status }) => status)).not.toContain('rejected');
    expect(await metadata.readVerdict(photo)).toMatchObject({ stars: 4 });
    expect(readdirSync(folder).sort()).toEqual(['photo.nef', 'photo.xmp']);
  });

  it('a failed write does not hold up the next one', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    writeFileSync(path.join(folder, 'photo.xmp'), 'junk');
    const metadata = openMetadata();
    const first = metadata.writeVerdict(photo, PICKED);
    const second = metadata.writeVerdict(photo, PICKED);
    await expect(first).rejects.toMatchObject({ code: 'sidecar-invalid' });
    await expect(second).rejects.toMatchObject({ code: 'sidecar-invalid' });
    writeFileSync(path.join(folder, 'photo.xmp'), xmp(''));
    await expect(metadata.writeVerdict(photo, PICKED)).resolves.toHaveProperty('path');
  });

  it('killed at any moment, the sidecar is whole', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const sidecar = path.join(folder, 'photo.xmp');
    writeFileSync(sidecar, xmp('xmp:Rating="1"', `<dc:x>${'long '.repeat(20_000)}</dc:x>`));
    const module = path.join(repositoryRoot, 'src-main/metadata/index.ts');
    const script = `
      const { createMetadata } = await import(${JSON.stringify(module)});
      const metadata = createMetadata();
      console.log('started');
      for (let n = 0; ; n += 1) {
        await metadata.writeVerdict(${JSON.stringify(photo)}, { stars: n % 6, flag: 'pick', color: 'none' });
      }`;
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 13));
      child.kill('SIGKILL');
      await ended;
      const text = readFileSync(sidecar, 'utf8');
      expect(text).toMatch(/xmp:Rating="[0-5]"/);
      expect(text.trimEnd().endsWith('</x:xmpmeta>')).toBe(true);
    }
  });

  it('what a killed process left behind goes with the next write', async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const module = path.join(repositoryRoot, 'src-main/metadata/index.ts');
    const script = `
      import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      fs.rename = async () => process.kill(process.pid, 'SIGKILL');
      syncBuiltinESMExports();
      const { createMetadata } = await import(${JSON.stringify(module)});
      await createMetadata().writeVerdict(${JSON.stringify(photo)}, { stars: 1, flag: 'pick', color: 'none' });`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
    expect(signal).toBe('SIGKILL');
    const left = readdirSync(folder).filter((name) => name !== 'photo.nef');
    expect(left).toEqual([expect.stringMatching(/^\.photo\.xmp\.keepers-.*\.tmp$/)]);
    await openMetadata().writeVerdict(photo, PICKED);
    expect(readdirSync(folder).sort()).toEqual(['photo.nef', 'photo.xmp']);
  });

  it("leaves a running process's temporary file alone", async () => {
    const folder = temporaryFolder();
    const photo = photoIn(folder);
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, PICKED);
    // Another host's is old after ten minutes; this one is new.
    const theirs = path.join(folder, '.photo.xmp.keepers-00000000-1-abcd.tmp');
    writeFileSync(theirs, 'x');
    await metadata.writeVerdict(photo, EMPTY);
    expect(existsSync(theirs)).toBe(true);
  });
});
