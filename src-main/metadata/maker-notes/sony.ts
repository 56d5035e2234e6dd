import type { FocusMode, Maker, MakerFacts } from './types.ts';
import { known, number, numbers, share } from './values.ts';

const FOCUS_MODE = 0x201b;
const FOCUS_LOCATION = 0x2027;
const RELEASE_MODE = 0xb049;
const SEQUENCE = 0xb04a;
/** What Sony writes where a tag does not apply. */
const NONE = 65_535;

const FOCUS_MODES: Readonly<Record<number, FocusMode>> = {
  0: 'manual',
  2: 'single',
  3: 'continuous',
  6: 'manual',
  7: 'continuous',
};

export const sony: Maker = {
  wanted: [FOCUS_MODE, FOCUS_LOCATION, RELEASE_MODE, SEQUENCE],
  facts: ({ ifd }) => {
    const release = number(ifd, RELEASE_MODE);
    const sequence = number(ifd, SEQUENCE);
    const [width, height, x, y] = numbers(ifd, FOCUS_LOCATION);
    return known<MakerFacts>({
      drive: release === 2 ? 'continuous' : release === 0 ? 'single' : undefined,
      bracket: bracketOf(release),
      sequence:
        sequence === undefined || sequence === 0 || sequence === NONE ? undefined : sequence,
      focusMode: FOCUS_MODES[number(ifd, FOCUS_MODE) ?? -1],
      focusPoint: share(x, y, width, height),
    });
  },
};

function bracketOf(release: number | undefined): MakerFacts['bracket'] {
  switch (release) {
    case 5:
      return { of: 'exposure' };
    case 6:
      return { of: 'white-balance' };
    case 8:
      return { of: 'other' };
    default:
      return undefined;
  }
}
