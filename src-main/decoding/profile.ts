/** Reading ICC profiles (ICC.1:2010): whether one can be used, and whether it need be. */

/** What a profile describes pictures of. */
export type Channels = 'rgb' | 'grey' | 'cmyk';

const SPACES: Readonly<Record<Channels, string>> = { rgb: 'RGB ', grey: 'GRAY', cmyk: 'CMYK' };
const MATRIX_TAGS = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
const TAG_TYPES: Readonly<Record<string, readonly string[]>> = {
  XYZ: ['XYZ '],
  TRC: ['curv', 'para'],
  A2B: ['mft1', 'mft2', 'mAB '],
};
const HEADER_BYTES = 128;
/** Little CMS gives up above this. */
const MOST_TAGS = 100;

/**
 * Whether a profile is whole and describes pictures of this kind. libvips passes over one that it cannot use
 * without a word that belongs to this picture, so it is looked at first.
 */
export function isUsableProfile(profile: Uint8Array, channels: Channels): boolean {
  const tags = tagsOf(profile);
  if (tags === undefined || word(profile, 16) !== SPACES[channels]) return false;
  if (tags.has('A2B0')) return true;
  if (channels === 'grey') return tags.has('kTRC');
  return channels === 'rgb' && MATRIX_TAGS.every((tag) => tags.has(tag));
}

/** sRGB's primaries as RGB → XYZ columns, adapted to D50. */
const SRGB_PRIMARIES: Readonly<Record<string, readonly number[]>> = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
};
/** Rounding among the many sRGB profiles in circulation; other spaces are ten times as far away. */
const PRIMARY_TOLERANCE = 0.002;
const CURVE_TOLERANCE = 0.001;

/**
 * Whether a usable RGB profile is sRGB itself. Most exported photos carry such a one, and converting sRGB to sRGB
 * would take as long as decoding.
 */
export function isSrgbProfile(profile: Uint8Array): boolean {
  const tags = tagsOf(profile);
  if (tags === undefined || tags.has('A2B0')) return false;
  const view = viewOf(profile);
  for (const [tag, expected] of Object.entries(SRGB_PRIMARIES)) {
    const start = tags.get(tag);
    if (start === undefined) return false;
    const near = expected.every(
      (value, index) =>
        Math.abs(view.getInt32(start + 8 + index * 4) / 65536 - value) < PRIMARY_TOLERANCE,
    );
    if (!near) return false;
  }
  return ['rTRC', 'gTRC', 'bTRC'].every((tag) => {
    const start = tags.get(tag);
    const curve = start === undefined ? undefined : curveAt(view, start);
    if (curve === undefined) return false;
    for (let step = 0; step <= 32; step++) {
      const x = step / 32;
      const expected = x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
      if (!(Math.abs(curve(x) - expected) < CURVE_TOLERANCE)) return false;
    }
    return true;
  });
}

/** Where each whole tag of a known type starts, or undefined where this is no profile. */
function tagsOf(profile: Uint8Array): Map<string, number> | undefined {
  const view = viewOf(profile);
  if (profile.length < HEADER_BYTES + 4 || view.getUint32(0) > profile.length) return undefined;
  if (word(profile, 36) !== 'acsp') return undefined;
  const count = view.getUint32(HEADER_BYTES);
  if (count > MOST_TAGS || HEADER_BYTES + 4 + count * 12 > profile.length) return undefined;
  const tags = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const entry = HEADER_BYTES + 4 + index * 12;
    const start = view.getUint32(entry + 4);
    const length = view.getUint32(entry + 8);
    // The shortest of the types that matter is an empty curve.
    if (start + length > profile.length || length < 12) continue;
    const name = word(profile, entry);
    const types = TAG_TYPES[name.slice(0, 3)] ?? TAG_TYPES[name.slice(1)];
    if (types === undefined || !types.includes(word(profile, start))) continue;
    if (word(profile, start) === 'XYZ ' && length < 20) continue;
    tags.set(name, start);
  }
  return tags;
}

/** The curves that sRGB profiles are written with: a table, or a parametric curve of type 3. */
function curveAt(view: DataView, start: number): ((x: number) => number) | undefined {
  const count = view.getUint32(start + 8);
  if (view.getUint32(start) === 0x63757276) {
    if (count < 2 || start + 12 + count * 2 > view.byteLength) return undefined;
    return (x) => {
      const at = x * (count - 1);
      const lower = Math.min(Math.floor(at), count - 2);
      const value = (index: number) => view.getUint16(start + 12 + index * 2) / 65535;
      return value(lower) + (at - lower) * (value(lower + 1) - value(lower));
    };
  }
  if (view.getUint16(start + 8) !== 3 || start + 32 > view.byteLength) return undefined;
  const parameter = (index: number) => view.getInt32(start + 12 + index * 4) / 65536;
  const [g, a, b, c, d] = [parameter(0), parameter(1), parameter(2), parameter(3), parameter(4)];
  return (x) => (x >= d ? (a * x + b) ** g : c * x);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function word(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
