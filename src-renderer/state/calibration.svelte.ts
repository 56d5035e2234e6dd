import type { Calibration, CALIBRATION_ANSWERS } from '../../src-shared/bridge/taste.ts';
import type { Engine } from './bridge.ts';
import type { Notices } from './notices.svelte.ts';
import type { PhotoCache } from './photos.svelte.ts';

export type CalibrationAnswer = (typeof CALIBRATION_ANSWERS)[number];

/** One sitting of answering pairs. */
export class CalibrationState {
  readonly #engine: Engine;
  readonly #notices: Notices;
  readonly #photos: PhotoCache;
  current = $state.raw<Calibration>();
  profile = $state<string>();
  /** The answer that is being taken: it is shown at once, and no second one is taken meanwhile. */
  given = $state<CalibrationAnswer>();

  constructor(engine: Engine, notices: Notices, photos: PhotoCache) {
    this.#engine = engine;
    this.#photos = photos;
    this.#notices = notices;
  }

  async start(id: string): Promise<void> {
    this.profile = id;
    this.current = undefined;
    await this.#show(await this.#engine.request('calibration.start', { id }));
  }

  answer(chosen: CalibrationAnswer): void {
    const { profile: id } = this;
    if (id === undefined || this.given !== undefined || this.current?.pair === undefined) return;
    this.given = chosen;
    this.#step(() => this.#engine.request('calibration.answer', { id, chosen }));
  }

  back(): void {
    const { profile: id } = this;
    if (id === undefined || this.given !== undefined) return;
    this.#step(() => this.#engine.request('calibration.back', { id }));
  }

  /** Ends the sitting; the profile learns from it in the background. */
  stop(): void {
    const { profile: id } = this;
    if (id === undefined) return;
    this.profile = undefined;
    const answered = this.current?.answers.length ?? 0;
    this.#engine
      .request('calibration.stop', { id })
      .then(() => {
        if (answered > 0) this.#notices.info(`Learnt from ${answered} answers`);
      })
      .catch((thrown: unknown) => this.#notices.error(thrown));
  }

  /** Both photos appear together: one that came first would be looked at first. */
  async #show(next: Calibration): Promise<void> {
    if (next.pair !== undefined) await this.#photos.load([next.pair.left, next.pair.right]);
    this.current = next;
  }

  #step(ask: () => Promise<Calibration>): void {
    ask()
      .then((next) => this.#show(next))
      .catch((thrown: unknown) => this.#notices.error(thrown))
      .finally(() => (this.given = undefined));
  }
}
