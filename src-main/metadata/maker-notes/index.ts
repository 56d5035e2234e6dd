/**
 * Makers' notes: what cameras say about drive, bracketing and focus, for which EXIF has no tags.
 *
 * [Note: makers' notes]
 *
 * Every maker keeps a directory of tags of its own; where it begins and what its offsets count from is told by
 * the note's first bytes. The tags and their values are those that ExifTool's tables name (Canon.pm, Nikon.pm, …).
 * Programs that rewrite a file may move a note without mending its offsets: values that lie within their
 * entry are safe then, and Canon's lists begin with their own length, by which nonsense is told.
 */
import type { ReadBytes } from '../tiff-directory.ts';
import { TiffReader } from '../tiff-directory.ts';
import { apple } from './apple.ts';
import { canon } from './canon.ts';
import { fujifilm } from './fujifilm.ts';
import { nikon } from './nikon.ts';
import { olympus } from './olympus.ts';
import { panasonic } from './panasonic.ts';
import { pentax } from './pentax.ts';
import { sony } from './sony.ts';
import type { Maker, MakerFacts } from './types.ts';

export interface NoteSource {
  /** Of the note, from the TIFF header. */
  readonly offset: number;
  /** The byte order of the file around it. */
  readonly little: boolean;
  /** The maker field of the photo: some notes begin without a name. */
  readonly make: string;
}

/** How a note is laid out: where its directory lies, what offsets count from, in which byte order. */
interface Layout {
  readonly maker: Maker;
  readonly directory: number;
  readonly base: number;
  readonly little: boolean;
}

/** Lists of a few kilobytes matter; tables of autofocus points and previews do not. */
const LONGEST_VALUE = 8192;

/** What the note tells; empty where its maker is not known or it cannot be read. Never throws. */
export async function readMakerNote(read: ReadBytes, source: NoteSource): Promise<MakerFacts> {
  try {
    const layout = layoutOf(await read(source.offset, 32), source);
    if (layout === undefined) return {};
    const { maker, base, little } = layout;
    const reader = new TiffReader(read, {
      ...{ little, base, longest: LONGEST_VALUE },
      wanted: new Set(maker.wanted),
    });
    const note = await reader.directory(layout.directory - base);
    if (note === undefined) return {};
    return await maker.facts({
      ifd: note.ifd,
      linked: async (tag) => {
        const [offset] = (note.ifd[tag] as number[] | undefined) ?? [];
        return offset === undefined ? {} : ((await reader.directory(offset))?.ifd ?? {});
      },
    });
  } catch {
    return {};
  }
}

function layoutOf(head: Buffer, { offset, little, make }: NoteSource): Layout | undefined {
  const starts = (signature: string) => head.toString('latin1', 0, signature.length) === signature;
  const order = (at: number) => orderAt(head, at) ?? little;
  if (starts('Nikon\0\x02')) {
    // A TIFF of its own, ten bytes in.
    const own = orderAt(head, 10);
    if (own === undefined || head.length < 18) return undefined;
    const start = own ? head.readUInt32LE(14) : head.readUInt32BE(14);
    const base = offset + 10;
    return { maker: nikon, directory: base + start, base, little: own };
  }
  if (starts('Apple iOS\0')) {
    return { maker: apple, directory: offset + 14, base: offset, little: order(12) };
  }
  if (starts('OLYMPUS\0')) {
    return { maker: olympus, directory: offset + 12, base: offset, little: order(8) };
  }
  if (starts('OM SYSTEM\0')) {
    return { maker: olympus, directory: offset + 16, base: offset, little: order(12) };
  }
  if (starts('FUJIFILM')) {
    if (head.length < 12) return undefined;
    const directory = offset + head.readUInt32LE(8);
    return { maker: fujifilm, directory, base: offset, little: true };
  }
  if (starts('Panasonic')) return { maker: panasonic, directory: offset + 12, base: 0, little };
  if (starts('PENTAX \0')) {
    return { maker: pentax, directory: offset + 10, base: offset, little: order(8) };
  }
  if (starts('AOC\0')) {
    return { maker: pentax, directory: offset + 6, base: 0, little: order(4) };
  }
  if (starts('SONY DSC')) return { maker: sony, directory: offset + 12, base: 0, little };
  if (/^sony/i.test(make)) return { maker: sony, directory: offset, base: 0, little };
  if (/^canon/i.test(make)) return { maker: canon, directory: offset, base: 0, little };
  return undefined;
}

/** Whether the byte order written here is little-endian; undefined where none is. */
function orderAt(head: Buffer, at: number): boolean | undefined {
  const order = head.toString('latin1', at, at + 2);
  return order === 'II' ? true : order === 'MM' ? false : undefined;
}
