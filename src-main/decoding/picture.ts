import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { KeepersError } from '../../src-shared/errors.ts';
import type { Format, Warning } from '../../src-shared/photo.ts';
import { gate } from './gate.ts';
import { decodeHeic, heicColour } from './heic.ts';
import { MAX_MEGAPIXELS, MAX_PIXELS } from './limits.ts';
import { adobeRgbProfile } from './make-profile.ts';
import { isSrgbProfile, isUsableProfile, type Channels } from './profile.ts';
import { readPhoto } from './read-photo.ts';
import { damaged } from './reasons.ts';
import { isMislabelled, sniffFormat } from './sniff.ts';
import type { Source } from './types.ts';
import { jpegWithProfile } from './wrap.ts';

/** A photo of which the header has been read and nothing decoded. */
export interface Picture {
  readonly format: Format;
  /** Upright size in pixels of what will be decoded. */
  readonly width: number;
  readonly height: number;
  /** Upright size of the original: larger where only a preview of it can be decoded. */
  readonly original: { readonly width: number; readonly height: number };
  /** EXIF orientation 1–8 to apply to what `load` gives. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** More than 8 bits and a profile: sharp then works in Display P3 and must be told to leave it. */
  readonly deepWithProfile: boolean;
  readonly warnings: readonly Warning[];
  /** What sharp decodes. */
  load(): Promise<SharpInput>;
}

export interface SharpInput {
  readonly input: Buffer | string;
  readonly options: SharpOptions;
}

/**
 * Reads a photo's header. Throws a `KeepersError` for what is missing, unreadable, no photo, damaged
 * beyond its header, or above the limit of size.
 */
export async function openPicture(source: Source): Promise<Picture> {
  return source.kind === 'file' ? openFile(source.path) : openEmbedded(source);
}

async function openFile(path: string): Promise<Picture> {
  const { head, input } = await readPhoto(path);
  const format = sniffFormat(head, path);
  const header = await readHeader(input);
  const { width, height } = header.autoOrient;
  checkSize(width, height);
  const warnings: Warning[] = [];
  if (isMislabelled(format, path)) warnings.push(mislabelled(format));
  if (isAnimated(format, header)) warnings.push(animated(header.pages ?? 1));
  const shape = { format, width, height, original: { width, height }, warnings };

  if (format === 'heic') {
    // heic-decode wants the bytes; a HEIC too large for memory would not decode either.
    if (typeof input === 'string') throw new KeepersError('photo-damaged', { reason: 'too large' });
    const usable = header.icc !== undefined && isUsableProfile(header.icc, 'rgb');
    const colour = heicColour(input, usable ? header.icc : undefined);
    if (colour === 'unknown' || (header.icc !== undefined && !usable)) {
      warnings.push(profileIgnored());
    }
    return {
      ...shape,
      orientation: 1,
      hasAlpha: false,
      deepWithProfile: false,
      load: () =>
        decodeHeic(input, colour).catch((thrown: unknown) => {
          throw damaged(thrown);
        }),
    };
  }

  const profile = profileOf(header);
  if (profile === 'broken') warnings.push(profileIgnored());
  return {
    ...shape,
    orientation: validOrientation(header.orientation),
    hasAlpha: header.hasAlpha ?? false,
    deepWithProfile: profile === 'used' && header.space === 'rgb16',
    load: () => Promise.resolve({ input, options: { ignoreIcc: profile !== 'used' } }),
  };
}

/** A RAW's preview: what its own header says of orientation is not to be trusted. */
async function openEmbedded(source: Extract<Source, { kind: 'embedded' }>): Promise<Picture> {
  const bytes = Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
  const header = await readHeader(bytes);
  const orientation = validOrientation(source.orientation);
  const turned = orientation >= 5;
  const width = turned ? header.height : header.width;
  const height = turned ? header.width : header.height;
  checkSize(width, height);
  const original = {
    width: source.fullWidth ?? width,
    height: source.fullHeight ?? height,
  };
  const warnings: Warning[] = [];
  // A full-size preview is often a few sensor rows short of the RAW.
  const known = source.fullWidth !== undefined && source.fullHeight !== undefined;
  if (!known || width * height < 0.9 * original.width * original.height) {
    warnings.push({
      code: 'preview-only',
      message: `Measured on the embedded preview, ${width} × ${height}.`,
    });
  }
  const profile = profileOf(header);
  if (profile === 'broken') warnings.push(profileIgnored());
  const bare = header.icc === undefined && source.colorSpace === 'adobe-rgb';
  return {
    format: 'raw',
    width,
    height,
    original,
    orientation,
    hasAlpha: false,
    deepWithProfile: false,
    warnings,
    load: () =>
      Promise.resolve({
        input: bare ? jpegWithProfile(bytes, adobeRgbProfile()) : bytes,
        options: { ignoreIcc: !bare && profile !== 'used' },
      }),
  };
}

function readHeader(input: Buffer | string): Promise<Metadata> {
  const read = () => sharp(input, { failOn: 'none', limitInputPixels: false }).metadata();
  return gate.together(read).catch(() =>
    gate.alone(read).catch((thrown: unknown) => {
      throw damaged(thrown);
    }),
  );
}

/** What is not one of EXIF's eight means nothing. */
function validOrientation(orientation: number | undefined): number {
  return orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : 1;
}

function checkSize(width: number, height: number): void {
  if (width * height > MAX_PIXELS) {
    throw new KeepersError('photo-too-large', { width, height, limit: MAX_MEGAPIXELS });
  }
}

/** What is to be done with the profile: `needless` ones are absent or say what is so without them. */
function profileOf({ icc, space }: Metadata): 'used' | 'needless' | 'broken' {
  // CMYK without a profile is converted by one of libvips's own.
  if (icc === undefined) return 'needless';
  const channels = channelsOf(space);
  if (isUsableProfile(icc, channels)) {
    return channels === 'rgb' && isSrgbProfile(icc) ? 'needless' : 'used';
  }
  // An RGB profile on a grey picture is common and says nothing that the grey needs.
  return channels === 'grey' && isUsableProfile(icc, 'rgb') ? 'needless' : 'broken';
}

function channelsOf(space: Metadata['space']): Channels {
  if (space === 'cmyk') return 'cmyk';
  return space === 'b-w' || space === 'grey16' ? 'grey' : 'rgb';
}

/** Further pages of a TIFF are masks, thumbnails or scans: no animation. */
function isAnimated(format: Format, header: Metadata): boolean {
  return (format === 'gif' || format === 'webp') && (header.pages ?? 1) > 1;
}

function animated(frames: number): Warning {
  return { code: 'animated', message: `Only the first of its ${frames} frames was looked at.` };
}

function mislabelled(format: Format): Warning {
  const name = format === 'webp' ? 'WebP' : format.toUpperCase();
  return {
    code: 'mislabelled',
    message: `The file is a ${name}, whatever its name says; it was read as one.`,
  };
}

function profileIgnored(): Warning {
  return {
    code: 'profile-ignored',
    message: 'Its colour profile cannot be used, so its colours were taken as sRGB.',
  };
}
