/** A cosine schedule with a linear warm-up: the share, 0–1, of the highest learning rate at a step. */
export interface Schedule {
  readonly steps: number;
  /** Steps over which the rate rises from 0. */
  readonly warmUp: number;
  /** Share of the highest rate that is left at the end. */
  readonly floor: number;
}

/** `step` counts from 0; beyond the last step the floor. */
export function rateShare(step: number, { steps, warmUp, floor }: Schedule): number {
  if (step < warmUp) return (step + 1) / warmUp;
  const progress = Math.min(1, (step - warmUp) / Math.max(1, steps - warmUp));
  return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

/** The average's decay at a step (from 0): short at first, so that the start is soon forgotten. */
export function averageDecay(step: number, most: number): number {
  return Math.min(most, (1 + step) / (10 + step));
}
