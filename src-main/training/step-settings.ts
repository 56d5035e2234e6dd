import type { RatingScale } from '../../src-aesnet/networks/aesnet.ts';
import type { StepSettings } from '../../src-aesnet/training/step-graph.ts';
import type { TrainingConfig } from './config.ts';

/** What the step's graph is built from. */
export function stepSettings(config: TrainingConfig, scale: RatingScale): StepSettings {
  const { side, photos, edited, stable, bend, temperature, lead, headRate, decay } = config;
  return {
    side,
    counts: { photos, edited, stable },
    weights: {
      level: config.levelWeight,
      residuals: config.residualsWeight,
      spread: config.spreadWeight,
      emotions: config.emotionsWeight,
      affinity: config.affinityWeight,
      ranking: config.rankingWeight,
      movesMost: config.movesMostWeight,
      stability: config.stabilityWeight,
    },
    scale,
    bend,
    temperature,
    lead,
    optimiser: {
      beta1: config.beta1,
      beta2: config.beta2,
      epsilon: config.epsilon,
      maxNorm: config.maxNorm,
    },
    headRate,
    decay,
  };
}
