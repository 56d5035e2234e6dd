/** The loop of a training run: steps, with a log, looks at validation photos, and checkpoints. */
import path from 'node:path';
import { writeCheckpoint, type CheckpointHeader } from './checkpoint.ts';
import type { ContrastMaker } from './contrast/index.ts';
import type { Batches } from './data/index.ts';
import { feedsOf, type Labelled } from './feeds.ts';
import type { Predictor } from './predict.ts';
import type { RunLog } from './run-log.ts';
import type { Trainer } from './trainer.ts';
import { validate, type ValidationPhotos } from './validation.ts';

/** Names of the checkpoint and of the best one so far in a run's folder. */
export const CHECKPOINT = 'checkpoint.bin';
export const BEST = 'best.bin';

/** Seconds between two checkpoints: what an interruption costs at most. */
const CHECKPOINT_EVERY = 300;
/** Share of an old loss in the smoothed one. */
const SMOOTHING = 0.95;

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  /** Smoothed over the last steps. */
  readonly loss: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** Share of the time, 0–1, that was spent waiting for batches. */
  readonly waiting: number;
}

export interface RunParts {
  readonly folder: string;
  readonly header: CheckpointHeader;
  /** Steps of the whole run. */
  readonly steps: number;
  readonly validationEvery: number;
  /** The next one is batch `header.step`. */
  readonly batches: Batches;
  readonly labelled: Labelled;
  /** Makes sentences for a batch, where text is trained. */
  readonly contrast?: ContrastMaker | undefined;
  readonly trainer: Trainer;
  readonly predictor: Predictor;
  readonly photos: ValidationPhotos;
  readonly log: RunLog;
  onProgress(progress: TrainingProgress): void;
}

export class TrainingRun {
  readonly #parts: RunParts;
  readonly #startedAt = performance.now();
  #step: number;
  #best: CheckpointHeader['best'];
  #smoothed: number | undefined;
  #savedAt = performance.now();

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#step = parts.header.step;
    this.#best = parts.header.best;
  }

  get finished(): boolean {
    return this.#step >= this.#parts.steps;
  }

  get best(): CheckpointHeader['best'] {
    return this.#best;
  }

  /** Goes on until the last step, the signal or for this many seconds, and leaves a checkpoint. */
  async go(signal: AbortSignal, seconds: number): Promise<void> {
    const { steps, validationEvery } = this.#parts;
    while (!this.finished && !signal.aborted && this.#seconds() < seconds) {
      await this.#oneStep();
      if (this.#step % validationEvery === 0 || this.#step === steps) await this.#look();
      if (performance.now() - this.#savedAt > CHECKPOINT_EVERY * 1000) await this.#checkpoint();
    }
    await this.#checkpoint();
  }

  async #oneStep(): Promise<void> {
    const { batches, labelled, contrast, trainer, log, steps } = this.#parts;
    const batch = await batches.next();
    const feeds = { ...feedsOf(batch, batches.layout, labelled), ...contrast?.feedsOf(batch) };
    const figures = await trainer.step(this.#step, steps, feeds);
    this.#step++;
    await log.append({ step: this.#step, ...figures });
    const before = this.#smoothed ?? figures.loss;
    this.#smoothed = SMOOTHING * before + (1 - SMOOTHING) * figures.loss;
    const seconds = this.#seconds();
    this.#parts.onProgress({
      step: this.#step,
      steps,
      loss: this.#smoothed,
      imagesPerSecond: this.#imagesPerSecond(),
      secondsLeft: ((steps - this.#step) * seconds) / this.#stepsHere(),
      waiting: batches.waited / 1000 / seconds,
    });
  }

  /** Looks at photos that are not learnt from, and keeps the best network there. */
  async #look(): Promise<void> {
    const { folder, trainer, predictor, photos, log } = this.#parts;
    const speed = { seconds: this.#seconds(), imagesPerSecond: this.#imagesPerSecond() };
    const figures = await validate(predictor, await trainer.average(), photos);
    await log.append({ step: this.#step, ...speed, ...figures });
    // Nothing would ever beat it, and JSON has none.
    if (Number.isNaN(figures.validation)) return;
    if (this.#best !== null && figures.validation <= this.#best.figure) return;
    this.#best = { figure: figures.validation, step: this.#step };
    await this.#save(path.join(folder, BEST));
  }

  async #checkpoint(): Promise<void> {
    await this.#save(path.join(this.#parts.folder, CHECKPOINT));
    this.#savedAt = performance.now();
  }

  async #save(file: string): Promise<void> {
    const { header, trainer } = this.#parts;
    await writeCheckpoint(file, {
      header: { ...header, step: this.#step, best: this.#best },
      state: await trainer.state(),
    });
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  #stepsHere(): number {
    return this.#step - this.#parts.header.step;
  }

  #imagesPerSecond(): number {
    return (this.#stepsHere() * this.#parts.batches.layout.pictures) / this.#seconds();
  }
}
