import type { Exif } from '../../src-shared/photo.ts';
import { readPrefix } from './exif-tags.ts';

/** An EXIF block of up to 64 KiB and the XMP packet behind it. */
const PREFIX = 1 << 17;

/**
 * What XMP alone says of panoramas: that a JPEG is stitched (Google's GPano), and where a drone's gimbal looked.
 * Never throws.
 */
export async function panoramaXmp(path: string): Promise<Pick<Exif, 'panorama' | 'heading'>> {
  const head = await readPrefix(path, PREFIX);
  if (head === undefined || !(head.includes('GPano:') || head.includes('drone-dji:'))) return {};
  const packet = head.toString('latin1');
  const heading =
    property(packet, 'GPano:PoseHeadingDegrees') ?? property(packet, 'drone-dji:GimbalYawDegree');
  return {
    ...(property(packet, 'GPano:ProjectionType') !== undefined && { panorama: 'stitched' }),
    ...(heading !== undefined && compass(Number(heading))),
  };
}

/** The value of a simple property, written as an attribute or as an element. */
function property(packet: string, name: string): string | undefined {
  return new RegExp(`${name}(?:\\s*=\\s*["']|>)([^"'<]*)`).exec(packet)?.[1];
}

/** Degrees in [0, 360); nothing where that is no number. */
export function compass(degrees: number | undefined): Pick<Exif, 'heading'> {
  return degrees === undefined || !Number.isFinite(degrees)
    ? {}
    : { heading: ((degrees % 360) + 360) % 360 };
}
