import type { PhotoFacts } from '../../../src-aesnet/descriptions/index.ts';
import type { RatingScale } from '../../../src-aesnet/networks/aesnet.ts';
import type { Random } from '../../../src-aesnet/random.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCORED } from '../../../src-shared/attribute.ts';

/** Attributes follow the overall rating exactly, but for 0.15 points. */
export const SCALE: RatingScale = {
  mean: 3.1,
  deviation: 0.5,
  attributes: RATED_ATTRIBUTES.map(() => ({
    intercept: 0,
    slope: 1,
    residualDeviation: 0.15,
    deviation: 0.5,
  })),
};

/** A photo of which anything may be known. */
export function anyPhoto(random: Random, id: string): PhotoFacts {
  const overall = random.uniform(1.5, 4.5);
  const votes = EMOTIONS.map(() => random.integer(9));
  votes[EMOTIONS.indexOf('neutral')] = 1 + random.integer(30);
  const sum = votes.reduce((a, b) => a + b, 0);
  const rated = random.chance(0.8);
  const measured = random.chance(0.8);
  return {
    id,
    ...(rated && {
      people: {
        means: SCORED.map((_, index) =>
          index === 0 ? overall : overall + random.uniform(-0.4, 0.4),
        ),
        emotions: votes.map((count) => count / sum),
      },
    }),
    ...(measured && {
      photometry: {
        lightness: random.uniform(3, 97),
        tonalRange: random.uniform(5, 100),
        whiteArea: random.chance(0.3) ? 0 : random.uniform(0, 0.4),
        blackArea: random.chance(0.3) ? 0 : random.uniform(0, 0.4),
        chroma: random.chance(0.2) ? random.uniform(0, 2.4) : random.uniform(2.6, 50),
        warmth: random.uniform(-30, 40),
        lightWarmth: random.uniform(-20, 30),
        greenArea: random.uniform(),
        redArea: random.uniform(),
        noise: random.uniform(0, 3),
        ...(random.chance(0.9) && { sharpness: random.uniform(1, 2.5) }),
        ...(random.chance(0.2) && { lineSlope: random.uniform(0, 11.5) }),
      },
    }),
  };
}
