import decodeHeif from 'heic-decode';
import type { SharpOptions } from 'sharp';
import { displayP3Profile } from './make-profile.ts';
import { isSrgbProfile } from './profile.ts';
import { tiffWithProfile } from './wrap.ts';

/** Primaries of ITU-T H.273 that a HEIC names in its `nclx` colour box. */
const PRIMARIES = { BT709: 1, UNSPECIFIED: 2, DISPLAY_P3: 12 };

/** What the file says about its colours. `unknown` is a space for which there is no conversion here. */
export type HeicColour = Uint8Array | 'srgb' | 'unknown';

/** The colours of a HEIC: its ICC profile, or else the space that its `nclx` box names. */
export function heicColour(file: Buffer, profile: Uint8Array | undefined): HeicColour {
  if (profile !== undefined) return isSrgbProfile(profile) ? 'srgb' : profile;
  const box = file.indexOf('colrnclx', 0, 'latin1');
  if (box < 0 || box + 10 > file.length) return 'srgb';
  const primaries = file.readUInt16BE(box + 8);
  if (primaries === PRIMARIES.DISPLAY_P3) return displayP3Profile();
  return primaries === PRIMARIES.BT709 || primaries === PRIMARIES.UNSPECIFIED ? 'srgb' : 'unknown';
}

/**
 * Decodes a HEIC (HEVC) to something that sharp takes as input. Rotation and mirroring are boxes of the
 * container, which libheif applies; the Exif orientation repeats them and is not applied again.
 */
export async function decodeHeic(
  file: Buffer,
  colour: HeicColour,
): Promise<{ input: Buffer; options: SharpOptions }> {
  const { width, height, data } = await decodeHeif({ buffer: file }).catch(endIfTrapped);
  if (typeof colour !== 'string') {
    return {
      input: tiffWithProfile(width, height, colour, (into) => dropAlpha(data, into)),
      options: {},
    };
  }
  const input = Buffer.allocUnsafe(width * height * 3);
  dropAlpha(data, input);
  return { input, options: { raw: { width, height, channels: 3 } } };
}

/**
 * A trap in WebAssembly leaves libheif's memory in no known state, which the next HEIC would suffer for. This
 * process ends then, and the pool finds out which photo it was.
 */
function endIfTrapped(thrown: unknown): never {
  if (thrown instanceof Error && thrown.name === 'RuntimeError') process.exit(1);
  throw thrown;
}

/** RGBA over white, as RGB. */
function dropAlpha(from: Uint8ClampedArray, to: Uint8Array): void {
  for (let read = 0, write = 0; read + 3 < from.length; read += 4, write += 3) {
    const alpha = from[read + 3] ?? 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = from[read + channel] ?? 0;
      to[write + channel] = alpha === 255 ? value : Math.round(255 + ((value - 255) * alpha) / 255);
    }
  }
}
