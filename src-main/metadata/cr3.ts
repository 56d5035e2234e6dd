import type { FileHandle } from 'node:fs/promises';
import { boxes, type Box } from './bmff.ts';
import { readAt, withFile, type ExifBlocks } from './exif-tags.ts';
import { readMakerNote } from './maker-notes/index.ts';
import type { MakerFacts } from './maker-notes/types.ts';
import { readTiffBytes } from './tiff-reader.ts';

// Layout: https://github.com/lclevy/canon_cr3. The `moov` box holds Canon's own box, in which CMT1 is
// the image's directory, CMT2 the EXIF one, CMT3 the maker's note, CMT4 GPS (each a TIFF of its own, with its entries in the first directory) and THMB a small JPEG.
const CANON = '85c0b687820f11e08111f4ce462b6a48';
const XMP = 'be7acfcb97a942e89c71999491e3afac';
/** CMT boxes are a few KiB; anything larger is not what it says. */
const MAX_BOX = 4 << 20;

/** The EXIF directories of a Canon CR3; undefined for any other file. Reads a prefix. */
export async function cr3Blocks(path: string): Promise<ExifBlocks | undefined> {
  return withFile(path, async (file, size) => {
    const canon = await canonBoxes(file, size);
    if (canon === undefined) return undefined;
    const blocks = async (type: string): Promise<ExifBlocks> => {
      const bytes = await content(file, canon.get(type));
      return bytes === undefined ? {} : ((await readTiffBytes(bytes)) ?? {});
    };
    const { ifd0 } = await blocks('CMT1');
    const { ifd0: exif } = await blocks('CMT2');
    const note = await content(file, canon.get('CMT3'));
    const maker = note === undefined ? undefined : await readMakerTiff(note);
    return { ...(ifd0 && { ifd0 }), ...(exif && { exif }), ...(maker && { maker }) };
  });
}

/** Canon's note as a TIFF of its own: its entries are in the first directory. */
function readMakerTiff(note: Buffer): Promise<MakerFacts> {
  const little = note.toString('latin1', 0, 2) === 'II';
  if (note.length < 8) return Promise.resolve({});
  const offset = little ? note.readUInt32LE(4) : note.readUInt32BE(4);
  const read = (at: number, length: number) => note.subarray(at, at + length);
  return readMakerNote(read, { offset, little, make: 'Canon' });
}

/** The small JPEG (160×120) of a CR3. */
export async function cr3Thumbnail(path: string): Promise<Uint8Array | undefined> {
  return withFile(path, async (file, size) => {
    const thumb = await content(file, (await canonBoxes(file, size))?.get('THMB'));
    const start = thumb?.subarray(0, 64).indexOf(Buffer.from([0xff, 0xd8, 0xff])) ?? -1;
    if (thumb === undefined || start < 4) return undefined;
    // 16 bytes before the JPEG: version and flags, width and height, its length, two reserved numbers.
    const length = start >= 8 ? thumb.readUInt32BE(start - 8) : 0;
    return thumb.subarray(start, length > 0 ? start + length : undefined);
  });
}

/** The XMP packet of a CR3, in which the camera's own star rating lies. */
export async function cr3Xmp(path: string): Promise<Uint8Array | undefined> {
  return withFile(path, async (file, size) => {
    if (!(await isCr3(file))) return undefined;
    for await (const box of boxes(file, 0, size)) {
      if (box.uuid === XMP) return content(file, box);
    }
    return undefined;
  });
}

async function isCr3(file: FileHandle): Promise<boolean> {
  return (await readAt(file, 0, 12)).toString('latin1', 4) === 'ftypcrx ';
}

async function canonBoxes(file: FileHandle, size: number): Promise<Map<string, Box> | undefined> {
  if (!(await isCr3(file))) return undefined;
  for await (const box of boxes(file, 0, size)) {
    if (box.type !== 'moov') continue;
    for await (const inner of boxes(file, box.start, box.end)) {
      if (inner.uuid !== CANON) continue;
      const found = new Map<string, Box>();
      for await (const leaf of boxes(file, inner.start, inner.end)) found.set(leaf.type, leaf);
      return found;
    }
  }
  return new Map();
}

async function content(file: FileHandle, box: Box | undefined): Promise<Buffer | undefined> {
  if (box === undefined || box.end - box.start > MAX_BOX) return undefined;
  return readAt(file, box.start, box.end - box.start);
}
