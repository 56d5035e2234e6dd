import { ascii, long, rational, short, srational, type Directory, type Value } from './tiff.ts';
import type { Frame } from './shoot.ts';

export const MAKE = 'Keepers';
export const MODEL = 'Keepers Practice Camera';
/** Stands in every file, so that a later run knows its own. */
export const SOFTWARE = 'Keepers practice shoot';

const undefinedText = (text: string): Value => ({
  type: 'undefined',
  bytes: Buffer.from(text, 'latin1'),
});

/** The tags of a frame's first directory, EXIF directory included. `size` is that of the stored picture. */
export function exifDirectory(frame: Frame, size: { width: number; height: number }): Directory {
  const taken = exifTime(frame.time);
  const fraction = String(frame.time % 1000).padStart(3, '0');
  const { shutter, aperture, iso, focalLength, compensation = 0 } = frame.settings;
  return {
    0x010e: ascii(frame.description),
    0x010f: ascii(MAKE),
    0x0110: ascii(MODEL),
    0x0112: short(frame.orientation),
    0x011a: rational([300, 1]),
    0x011b: rational([300, 1]),
    0x0128: short(2),
    0x0131: ascii(SOFTWARE),
    0x0132: ascii(taken),
    0x0213: short(1),
    0x8769: {
      type: 'directories',
      directories: [
        {
          0x829a: rational(shutter),
          0x829d: rational([Math.round(aperture * 10), 10]),
          0x8822: short(3),
          0x8827: short(iso),
          0x9000: undefinedText('0232'),
          0x9003: ascii(taken),
          0x9004: ascii(taken),
          0x9010: ascii('+02:00'),
          0x9011: ascii('+02:00'),
          0x9012: ascii('+02:00'),
          // Y, Cb, Cr.
          0x9101: { type: 'undefined', bytes: Uint8Array.of(1, 2, 3, 0) },
          0x9204: srational([Math.round(compensation * 10), 10]),
          0x9207: short(5),
          0x9209: short(16),
          0x920a: rational([focalLength, 1]),
          0x9290: ascii(fraction),
          0x9291: ascii(fraction),
          0x9292: ascii(fraction),
          0xa001: short(1),
          0xa002: long(size.width),
          0xa003: long(size.height),
          // Auto bracket, or auto exposure.
          0xa402: short(frame.isBracket === true ? 2 : 0),
          0xa405: short(Math.round(focalLength * 1.5)),
          0xa431: ascii('0000001'),
          0xa434: ascii('Practice 16-85mm F2.8-4'),
        },
      ],
    },
  };
}

/** An APP1 segment put into an encoded JPEG, right after its start. */
export function withExif(jpeg: Uint8Array, tiff: Uint8Array): Buffer {
  const preamble = Buffer.from('Exif\0\0', 'latin1');
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(2 + preamble.length + tiff.length, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, preamble, tiff, jpeg.subarray(2)]);
}

/** `YYYY:MM:DD HH:MM:SS` of a wall clock kept as if it were UTC. */
function exifTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
}
