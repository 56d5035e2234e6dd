import type { PhotoDetail, RequestOutput, Settings } from '../../src-shared/bridge.ts';
import type { ScoreBands } from '../../src-shared/score-bands.ts';
import type { Profile, Verdict, VerdictVersion } from '../../src-shared/verdict.ts';
import type { Engine } from './bridge.ts';
import { formatPlural } from './format.ts';
import type { Library } from './library.svelte.ts';
import type { Notices } from './notices.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';

export interface VerdictFilesRooms {
  readonly engine: Engine;
  readonly settings: SettingsState;
  readonly library: Library;
  readonly notices: Notices;
  /** Undoes the newest step. */
  undo(): Promise<void>;
}

export type Preview = RequestOutput<'sidecars.preview'>;
export type BandsPreview = RequestOutput<'bands.preview'>;

/** Bands that a person who has none begins with. */
const FIRST_BANDS: ScoreBands = {
  of: 'aesthetic',
  by: 'percentile',
  bands: [
    { from: 90, stars: 5 },
    { from: 70, stars: 4 },
    { from: 40, stars: 3 },
  ],
  replace: false,
};

/** Verdicts in files: for whom they are written, what that would change, conflicts, and bands of scores. */
export class VerdictFiles {
  readonly #rooms: VerdictFilesRooms;
  /** The dialog that is open. */
  dialog = $state<'files' | 'bands'>();
  preview = $state.raw<Preview>();
  bands = $state.raw<ScoreBands>(FIRST_BANDS);
  bandsPreview = $state.raw<BandsPreview>();
  busy = $state(false);

  constructor(rooms: VerdictFilesRooms) {
    this.#rooms = rooms;
  }

  open(dialog: 'files' | 'bands'): void {
    this.preview = undefined;
    this.bandsPreview = undefined;
    this.dialog = dialog;
  }

  close(): void {
    this.dialog = undefined;
  }

  /** For whom verdicts are written from now on; what is written stays until it is written again. */
  async setProfile(profile: Profile): Promise<void> {
    await this.#set({ profile });
  }

  /**
   * The answer to whether photos are to hold verdicts themselves. On yes those that have verdicts get them now; they
   * were made before anybody asked.
   */
  async setEmbed(embed: boolean): Promise<void> {
    await this.#set({ embed });
    if (embed) await this.writeAll();
  }

  async #set(change: Partial<Settings>): Promise<void> {
    this.preview = undefined;
    await this.#rooms.settings.set(change);
  }

  /** What writing every verdict again would change. */
  async look(): Promise<void> {
    const { engine, settings } = this.#rooms;
    const { profile, embed = false } = settings.current;
    await this.#while(async () => {
      this.preview = await engine.request('sidecars.preview', { profile, embed });
    });
  }

  async writeAll(): Promise<void> {
    const { engine, notices } = this.#rooms;
    const { photos } = await engine.request('sidecars.rewrite', {});
    this.preview = undefined;
    notices.info(
      photos === 0 ? 'There is no verdict to write' : `Writing ${formatPlural(photos, 'verdict')}`,
    );
  }

  async resume(): Promise<void> {
    await this.#rooms.engine.request('sidecars.resume', {});
  }

  /** Settles a conflict with what one of the files says, or with the verdict as it is. */
  async settle({ photo }: PhotoDetail, version?: VerdictVersion): Promise<void> {
    const { engine, notices } = this.#rooms;
    const verdict: Verdict = {
      stars: version?.stars ?? photo.verdict.stars,
      flag: version?.flag ?? photo.verdict.flag,
      color: version?.color ?? photo.verdict.color,
    };
    const { summary } = await engine.request('verdicts.settle', { id: photo.id, verdict });
    if (version === undefined) notices.info('Settled: the verdict stays as it is');
    else notices.info(`Settled: ${summary}`, { label: 'Undo', run: () => void this.#rooms.undo() });
  }

  setBands(change: Partial<ScoreBands>): void {
    this.bands = { ...this.bands, ...change };
    this.bandsPreview = undefined;
  }

  /** What the bands would give to the photos on show. */
  async lookAtBands(): Promise<void> {
    const { engine, library } = this.#rooms;
    await this.#while(async () => {
      this.bandsPreview = await engine.request('bands.preview', {
        filter: library.filter,
        bands: this.bands,
      });
    });
  }

  async applyBands(): Promise<void> {
    const { engine, library, notices } = this.#rooms;
    await this.#while(async () => {
      const { summary, ids, failed } = await engine.request('bands.apply', {
        filter: library.filter,
        bands: this.bands,
      });
      const undo = { label: 'Undo', run: () => void this.#rooms.undo() };
      if (failed > 0) {
        notices.show({
          level: 'warning',
          message: `${formatPlural(failed, 'keyword')} could not be written`,
        });
      } else if (ids.length > 0) notices.info(summary, undo);
      else notices.info('Nothing had to change');
    });
    this.close();
  }

  async #while(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
    } finally {
      this.busy = false;
    }
  }
}
