import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { readAt } from './exif-tags.ts';
import { jpegXmp, XMP_EXTENSION, XMP_PACKET } from './jpeg-xmp.ts';
import { UnfitFile, unpadPacket, type Splice } from './splices.ts';
import type { Property, XmpPacket } from './xmp.ts';

/** The segment's length field counts itself and ends at 65,535. */
const MAX_DATA = 65_533;
const MAX_PACKET = MAX_DATA - XMP_PACKET.length;
/** Bytes of an extended packet in one segment. */
const PART = 65_400;
/** Metadata beyond this is none. */
const MAX_METADATA = 256 << 20;

const HAS_EXTENDED: Property = {
  namespace: 'http://ns.adobe.com/xmp/note/',
  prefix: 'xmpNote',
  name: 'HasExtendedXMP',
};

interface Place {
  readonly at: number;
  readonly length: number;
}

/** Where XMP stands in a JPEG, whole segments with their markers. */
export interface JpegLayout {
  readonly main?: Uint8Array;
  readonly mainPlace?: Place;
  readonly extended?: Uint8Array;
  readonly extendedPlaces: readonly Place[];
  /** Where a first packet goes: after JFIF and EXIF, which go first. */
  readonly insertAt: number;
}

/** Throws `UnfitFile` for what is no JPEG. */
export async function readJpegPackets(file: FileHandle): Promise<JpegLayout> {
  const { head, places, insertAt } = await readSegments(file);
  const of = (signature: string) =>
    places.filter(
      ({ at }) => head.toString('latin1', at + 4, at + 4 + signature.length) === signature,
    );
  const [mainPlace, ...others] = of(XMP_PACKET);
  const packets = jpegXmp(head);
  const main = mainPlace === undefined ? undefined : packets[0];
  const extended = mainPlace === undefined ? undefined : packets[1 + others.length];
  return {
    ...(main !== undefined && { main }),
    ...(mainPlace !== undefined && { mainPlace }),
    ...(extended !== undefined && { extended }),
    extendedPlaces: of(XMP_EXTENSION).filter(({ at }) => {
      const id = head.subarray(at + 4 + XMP_EXTENSION.length).subarray(0, 32);
      return main !== undefined && Buffer.from(main).includes(id);
    }),
    insertAt,
  };
}

/** What to change so that the JPEG holds these packets. Throws `UnfitFile` where the main one is too long. */
export function jpegSplices(
  { mainPlace, extendedPlaces, insertAt }: JpegLayout,
  packet: XmpPacket,
  extended: XmpPacket | undefined,
): Splice[] {
  const splices: Splice[] = [];
  let parts: Buffer[] = [];
  if (extended?.changed === true) {
    const bytes = Buffer.from(extended.serialize());
    const id = createHash('md5').update(bytes).digest('hex').toUpperCase();
    packet.set(HAS_EXTENDED, id);
    parts = extendedSegments(bytes, id);
    for (const { at, length } of extendedPlaces) {
      splices.push({ at, remove: length, insert: new Uint8Array() });
    }
  }
  const main = segment(Buffer.concat([Buffer.from(XMP_PACKET, 'latin1'), fitted(packet)]));
  splices.push({
    at: mainPlace?.at ?? insertAt,
    remove: mainPlace?.length ?? 0,
    insert: Buffer.concat([main, ...parts]),
  });
  return splices;
}

function fitted(packet: XmpPacket): Uint8Array {
  const bytes = packet.serialize();
  if (bytes.length <= MAX_PACKET) return bytes;
  const short = unpadPacket(bytes);
  if (short.length > MAX_PACKET) {
    throw new UnfitFile('its XMP fills the space that a JPEG has for it');
  }
  return short;
}

function segment(data: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function extendedSegments(bytes: Buffer, id: string): Buffer[] {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < bytes.length; offset += PART) {
    const numbers = Buffer.alloc(8);
    numbers.writeUInt32BE(bytes.length, 0);
    numbers.writeUInt32BE(offset, 4);
    parts.push(
      segment(
        Buffer.concat([
          Buffer.from(`${XMP_EXTENSION}${id}`, 'latin1'),
          numbers,
          bytes.subarray(offset, offset + PART),
        ]),
      ),
    );
  }
  return parts;
}

/** All bytes before the first scan, and the places of the APP1 segments among them. */
async function readSegments(
  file: FileHandle,
): Promise<{ head: Buffer; places: Place[]; insertAt: number }> {
  const start = await readAt(file, 0, 4);
  if (start.length < 4 || start.readUInt16BE(0) !== 0xffd8) throw new UnfitFile('it is no JPEG');
  const places: Place[] = [];
  let insertAt = 2;
  let at = 2;
  for (;;) {
    const header = await readAt(file, at, 4);
    if (header.length < 4 || header[0] !== 0xff || at > MAX_METADATA) {
      throw new UnfitFile('its segments are damaged');
    }
    const marker = header[1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const length = 2 + header.readUInt16BE(2);
    if (length < 4) throw new UnfitFile('its segments are damaged');
    if (marker === 0xe1) places.push({ at, length });
    const isFirst = marker === 0xe0 || (marker === 0xe1 && (await isExif(file, at)));
    if (isFirst && insertAt === at) insertAt = at + length;
    at += length;
  }
  return { head: await readAt(file, 0, at), places, insertAt };
}

async function isExif(file: FileHandle, at: number): Promise<boolean> {
  return (await readAt(file, at + 4, 6)).toString('latin1') === 'Exif\0\0';
}
