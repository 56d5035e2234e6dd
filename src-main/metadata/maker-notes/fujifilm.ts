import type { Maker, MakerFacts } from './types.ts';
import { known, number, serial } from './values.ts';

const SERIAL = 0x0010;
const FOCUS_MODE = 0x1021;
const BRACKETING = 0x1100;
const SEQUENCE = 0x1101;
const WHITE_BALANCE = 0x1102;
const DRIVE = 0x1103;
const COMPOSITE = 0x1150;
const PANORAMA_ANGLE = 0x1153;
const IMAGE_COUNT = 0x1438;
const COMPOSITE_PANORAMA = 32;

export const fujifilm: Maker = {
  wanted: [
    ...[SERIAL, FOCUS_MODE, BRACKETING, SEQUENCE, WHITE_BALANCE, DRIVE],
    ...[COMPOSITE, PANORAMA_ANGLE, IMAGE_COUNT],
  ],
  facts: ({ ifd }) => {
    const drive = number(ifd, DRIVE);
    const sequence = number(ifd, SEQUENCE) ?? 0;
    const count = number(ifd, IMAGE_COUNT);
    const stitched =
      number(ifd, COMPOSITE) === COMPOSITE_PANORAMA || (number(ifd, PANORAMA_ANGLE) ?? 0) > 0;
    return known<MakerFacts>({
      drive: drive === undefined ? undefined : (drive & 0xff) === 0 ? 'single' : 'continuous',
      bracket: bracketOf(number(ifd, BRACKETING), number(ifd, WHITE_BALANCE)),
      sequence: sequence > 0 ? sequence : undefined,
      focusMode: number(ifd, FOCUS_MODE) === 1 ? 'manual' : undefined,
      panorama: stitched ? 'stitched' : undefined,
      serial: serial(ifd, SERIAL),
      imageCount: count === undefined ? undefined : count & 0x7fff,
    });
  },
};

/** 2 is a pre-shot or a flash series, which is no bracket of exposures. */
function bracketOf(
  mode: number | undefined,
  whiteBalance: number | undefined,
): MakerFacts['bracket'] {
  if ((whiteBalance ?? 0) > 0) return { of: 'white-balance' };
  return mode === 1 ? { of: 'exposure' } : undefined;
}
