import type { Maker, MakerFacts } from './types.ts';
import { known, number, serial, string } from './values.ts';

const FOCUS_MODE = 0x0007;
const BRACKET_VALUE = 0x0019;
const SERIAL = 0x001d;
const SHOOTING_MODE = 0x0089;
const OLD_SERIAL = 0x00a0;
const SHUTTER_COUNT = 0x00a7;
/** What Nikon writes for an unknown count. */
const NO_COUNT = 4_294_965_247;

/** Bits of the shooting mode. */
const CONTINUOUS = 1;
const DELAY = 1 << 1;
const SELF_TIMER = 1 << 3;
const BRACKETING = 1 << 4;
const WHITE_BALANCE = 1 << 6;
const D_LIGHTING = 1 << 8;

/** Focus shift is told in a part that Nikon enciphers; distance alone tells it then. */
export const nikon: Maker = {
  wanted: [FOCUS_MODE, BRACKET_VALUE, SERIAL, SHOOTING_MODE, OLD_SERIAL, SHUTTER_COUNT],
  facts: ({ ifd }) => {
    const mode = number(ifd, SHOOTING_MODE);
    const count = number(ifd, SHUTTER_COUNT);
    return known<MakerFacts>({
      drive: mode === undefined ? undefined : driveOf(mode),
      bracket:
        mode === undefined || (mode & BRACKETING) === 0
          ? undefined
          : bracketOf(mode, number(ifd, BRACKET_VALUE)),
      focusMode: focusModeOf(string(ifd, FOCUS_MODE)),
      // "No= 1005a431" on older bodies.
      serial: serial(ifd, SERIAL) ?? serial(ifd, OLD_SERIAL)?.replace(/^No=\s*/i, ''),
      imageCount: count === NO_COUNT ? undefined : count,
    });
  },
};

function driveOf(mode: number): MakerFacts['drive'] {
  if ((mode & CONTINUOUS) !== 0) return 'continuous';
  return (mode & (DELAY | SELF_TIMER)) !== 0 ? 'timer' : 'single';
}

function bracketOf(mode: number, value: number | undefined): NonNullable<MakerFacts['bracket']> {
  if ((mode & WHITE_BALANCE) !== 0) return { of: 'white-balance' };
  if ((mode & D_LIGHTING) !== 0) return { of: 'other' };
  return { of: 'exposure', ...(value !== undefined && { value }) };
}

function focusModeOf(mode: string | undefined): MakerFacts['focusMode'] {
  if (mode === undefined) return undefined;
  if (/^af-c|^af-f/i.test(mode)) return 'continuous';
  if (/^af-s/i.test(mode)) return 'single';
  return /^m/i.test(mode) ? 'manual' : undefined;
}
