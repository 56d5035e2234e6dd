import type { Distribution, PhotoDetail } from '../../src-shared/bridge.ts';
import type { Scored } from '../../src-shared/attribute.ts';
import { toErrorInfo, type ErrorInfo } from '../../src-shared/errors.ts';
import type { Engine } from './bridge.ts';

/** Changes to the photo on show within this time are read together, milliseconds. */
const GATHER_MS = 120;
/** The library's curve moves slowly while photos are scored. */
const CURVE_MS = 1_000;

/** All that the side panel says about the active photo, and the curve that it is held against. */
export class Detail {
  readonly #engine: Engine;
  #id: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #curveTimer: ReturnType<typeof setTimeout> | undefined;
  current = $state.raw<PhotoDetail>();
  error = $state.raw<ErrorInfo>();
  /** The library's distributions: of the overall score, and of the attribute that photos are sorted by. */
  curves = $state.raw<{ readonly [S in Scored]?: Distribution }>({});
  #wanted: ReadonlySet<Scored> = new Set<Scored>(['aesthetic']);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('photos.changed', ({ ids }) => {
      if (this.#id !== undefined && ids.includes(this.#id)) this.#later();
      this.#curveLater();
    });
    // Photos that come or go, and files that turn out to be one photo, change the curves as well.
    engine.on('library.changed', () => {
      this.#later();
      this.#curveLater();
    });
  }

  /** Follows another photo. The one before stays until its successor is there, so that nothing jumps. */
  follow(id: number | undefined): void {
    if (id === this.#id) return;
    this.#id = id;
    if (id === undefined) this.current = undefined;
    else void this.#load(id);
  }

  get distribution(): Distribution | undefined {
    return this.curves.aesthetic;
  }

  /** Keeps this score's distribution at hand as well. */
  wantCurve(of: Scored): void {
    this.#wanted = new Set<Scored>(['aesthetic', of]);
    if (this.curves[of] === undefined) this.#curveLater();
  }

  async loadCurves(): Promise<void> {
    const loaded = await Promise.all(
      [...this.#wanted].map((of) => this.#engine.request('library.distribution', { of })),
    );
    this.curves = Object.fromEntries(loaded.map((curve) => [curve.of, curve]));
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#id !== undefined) void this.#load(this.#id);
    }, GATHER_MS);
  }

  #curveLater(): void {
    this.#curveTimer ??= setTimeout(() => {
      this.#curveTimer = undefined;
      // A lost connection has its own banner; the next change asks again.
      this.loadCurves().catch(() => undefined);
    }, CURVE_MS);
  }

  async #load(id: number): Promise<void> {
    try {
      const detail = await this.#engine.request('photos.detail', { id });
      if (id !== this.#id) return;
      this.current = detail;
      this.error = undefined;
    } catch (thrown) {
      if (id !== this.#id) return;
      const error = toErrorInfo(thrown);
      if (error.code === 'disconnected') return;
      this.current = undefined;
      this.error = error;
    }
  }
}
