import type { Settings } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';

/** Bytes that previews may take until the person says otherwise; the engine's own answer replaces it. */
const UNTIL_KNOWN: Settings = {
  theme: 'dark',
  autoAdvance: false,
  hideScores: false,
  previewCacheBytes: 0,
  termsSeen: true,
  burstGap: 1,
  profile: 'lightroom',
};

/** What the person has set: shown at once, stored by the engine. */
export class SettingsState {
  readonly #engine: Engine;
  current = $state.raw<Settings>(UNTIL_KNOWN);
  loaded = $state(false);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('settings.changed', (settings) => (this.current = settings));
  }

  async load(): Promise<void> {
    this.current = await this.#engine.request('settings.get', {});
    this.loaded = true;
  }

  async set(change: Partial<Settings>): Promise<void> {
    this.current = { ...this.current, ...change };
    await this.#engine.request('settings.set', change);
  }
}
