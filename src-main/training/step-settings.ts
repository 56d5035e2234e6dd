import { SPACES } from '../../src-aesnet/descriptions/index.ts';
import type { ParameterLayout } from '../../src-aesnet/layers/parameters.ts';
import type { RatingScale } from '../../src-aesnet/networks/aesnet.ts';
import type { TextEncoderShape } from '../../src-aesnet/networks/text-encoder.ts';
import type { ContrastiveSettings } from '../../src-aesnet/training/contrastive-part.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import type { StepSettings } from '../../src-aesnet/training/step-graph.ts';
import { contrastiveOf, type TrainingConfig } from './config.ts';

/** What the step's graph is built from; `text` is the text encoder's shape, where one is trained. */
export function stepSettings(
  config: TrainingConfig,
  scale: RatingScale,
  text?: TextEncoderShape,
): StepSettings {
  const contrastive = contrastiveSettings(config, text);
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
      featureAffinity: config.featureAffinityWeight ?? 0,
      contrastive: config.contrastiveWeight ?? 0,
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
    dropout: (config.dropout ?? 0) > 0,
    frozenBlocks: config.frozenBlocks ?? 0,
    ...(contrastive !== undefined && { contrastive }),
  };
}

/** Undefined where there is no contrastive loss. */
function contrastiveSettings(
  config: TrainingConfig,
  text: TextEncoderShape | undefined,
): ContrastiveSettings | undefined {
  const contrastive = contrastiveOf(config);
  if (contrastive === undefined || text === undefined) return undefined;
  return { text, spaces: contrastive.spaces };
}

/** The parameters of a run, with those of its text encoder, if it has one: the step's own number of spaces changes nothing. */
export function layoutOfText(text: TextEncoderShape | undefined): ParameterLayout {
  return aesNetLayout(text && { text, spaces: SPACES.length });
}
