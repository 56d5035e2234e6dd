import type {
  TasteComparison,
  TasteProfile,
  TasteSources,
  TasteState,
  TasteVersion,
} from '../../src-shared/bridge/taste.ts';
import type { RequestOutput } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';
import type { Notices } from './notices.svelte.ts';
import type { PhotoCache } from './photos.svelte.ts';

/** Changes of the library within this time are counted together, milliseconds. */
const GATHER_MS = 600;

/** Personal taste as the window shows it: profiles, what there is to learn from, bounds of lost keepers. */
export class Taste {
  readonly #engine: Engine;
  readonly #notices: Notices;
  readonly #photos: PhotoCache;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watching = false;
  current = $state.raw<TasteState>();
  /** The profile that is looked at; else the one in use. */
  chosen = $state<string>();
  found = $state.raw<RequestOutput<'taste.sources'>>();
  bounds = $state.raw<RequestOutput<'taste.bounds'>>();
  comparison = $state.raw<TasteComparison>();

  constructor(engine: Engine, notices: Notices, photos: PhotoCache) {
    this.#engine = engine;
    this.#photos = photos;
    this.#notices = notices;
    engine.on('taste.changed', (state) => {
      this.current = state;
      this.#countLater();
    });
    engine.on('library.changed', () => this.#countLater());
  }

  /** The profile in use. */
  get profile(): TasteProfile | undefined {
    return this.current?.profiles.find(({ id }) => id === this.current?.inUse);
  }

  /** The profile that the page is about. */
  get shown(): TasteProfile | undefined {
    return this.current?.profiles.find(({ id }) => id === this.chosen) ?? this.profile;
  }

  get version(): TasteVersion | undefined {
    return versionInUse(this.shown);
  }

  /** Whether the best-first order is the person's own. */
  get isOn(): boolean {
    return this.current?.ranking === 'personal';
  }

  async load(): Promise<void> {
    this.current = await this.#engine.request('taste.state', {});
  }

  /** While the page is open its counts are kept up to date. Returns how to stop. */
  watch(): () => void {
    this.#watching = true;
    this.#count();
    return () => {
      this.#watching = false;
      clearTimeout(this.#timer);
    };
  }

  async create(name: string, sources: TasteSources): Promise<void> {
    const profile = await this.#engine.request('taste.create', { name, sources });
    this.chosen = profile.id;
  }

  async change(
    change: { readonly id: string } & Partial<
      Pick<TasteProfile, 'name' | 'sources' | 'force' | 'deep' | 'learning'>
    >,
  ): Promise<void> {
    await this.#engine.request('taste.change', change);
  }

  async use(id: string | undefined): Promise<void> {
    this.current = await this.#engine.request('taste.use', id === undefined ? {} : { id });
  }

  async learn(id: string): Promise<void> {
    const { learnt } = versionInUse(await this.#engine.request('taste.learn', { id })) ?? {};
    if (learnt === undefined) return;
    const decisions = learnt.stars + learnt.picks + learnt.rejects + learnt.pairs;
    this.#notices.info(`Learnt anew from ${decisions} decisions`);
  }

  /** Uses an earlier version; the notice takes that back. */
  async rollBack({ id, current, learning }: TasteProfile, version: number): Promise<void> {
    await this.#engine.request('taste.rollBack', { id, version });
    this.comparison = undefined;
    if (current === undefined) return;
    this.#notices.info(`Rolled back to version ${version}`, {
      label: 'Undo',
      run: () => {
        void this.#engine
          .request('taste.rollBack', { id, version: current })
          .then(() => (learning ? this.change({ id, learning }) : undefined))
          .catch((thrown: unknown) => this.#notices.error(thrown));
      },
    });
  }

  async remove(id: string): Promise<void> {
    this.current = await this.#engine.request('taste.delete', { id });
    if (this.chosen === id) this.chosen = undefined;
    this.comparison = undefined;
  }

  async compare(id: string, a: number, b: number | undefined): Promise<void> {
    const comparison = await this.#engine.request('taste.compare', {
      a: { id, version: a },
      b: { id, ...(b !== undefined && { version: b }) },
    });
    await this.#photos.load(comparison.movers.map((mover) => mover.id));
    this.comparison = comparison;
  }

  #countLater(): void {
    if (!this.#watching) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#count(), GATHER_MS);
  }

  #count(): void {
    const { folderId } = this.shown?.sources ?? {};
    const where = folderId === undefined ? {} : { folderId };
    Promise.all([
      this.#engine.request('taste.sources', where),
      this.#engine.request('taste.bounds', {}),
    ])
      .then(([found, bounds]) => {
        this.found = found;
        this.bounds = bounds;
      })
      // A lost connection has its own banner; the next change asks again.
      .catch(() => undefined);
  }
}

export function versionInUse(profile: TasteProfile | undefined): TasteVersion | undefined {
  return profile?.versions.find(({ number }) => number === profile.current);
}
