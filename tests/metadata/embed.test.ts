import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src-shared/verdict.ts';
import { dataPath } from '../support/data.ts';
import {
  exiftool,
  exiftoolJson,
  exiv2,
  hasExifTool,
  hasExiv2,
  openMetadata,
  temporaryFolder,
  xmp,
} from './support.ts';

const PICKED: Verdict = { stars: 4, flag: 'pick', color: 'green' };
const EMPTY: Verdict = { stars: 0, flag: 'none', color: 'none' };
const EMBED = { profile: 'lightroom', embed: true } as const;

async function picture(name: string): Promise<string> {
  const file = path.join(temporaryFolder(), name);
  await sharp({ create: { width: 64, height: 48, channels: 3, background: '#456' } })
    .withMetadata({ exif: { IFD0: { Make: 'Someone', Copyright: 'A. N. Other' } } })
    .toFile(file);
  return file;
}

/** Everything that ExifTool knows of a file but its XMP, and where things lie. */
function rest(file: string): Record<string, unknown> {
  const [tags = {}] = exiftoolJson(
    ...[
      '-G1',
      '-a',
      '-u',
      '-ImageDataHash',
      '-api',
      'requestall=3',
      '--XMP:all',
      '--System:all',
      file,
    ],
  );
  const moved = /SourceFile|FileSize|ExifTool|ApplicationNotes|Offset|Start$/;
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !moved.test(name)));
}

/** What ExifTool finds wrong with how a file is built. */
function complaints(file: string): string[] {
  const said = exiftool('-validate', '-warning', '-error', '-a', file).toString();
  // A file without XMP is allowed to have none.
  return said.split('\n').filter((line) => /^(Warning|Error)/.test(line));
}

/** The pixels as they are decoded. */
async function pixels(file: string): Promise<Buffer> {
  return await sharp(file).raw().toBuffer();
}

describe.skipIf(!hasExifTool)('a verdict inside the photo (skipped without Perl)', () => {
  it.each(['photo.jpg', 'photo.tif'])(
    '%s: others read it, and nothing else changes',
    async (name) => {
      const photo = await picture(name);
      const before = readFileSync(photo);
      const [facts, image, complaintsBefore] = [
        rest(photo),
        await pixels(photo),
        complaints(photo),
      ];
      const metadata = openMetadata();
      const written = await metadata.writeVerdict(photo, PICKED, EMBED);
      expect(written).toEqual({
        path: photo,
        modifiedAt: statSync(photo).mtimeMs,
        files: [expect.objectContaining({ path: photo, as: 'embedded' })],
      });
      expect(readdirSync(path.dirname(photo))).toEqual([name]);
      expect(await metadata.readVerdict(photo)).toEqual(PICKED);
      expect(exiftoolJson('-G1', '-XMP:all', photo)[0]).toMatchObject({
        'XMP-xmp:Rating': 4,
        'XMP-xmpDM:Pick': 1,
        'XMP-photoshop:LabelColor': 'green',
      });
      expect(complaints(photo)).toEqual(complaintsBefore);
      expect(rest(photo)).toEqual(facts);
      expect((await pixels(photo)).equals(image)).toBe(true);
      // All bytes of before are there, in their order, but for those that say where the directory lies.
      const after = readFileSync(photo);
      if (name.endsWith('.tif')) {
        expect(after.subarray(8, before.length).equals(before.subarray(8))).toBe(true);
      } else {
        const added = after.length - before.length;
        const at = after.indexOf('http://ns.adobe.com/xap/1.0/') - 4;
        expect(
          Buffer.concat([after.subarray(0, at), after.subarray(at + added)]).equals(before),
        ).toBe(true);
      }
      // A change in place costs a TIFF nothing; the same again is no write at all.
      await metadata.writeVerdict(photo, { ...PICKED, stars: 1 }, EMBED);
      if (name.endsWith('.tif')) expect(statSync(photo).size).toBe(after.length);
      expect(await metadata.readVerdict(photo)).toEqual({ ...PICKED, stars: 1 });
      const { ino } = statSync(photo);
      expect((await metadata.writeVerdict(photo, { ...PICKED, stars: 1 }, EMBED)).files).toEqual(
        [],
      );
      expect(statSync(photo).ino).toBe(ino);
    },
  );

  it('a big-endian TIFF with a packet of its own, and a linked photo', async () => {
    const photo = await picture('photo.tif');
    // ExifTool writes the file anew in the other byte order.
    exiftool('-overwrite_original', '-all=', '-ExifByteOrder=MM', '-XMP-dc:Title=kept', photo);
    const link = path.join(temporaryFolder(), 'link.tif');
    symlinkSync(photo, link);
    await openMetadata().writeVerdict(link, PICKED, EMBED);
    expect(exiftoolJson('-XMP:all', photo)[0]).toMatchObject({ Title: 'kept', Rating: 4 });
    expect(await openMetadata().readVerdict(link)).toEqual(PICKED);
    expect(readdirSync(path.dirname(link))).toEqual(['link.tif']);
  });

  it('a DNG of a camera keeps its raw data and maker notes', async ({ skip }) => {
    const source = dataPath('photos/raw/canon-6d.dng') ?? skip('needs the test data');
    const photo = path.join(temporaryFolder(), 'photo.dng');
    copyFileSync(source, photo);
    const facts = rest(photo);
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, { stars: 3, flag: 'reject', color: 'red' }, EMBED);
    expect(rest(photo)).toEqual(facts);
    expect(await metadata.readVerdict(photo)).toMatchObject({
      stars: 3,
      flag: 'reject',
      color: 'red',
    });
  });

  it.skipIf(!hasExiv2)('Exiv2 reads it too (skipped without exiv2)', async () => {
    for (const name of ['photo.jpg', 'photo.tif']) {
      const photo = await picture(name);
      await openMetadata().writeVerdict(photo, PICKED, EMBED);
      const told = exiv2('-PXkv', photo).replace(/ +/g, ' ');
      for (const line of ['Xmp.xmp.Rating 4', 'Xmp.xmp.Label Green']) expect(told).toContain(line);
    }
  });

  it('keeps a packet longer than a segment, and corrects what its extended part says', async () => {
    const photo = await picture('photo.jpg');
    writeFileSync(`${photo}.txt`, 'x'.repeat(150_000));
    exiftool('-overwrite_original', `-XMP-dc:Description<=${photo}.txt`, '-XMP:Rating=2', photo);
    await openMetadata().writeVerdict(photo, PICKED, EMBED);
    const [tags] = exiftoolJson('-XMP:all', photo);
    expect(tags).toMatchObject({ Rating: 4, Label: 'Green', Description: 'x'.repeat(150_000) });
    expect(exiftool('-warning', photo).toString()).toBe('');
  });

  it('corrects a verdict that stands in the extended part', async () => {
    const photo = await picture('photo.jpg');
    writeFileSync(`${photo}.txt`, 'x'.repeat(150_000));
    exiftool('-overwrite_original', `-XMP-dc:Description<=${photo}.txt`, photo);
    // Where ExifTool puts the description, a rating may stand as well.
    const bytes = readFileSync(photo);
    const { main, extended } = splitExtended(bytes);
    const changed = extended.replace(
      '<dc:description>',
      '<xmp:Rating xmlns:xmp="http://ns.adobe.com/xap/1.0/">2</xmp:Rating><dc:description>',
    );
    writeFileSync(photo, withExtended(bytes, main, changed));
    const metadata = openMetadata();
    expect(await metadata.readVerdict(photo)).toEqual({ stars: 2 });
    await metadata.writeVerdict(photo, PICKED, EMBED);
    expect(await metadata.readVerdict(photo)).toEqual(PICKED);
    const [tags] = exiftoolJson('-a', '-XMP:all', photo);
    expect(tags).toMatchObject({ Rating: 4, Description: 'x'.repeat(150_000) });
    expect(exiftool('-warning', photo).toString()).toBe('');
  });

  it('goes with the sidecars that are there, and creates those that darktable looks for', async () => {
    const photo = await picture('photo.jpg');
    writeFileSync(photo.replace('.jpg', '.xmp'), xmp('xmp:Rating="1"'));
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, PICKED, { profile: 'all', embed: true });
    expect(readdirSync(path.dirname(photo)).sort()).toEqual([
      'photo.jpg',
      'photo.jpg.xmp',
      'photo.xmp',
    ]);
    const found = await metadata.readVerdict(photo);
    expect(found).toMatchObject(PICKED);
    expect(found).not.toHaveProperty('dissent');
  });

  it('a proprietary RAW is never written into', async () => {
    const photo = path.join(temporaryFolder(), 'photo.nef');
    writeFileSync(photo, 'II*\0 a RAW');
    await openMetadata().writeVerdict(photo, PICKED, EMBED);
    expect(readFileSync(photo, 'utf8')).toBe('II*\0 a RAW');
    expect(readdirSync(path.dirname(photo)).sort()).toEqual(['photo.nef', 'photo.xmp']);
  });

  it('nothing is written for no verdict, and a verdict inside can be cleared', async () => {
    const photo = await picture('photo.jpg');
    const before = readFileSync(photo);
    const metadata = openMetadata();
    await metadata.writeVerdict(photo, EMPTY, EMBED);
    expect(readFileSync(photo).equals(before)).toBe(true);
    await metadata.writeVerdict(photo, PICKED, EMBED);
    await metadata.writeVerdict(photo, EMPTY, EMBED);
    expect(await metadata.readVerdict(photo)).toEqual(EMPTY);
  });

  it.each([
    ['no JPEG', Buffer.from('this is no picture')],
    ['cut off', Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0x40, 0])],
    ['a broken packet', jpegWithPacket('<x:xmpmeta xmlns:x="adobe:ns:meta/"><broken')],
    ['an entity', jpegWithPacket(`<!DOCTYPE x [<!ENTITY e "3">]>${xmp('xmp:Rating="&e;"')}`)],
  ])('%s is left byte for byte, with its reason', async (_what, bytes) => {
    const photo = path.join(temporaryFolder(), 'photo.jpg');
    writeFileSync(photo, bytes);
    await expect(openMetadata().writeVerdict(photo, PICKED, EMBED)).rejects.toMatchObject({
      code: 'embedded-invalid',
      message: expect.stringContaining(photo),
    });
    expect(readFileSync(photo).equals(bytes)).toBe(true);
    expect(readdirSync(path.dirname(photo))).toEqual(['photo.jpg']);
  });

  it.each([
    ['no TIFF', 'it is no TIFF', Buffer.from('this is no picture')],
    [
      'a BigTIFF',
      'it is a BigTIFF',
      Buffer.from([0x49, 0x49, 43, 0, 8, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]),
    ],
    ['a directory beyond the end', 'damaged', Buffer.from([0x49, 0x49, 42, 0, 0xff, 0xff, 0, 0])],
  ])('%s is left byte for byte too', async (_what, reason, bytes) => {
    const photo = path.join(temporaryFolder(), 'photo.tif');
    writeFileSync(photo, bytes);
    await expect(openMetadata().writeVerdict(photo, PICKED, EMBED)).rejects.toMatchObject({
      code: 'embedded-invalid',
      message: expect.stringContaining(reason) as string,
    });
    expect(readFileSync(photo).equals(bytes)).toBe(true);
  });

  it('a photo that another program changes meanwhile is read again', async () => {
    const photo = await picture('photo.jpg');
    const metadata = openMetadata();
    for (let round = 0; round < 20; round += 1) {
      const writing = metadata.writeVerdict(
        photo,
        { ...PICKED, stars: round % 2 === 0 ? 1 : 2 },
        EMBED,
      );
      if (round % 3 === 0) execFileSync('touch', [photo]);
      await writing;
    }
    expect((await metadata.readVerdict(photo))?.stars).toBe(2);
  });
});

function segment(content: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

function jpegWithPacket(packet: string): Buffer {
  const content = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(content),
    Buffer.from([0xff, 0xda, 0, 2, 0xff, 0xd9]),
  ]);
}

const EXTENSION = 'http://ns.adobe.com/xmp/extension/\0';

interface Parts {
  readonly main: string;
  readonly extended: string;
}

/** The main packet of a JPEG and its extended one. */
function splitExtended(bytes: Buffer): Parts {
  let main = '';
  let extended = '';
  for (const { content } of app1(bytes)) {
    if (content.toString('latin1').startsWith(EXTENSION)) {
      extended += content.toString('latin1', EXTENSION.length + 40);
    } else if (content.toString('latin1').startsWith('http://ns.adobe.com/xap/')) {
      main = content.toString('latin1', 29);
    }
  }
  return { main, extended };
}

/** The JPEG with another extended packet, under the name that its main one has for it. */
function withExtended(bytes: Buffer, main: string, extended: string): Buffer {
  const id = /HasExtendedXMP(?:="|>)([0-9A-F]{32})/.exec(main)?.[1] ?? '';
  const all = app1(bytes).filter(({ content }) => content.toString('latin1').startsWith(EXTENSION));
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) throw new Error('no extended packet');
  const parts: Buffer[] = [];
  const body = Buffer.from(extended, 'latin1');
  for (let offset = 0; offset < body.length; offset += 60_000) {
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(body.length, 0);
    numbers.writeUInt32BE(offset, 4);
    const head = Buffer.from(EXTENSION + id, 'latin1');
    parts.push(segment(Buffer.concat([head, numbers, body.subarray(offset, offset + 60_000)])));
  }
  return Buffer.concat([bytes.subarray(0, first.at), ...parts, bytes.subarray(last.end)]);
}

function app1(bytes: Buffer): { at: number; end: number; content: Buffer }[] {
  const found = [];
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda;) {
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (bytes[at + 1] === 0xe1) found.push({ at, end, content: bytes.subarray(at + 4, end) });
    at = end;
  }
  return found;
}
