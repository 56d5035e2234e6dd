/** What the Info panel says of a file: EXIF in a photographer's order, the file, its sidecar. */
import type { HistoryEntry, PhotoDetail } from '../../src-shared/bridge.ts';
import type { SidecarState, Verdict } from '../../src-shared/verdict.ts';
import { COLOR_NAMES, FLAG_NAMES, FORMAT_NAMES } from './filters.ts';
import type { Fact } from './facts.ts';
import {
  formatBytes,
  formatCaptured,
  formatMoment,
  formatShutter,
  formatTenths,
} from './format.ts';

function fact(name: string, value: string | undefined, meaning = ''): Fact[] {
  return value === undefined ? [] : [{ name, value, meaning }];
}

/** Shutter, aperture, ISO, focal length: what a photographer asks first, in one line. */
export function exposureLine({ exif }: PhotoDetail): string[] {
  const { shutter, aperture, iso, focalLength } = exif;
  return [
    ...(shutter === undefined ? [] : [formatShutter(shutter)]),
    ...(aperture === undefined ? [] : [`ƒ/${Number(aperture.toFixed(1))}`]),
    ...(iso === undefined ? [] : [`ISO ${iso}`]),
    ...(focalLength === undefined ? [] : [`${Number(focalLength.toFixed(1))} mm`]),
  ];
}

export function exifFacts({ exif, photo }: PhotoDetail): Fact[] {
  const { exposureCompensation: ev, focalLength35, utcOffset } = exif;
  return [
    ...fact('Lens', exif.lens),
    ...fact('Camera', exif.camera),
    ...takenFact(exif.capturedAt, photo.capturedAt, zone(utcOffset)),
    ...fact('35 mm equivalent', focalLength35 === undefined ? undefined : `${focalLength35} mm`),
    ...fact(
      'Compensation',
      ev === undefined || ev === 0
        ? undefined
        : `${ev > 0 ? '+' : '−'}${formatTenths(Math.abs(ev))} EV`,
    ),
    ...fact('Flash', exif.flash === undefined ? undefined : exif.flash ? 'Fired' : 'Did not fire'),
    ...fact(
      'Place',
      exif.latitude === undefined || exif.longitude === undefined
        ? undefined
        : `${exif.latitude.toFixed(5)}, ${exif.longitude.toFixed(5)}`,
    ),
  ];
}

/** The time by the corrected clock; where that differs, with what the camera wrote. */
function takenFact(written: string | undefined, corrected = written, meaning: string): Fact[] {
  if (written === undefined || corrected === undefined) return [];
  const same = written.slice(0, 19) === corrected.slice(0, 19);
  return fact(
    'Taken',
    formatCaptured(corrected),
    same ? meaning : `The camera wrote ${formatCaptured(written)}; its clock is corrected`,
  );
}

function zone(minutes: number | undefined): string {
  if (minutes === undefined) return 'The camera’s own clock; it wrote no time zone';
  const sign = minutes < 0 ? '−' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `The camera’s clock at UTC${sign}${hours}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
}

export function fileFacts({ photo, bytes, modifiedAt }: PhotoDetail): Fact[] {
  const { width, height, previewWidth, previewHeight } = photo;
  const megapixels =
    width === undefined || height === undefined ? undefined : (width * height) / 1e6;
  return [
    ...fact('Format', FORMAT_NAMES[photo.format]),
    ...fact(
      'Size',
      width === undefined || height === undefined
        ? undefined
        : `${width} × ${height}${megapixels === undefined ? '' : `, ${formatTenths(megapixels)} MP`}`,
    ),
    ...fact(
      'Preview',
      photo.format !== 'raw' || previewWidth === undefined
        ? undefined
        : `${previewWidth} × ${previewHeight ?? 0}`,
      'The picture inside the RAW file: all that is shown, scored and measured',
    ),
    ...fact('On disk', formatBytes(bytes)),
    ...fact('Changed', formatMoment(modifiedAt)),
  ];
}

const SIDECAR_WORDS: Readonly<Record<SidecarState, string>> = {
  none: 'Nothing to write yet',
  pending: 'Waiting to be written',
  written: 'Written',
  failed: 'Could not be written',
  conflict: 'Cannot be read',
};

export function sidecarWord(state: SidecarState): string {
  return SIDECAR_WORDS[state];
}

/** What a line of the history changed, in words. */
export function changeInWords({ kind, before, after }: HistoryEntry): string {
  const parts = [
    before.stars === after.stars ? '' : starsInWords(after),
    before.flag === after.flag ? '' : FLAG_NAMES[after.flag],
    before.color === after.color
      ? ''
      : after.color === 'none'
        ? 'Label cleared'
        : `${COLOR_NAMES[after.color]} label`,
  ].filter((part) => part !== '');
  const what = parts.length === 0 ? 'No change' : parts.join(', ');
  const lead = { decision: '', undo: 'Undone: ', redo: 'Redone: ', sidecar: 'Read from sidecar: ' };
  return `${lead[kind]}${what}`;
}

/** "4 stars, Pick, Red label"; of a version of a verdict only what it says. */
export function verdictInWords({
  stars,
  flag,
  color,
}: { readonly [K in keyof Verdict]?: Verdict[K] | undefined }): string {
  const parts = [
    ...(stars === undefined ? [] : [stars === 0 ? 'no stars' : starsInWords({ stars })]),
    ...(flag === undefined ? [] : [flag === 'none' ? 'no flag' : FLAG_NAMES[flag]]),
    ...(color === undefined ? [] : [color === 'none' ? 'no label' : `${COLOR_NAMES[color]} label`]),
  ];
  return parts.join(', ');
}

function starsInWords({ stars }: Pick<Verdict, 'stars'>): string {
  if (stars === 0) return 'Stars cleared';
  return `${stars} ${stars === 1 ? 'star' : 'stars'}`;
}
