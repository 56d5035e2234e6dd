import type { Ifd } from '../exif-tags.ts';
import type { Maker, MakerFacts } from './types.ts';
import { known, number, numbers, serial } from './values.ts';

const EQUIPMENT = 0x2010;
const CAMERA_SETTINGS = 0x2020;
const FOCUS_INFO = 0x2050;
const SERIAL = 0x0101;
const FOCUS_MODE = 0x0301;
const FOCUS_DISTANCE = 0x0305;
const DRIVE_MODE = 0x0600;
const PANORAMA_MODE = 0x0601;
const BRACKETING = 5;
/** Bits of what is bracketed. */
const EXPOSURE = 1 | (1 << 5);
const WHITE_BALANCE = 1 << 1;
const FOCUS = 1 << 6;
/** Low half of the shooting mode of newer bodies: sequential at some speed, or pro capture. */
const SEQUENTIAL = new Set([0x02, 0x03, 0x07, 0x08, 0x09]);
const PRO_CAPTURE = 0x40;

export const olympus: Maker = {
  // The directories that a note points to are read with the same tags.
  wanted: [
    ...[EQUIPMENT, CAMERA_SETTINGS, FOCUS_INFO],
    ...[SERIAL, FOCUS_MODE, FOCUS_DISTANCE, DRIVE_MODE, PANORAMA_MODE],
  ],
  facts: async (note) => {
    const settings = await note.linked(CAMERA_SETTINGS);
    const focus = await note.linked(FOCUS_INFO);
    const equipment = await note.linked(EQUIPMENT);
    const drive = numbers(settings, DRIVE_MODE);
    const [panorama = 0] = numbers(settings, PANORAMA_MODE);
    const millimetres = number(focus, FOCUS_DISTANCE);
    const shot = drive[1] ?? 0;
    return known<MakerFacts>({
      drive: driveOf(drive),
      bracket: bracketOf(drive),
      sequence: shot > 0 ? shot : undefined,
      focusMode: focusModeOf(settings),
      focusDistance:
        millimetres !== undefined && millimetres > 0 && millimetres < 1e6
          ? millimetres / 1000
          : undefined,
      panorama: panorama > 0 ? 'frame' : undefined,
      serial: serial(equipment, SERIAL),
    });
  },
};

function driveOf(drive: readonly number[]): MakerFacts['drive'] {
  const [mode, shot = 0] = drive;
  if (mode === undefined || mode === BRACKETING) return undefined;
  const shooting = drive[5];
  if (shooting !== undefined && shooting > 0) {
    const isSequence = SEQUENTIAL.has(shooting & 0x0f) || (shooting & PRO_CAPTURE) !== 0;
    return isSequence ? 'continuous' : 'single';
  }
  return shot > 0 ? 'continuous' : 'single';
}

function bracketOf([mode, , bits = 0]: readonly number[]): MakerFacts['bracket'] {
  if (mode !== BRACKETING) return undefined;
  if ((bits & FOCUS) !== 0) return { of: 'focus' };
  if ((bits & EXPOSURE) !== 0) return { of: 'exposure' };
  return { of: (bits & WHITE_BALANCE) !== 0 ? 'white-balance' : 'other' };
}

function focusModeOf(settings: Ifd): MakerFacts['focusMode'] {
  switch (number(settings, FOCUS_MODE)) {
    case 0:
      return 'single';
    case 1:
    case 2:
      return 'continuous';
    case 10:
      return 'manual';
    default:
      return undefined;
  }
}
