import type { BracketOf, FocusMode, Maker, MakerFacts } from './types.ts';
import { known, number, numbers, share, serial } from './values.ts';

const FOCUS_MODE = 0x0007;
const SERIAL = 0x0025;
const BURST_MODE = 0x002a;
const SEQUENCE = 0x002b;
const FOCUS_POINT = 0x004d;

const FOCUS_MODES: Readonly<Record<number, FocusMode>> = {
  1: 'single',
  2: 'manual',
  4: 'single',
  5: 'continuous',
  6: 'single',
  7: 'continuous',
  8: 'continuous',
};
const BRACKETS: Readonly<Record<number, BracketOf>> = {
  2: 'exposure',
  3: 'focus',
  8: 'white-balance',
  18: 'other',
};
const BURSTS = new Set([1, 4, 17]);

export const panasonic: Maker = {
  wanted: [FOCUS_MODE, SERIAL, BURST_MODE, SEQUENCE, FOCUS_POINT],
  facts: ({ ifd }) => {
    const burst = number(ifd, BURST_MODE) ?? -1;
    const of = BRACKETS[burst];
    const sequence = number(ifd, SEQUENCE) ?? 0;
    const [x, y] = numbers(ifd, FOCUS_POINT);
    return known<MakerFacts>({
      drive: BURSTS.has(burst) ? 'continuous' : burst === 0 ? 'single' : undefined,
      bracket: of === undefined ? undefined : { of },
      sequence: sequence > 0 ? sequence : undefined,
      focusMode: FOCUS_MODES[number(ifd, FOCUS_MODE) ?? -1],
      serial: serial(ifd, SERIAL),
      focusPoint: share(x, y),
    });
  },
};
