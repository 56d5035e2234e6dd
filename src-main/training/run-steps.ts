/** The loop of a run that looks at nothing but its loss: steps, with a log and checkpoints. */
import type { Feed } from '../inference/training-session.ts';
import { RunLog } from './run-log.ts';
import type { StepFigures, Trainer } from './trainer.ts';

/** Seconds between two checkpoints: what an interruption costs at most. */
const CHECKPOINT_EVERY = 120;

export interface RunSteps {
  readonly folder: string;
  readonly trainer: Trainer;
  /** Steps that are done, and all that are to be. */
  readonly from: number;
  readonly steps: number;
  readonly signal: AbortSignal;
  /** The inputs of a step, counted from 0, beside the optimiser's. */
  feedsOf(step: number): Readonly<Record<string, Feed>> | Promise<Readonly<Record<string, Feed>>>;
  /** What is logged of a step. Default: all figures of the step's graph. */
  logged?(figures: StepFigures): Readonly<Record<string, number>>;
  /** Keeps the run as it is after so many steps. */
  save(step: number): Promise<void>;
  onStep(step: number, loss: number): void;
}

/**
 * Goes on until the last step or the signal, and leaves a checkpoint. Resolves to whether that was the last step. Throws
 * `training-diverged` where the loss is no number any more: the last checkpoint is from before.
 */
export async function runSteps(run: RunSteps): Promise<boolean> {
  const { folder, trainer, from, steps, signal, logged = (figures) => figures } = run;
  const log = await RunLog.open(folder, from);
  let savedAt = performance.now();
  let step = from;
  while (step < steps && !signal.aborted) {
    const figures = await trainer.step(step, steps, await run.feedsOf(step));
    step++;
    await log.append({ step, ...logged(figures) });
    run.onStep(step, figures.loss);
    if (performance.now() - savedAt > CHECKPOINT_EVERY * 1000) {
      await run.save(step);
      savedAt = performance.now();
    }
  }
  await run.save(step);
  return step === steps;
}
