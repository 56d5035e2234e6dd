import type { Checkpoint } from '../../src-main/training/checkpoint.ts';

/** A checkpoint whose arrays all tell its step, so that one which is made of two shows. */
export function checkpointOf(size: number, step: number): Checkpoint {
  const filled = (add: number) =>
    Float32Array.from({ length: size }, (_, index) => step + add + index / size);
  return {
    header: {
      step,
      config: { side: 64, learningRate: 0.0005 },
      best: step === 0 ? null : { figure: 0.875, step },
      scale: {
        mean: 3.1,
        deviation: 0.6,
        attributes: [{ intercept: 0.1, slope: 0.9, residualDeviation: 0.2, deviation: 0.5 }],
      },
      size,
    },
    state: {
      parameters: filled(0),
      firstMoment: filled(0.25),
      secondMoment: filled(0.5),
      average: filled(0.75),
    },
  };
}
