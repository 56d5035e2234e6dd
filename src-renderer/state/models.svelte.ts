import type { DeviceReport, ModelInfo } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';

/** The models of this installation: for their page, and for what may be said of a score in words. */
export class Models {
  readonly #engine: Engine;
  #running: string | undefined;
  list = $state.raw<readonly ModelInfo[]>([]);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('status.changed', ({ device }) => this.#follow(device));
  }

  /** The model that scores, or would if it could; undefined until the models are known. */
  get default(): ModelInfo | undefined {
    return this.list.find(({ isDefault }) => isDefault) ?? this.list[0];
  }

  async load(): Promise<void> {
    this.list = await this.#engine.request('models.list', {});
  }

  /** The model that gave a score; undefined once it has been removed. */
  of(model: { readonly id: string; readonly version: string } | undefined): ModelInfo | undefined {
    return this.list.find(({ id, version }) => id === model?.id && version === model.version);
  }

  /** Another model runs: one that may not have been there before. */
  #follow({ model }: DeviceReport): void {
    const running = model && `${model.id}@${model.version}`;
    if (running === undefined || running === this.#running) return;
    this.#running = running;
    if (this.of(model) !== undefined) return;
    // A lost connection has its own banner; the next start asks again.
    this.load().catch(() => undefined);
  }
}
