import type { Maker, MakerFacts } from './types.ts';
import { known, number, numbers, serial } from './values.ts';

const FOCUS_MODE = 0x000d;
const BRACKETING = 0x0018;
const DRIVE_MODE = 0x0034;
const SERIAL = 0x0229;
const CONTINUOUS = new Set([1, 2, 3, 4, 5]);
/** "No step", in each of the ways in which Pentax counts them. */
const NO_STEP = new Set([0, 0x1000, 0x2000]);

export const pentax: Maker = {
  wanted: [FOCUS_MODE, BRACKETING, DRIVE_MODE, SERIAL],
  facts: ({ ifd }) => {
    const [drive, timer] = numbers(ifd, DRIVE_MODE);
    const [step, extended = 0] = numbers(ifd, BRACKETING);
    return known<MakerFacts>({
      drive:
        drive === undefined
          ? undefined
          : CONTINUOUS.has(drive)
            ? 'continuous'
            : timer === 1 || timer === 2
              ? 'timer'
              : 'single',
      bracket:
        step !== undefined && !NO_STEP.has(step)
          ? { of: 'exposure' }
          : extended > 0
            ? { of: 'other' }
            : undefined,
      focusMode: focusModeOf(number(ifd, FOCUS_MODE)),
      serial: serial(ifd, SERIAL),
    });
  },
};

function focusModeOf(mode: number | undefined): MakerFacts['focusMode'] {
  switch (mode) {
    case 0x03:
    case 0x8003:
      return 'manual';
    case 0x0b:
    case 0x800b:
    case 0x11:
    case 0x21:
    case 0x111:
      return 'continuous';
    case 0x10:
    case 0x20:
    case 0x110:
    case 0x120:
      return 'single';
    default:
      return undefined;
  }
}
