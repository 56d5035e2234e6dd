import { clearProgress, duration, showProgress } from './output.ts';

/** "Scoring: 120 of 500 photos, 18.3 a second, 21 s left" on the terminal. */
export class ScoreProgress {
  readonly #work: string;
  #found = 0;
  #complete = false;
  #done = 0;
  #failed = 0;
  readonly #startedAt = performance.now();
  #shownAt = 0;

  /** `work`: what is done, such as "Scoring". */
  constructor(work = 'Scoring') {
    this.#work = work;
  }

  found(found: number, complete: boolean): void {
    this.#found = found;
    this.#complete = complete;
    this.#show();
  }

  finished(failed: boolean): void {
    this.#done++;
    if (failed) this.#failed++;
    this.#show();
  }

  end(): void {
    clearProgress();
  }

  #show(): void {
    const now = performance.now();
    if (now - this.#shownAt < 100) return;
    this.#shownAt = now;
    const rate = this.#done / ((now - this.#startedAt) / 1000);
    const of = this.#complete ? `${this.#found}` : `${this.#found}+`;
    const left =
      this.#complete && rate > 0 ? `, ${duration((this.#found - this.#done) / rate)} left` : '';
    const failed = this.#failed > 0 ? `, ${this.#failed} failed` : '';
    showProgress(
      `${this.#work}: ${this.#done} of ${of} photos, ${rate.toFixed(1)} a second${left}${failed}`,
    );
  }
}
