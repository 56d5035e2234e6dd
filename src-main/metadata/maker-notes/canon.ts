import type { Ifd } from '../exif-tags.ts';
import type { BracketOf, Maker, MakerFacts } from './types.ts';
import { known, numbers, signed16, serial } from './values.ts';

const SETTINGS = 0x0001;
const SHOT = 0x0004;
const PANORAMA = 0x0005;
const FILE = 0x0093;
const SERIAL = 0x0096;
const FOCUS_BRACKETING = 0x4053;

/** Canon's values for drive: what is not here is silence about it. */
const CONTINUOUS = new Set([1, 3, 4, 5, 8, 10]);
const SINGLE = new Set([0, 6, 9]);
const BRACKETS: Readonly<Record<number, BracketOf>> = {
  1: 'exposure',
  2: 'other',
  3: 'other',
  4: 'white-balance',
};
/** The largest distance, centimetres, that is not "infinity". */
const FARTHEST = 65_534;

export const canon: Maker = {
  wanted: [SETTINGS, SHOT, PANORAMA, FILE, SERIAL, FOCUS_BRACKETING],
  facts: ({ ifd }) => {
    const settings = list(ifd, SETTINGS);
    const shot = list(ifd, SHOT);
    const file = list(ifd, FILE);
    return known<MakerFacts>({
      drive: driveOf(settings),
      bracket: bracketOf(ifd, settings, shot, file),
      sequence: positive(file[5]) ?? positive(shot[9]),
      focusMode: focusModeOf(settings[7]),
      focusDistance: distance(file[20], file[21]) ?? distance(shot[19], shot[20]),
      panorama: (signed16(numbers(ifd, PANORAMA)[2]) ?? 0) > 0 ? 'frame' : undefined,
      serial: serial(ifd, SERIAL),
    });
  },
};

/** A list of 16-bit numbers that begins with its own length in bytes; empty where that is wrong. */
function list(ifd: Ifd, tag: number): readonly number[] {
  const values = numbers(ifd, tag);
  // FileInfo's own length leaves room for the counters that some models keep in two entries.
  return values[0] === values.length * 2 ? values : [];
}

function driveOf(settings: readonly number[]): MakerFacts['drive'] {
  const drive = settings[5];
  if (drive === undefined) return undefined;
  if (CONTINUOUS.has(drive)) return 'continuous';
  if ((settings[2] ?? 0) > 0) return 'timer';
  return SINGLE.has(drive) ? 'single' : undefined;
}

function bracketOf(
  ifd: Ifd,
  settings: readonly number[],
  shot: readonly number[],
  file: readonly number[],
): MakerFacts['bracket'] {
  if (numbers(ifd, FOCUS_BRACKETING)[1] === 1 || settings[50] === 1) return { of: 'focus' };
  const of = BRACKETS[file[3] ?? 0];
  const automatic = signed16(shot[16]) ?? 0;
  if (of === undefined && automatic === 0) {
    return (file[9] ?? 0) > 0 ? { of: 'white-balance' } : undefined;
  }
  const value = shot[17] === undefined ? undefined : exposureValue(signed16(shot[17]) ?? 0);
  return {
    of: of ?? 'exposure',
    ...((of ?? 'exposure') === 'exposure' && value !== undefined && { value }),
  };
}

/** Canon counts EV in 32nds, with codes of its own for thirds. */
function exposureValue(coded: number): number {
  const size = Math.abs(coded);
  const fraction = size & 0x1f;
  const parts = fraction === 0x0c ? 32 / 3 : fraction === 0x14 ? 64 / 3 : fraction;
  return (Math.sign(coded) * (size - fraction + parts)) / 32;
}

function focusModeOf(mode: number | undefined): MakerFacts['focusMode'] {
  switch (mode) {
    case 0:
    case 4:
    case 256:
      return 'single';
    case 1:
    case 5:
    case 257:
    case 519:
      return 'continuous';
    case 3:
    case 6:
      return 'manual';
    default:
      return undefined;
  }
}

/** Between the two distances that Canon gives, metres. */
function distance(upper: number | undefined, lower: number | undefined): number | undefined {
  if (upper === undefined || lower === undefined || upper === 0 || lower === 0) return undefined;
  return upper > FARTHEST || lower > FARTHEST ? undefined : (upper + lower) / 200;
}

function positive(value: number | undefined): number | undefined {
  const shot = signed16(value);
  return shot !== undefined && shot > 0 ? shot : undefined;
}
