/** Why a photo is among the best. */
import { maySayStandsOut } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, SCORED_NAMES } from '../../../src-shared/attribute.ts';
import type { Exif } from '../../../src-shared/photo.ts';
import type { ReportOf, ReportPhoto } from './types.ts';

const STANDS_OUT = 1;
/** Blur radius of the sharpest region in pixels, in pictures of this long edge or more: small ones are all sharp. */
const CRISP = { blur: 1.2, long: 3000 };
const HELD = 0.001;
const MOST = 3;

/** What the model sees first: "Colour and light: better than photos of this score usually have them". */
export function reasonsFor(photo: ReportPhoto, model: ReportOf['model']): string[] {
  const standing = RATED_ATTRIBUTES.flatMap((attribute) => {
    const residual = photo.scored?.residuals?.[attribute];
    const usual = model?.residuals?.[attribute]?.standardDeviation;
    if (residual === undefined || usual === undefined) return [];
    if (!maySayStandsOut(model?.abilities?.attributes?.[attribute])) return [];
    const by = residual / usual;
    return by > STANDS_OUT ? [{ name: SCORED_NAMES[attribute], by }] : [];
  })
    .sort((a, b) => b.by - a.by)
    .map(({ name }, at) => (at === 0 ? name : name.toLowerCase()))
    .slice(0, MOST);
  const measured = measuredReasons(photo);
  if (standing.length === 0) return measured;
  const it = standing.length === 1 ? 'it' : 'them';
  const sentence = `${inARow(standing)}: better than photos of this score usually have ${it}`;
  return [sentence, ...measured];
}

/** "A, b and c". */
function inARow(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1) ?? '']
    .filter((part) => part !== '')
    .join(' and ');
}

function measuredReasons({ measurements }: ReportPhoto): string[] {
  if (measurements === undefined) return [];
  const { focus, measuredAt, clippedHighlights, clippedShadows } = measurements;
  const reasons: string[] = [];
  const long = Math.max(measuredAt.width, measuredAt.height);
  if (focus !== undefined && focus <= CRISP.blur && long >= CRISP.long) {
    reasons.push(`Sharp: a blur of ${focus.toFixed(1)} px at its sharpest`);
  }
  if (clippedHighlights < HELD && clippedShadows < HELD) {
    reasons.push('Tones: highlights and shadows are held');
  }
  return reasons;
}

/** "85 mm, f/1.8, 1/500 s, ISO 200". */
export function settingsInWords({ focalLength, aperture, shutter, iso }: Exif): string {
  return [
    focalLength === undefined ? '' : `${Math.round(focalLength)} mm`,
    aperture === undefined ? '' : `f/${Number(aperture.toFixed(1))}`,
    shutter === undefined ? '' : shutterInWords(shutter),
    iso === undefined ? '' : `ISO ${iso}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function shutterInWords(seconds: number): string {
  return seconds >= 0.4 ? `${Number(seconds.toFixed(1))} s` : `1/${Math.round(1 / seconds)} s`;
}
