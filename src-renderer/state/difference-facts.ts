/** What two frames of a burst differ in, as numbers: a name, this frame's against the other's, and what they mean. */
import { SCORED, SCORED_NAMES, type Scored } from '../../src-shared/attribute.ts';
import type { BurstDifference } from '../../src-shared/bridge.ts';
import type { MeasuredDifference } from '../../src-shared/group.ts';
import type { Fact } from './facts.ts';
import { formatScore, formatShare, formatTenths } from './format.ts';

type Compared = BurstDifference['differences'][number];

interface Words {
  readonly name: string;
  readonly meaning: string;
  shown(value: number): string;
}

const MEASURED: Readonly<Record<MeasuredDifference, Words>> = {
  focus: {
    name: 'Blur',
    meaning: 'Gaussian σ of the sharpest region, at the size of the larger frame; lower is sharper',
    shown: (value) => `${formatTenths(value)} px`,
  },
  motion: {
    name: 'Motion',
    meaning: 'Length of a linear motion blur, at the size of the larger frame',
    shown: (value) => `${formatTenths(value)} px`,
  },
  horizon: {
    name: 'Horizon',
    meaning: 'Degrees by which it leans',
    shown: (value) => `${formatTenths(value)}°`,
  },
  highlights: {
    name: 'Highlights',
    meaning: 'Share of the frame in which a channel is at its upper end',
    shown: formatShare,
  },
  shadows: {
    name: 'Shadows',
    meaning: 'Share of the frame in which all channels are at their lower end',
    shown: formatShare,
  },
  noise: {
    name: 'Noise',
    meaning: 'Standard deviation of luminance noise in flat areas, 8-bit sRGB units',
    shown: (value) => `σ ${formatTenths(value)}`,
  },
};

const WORDS: Readonly<Record<Compared['of'], Words>> = {
  ...MEASURED,
  ...(Object.fromEntries(
    SCORED.map((of): [Scored, Words] => [
      of,
      { name: SCORED_NAMES[of], meaning: 'Score, from 1 to 5', shown: formatScore },
    ]),
  ) as Record<Scored, Words>),
};

/** In the order of the differences: this frame's value against the other's. */
export function differenceFacts({ differences }: Pick<BurstDifference, 'differences'>): Fact[] {
  return differences.map(({ of, own, other }) => {
    const { name, meaning, shown } = WORDS[of];
    const either = (value: number | undefined) => (value === undefined ? 'no edge' : shown(value));
    return { name, meaning, value: `${either(own)} against ${either(other)}` };
  });
}
