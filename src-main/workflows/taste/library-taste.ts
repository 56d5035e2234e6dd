/**
 * The taste of the person whose library this is: profiles and what becomes of them, one thing at a time, and learning anew when
 * decisions come.
 */
import type {
  PersonalDetail,
  TasteProfile,
  TasteSources,
  TasteState,
} from '../../../src-shared/bridge/taste.ts';
import { KeepersError, toErrorInfo } from '../../../src-shared/errors.ts';
import { requireFeatures, type Profile, type ProfileSettings } from '../../personal/index.ts';
import { learnVersion } from './learn-version.ts';
import type { TasteEvents, TasteRooms } from './rooms.ts';
import { readProfileSummary } from './summary.ts';
import { TasteInUse } from './taste-in-use.ts';

/** After the last decision, before anything is learnt, milliseconds: a person at work decides twice a second. */
const PAUSE_MS = 1_500;
/** No sooner than this many times what learning took: it must not take a core for itself. */
const REST = 4;

export class LibraryTaste {
  readonly rooms: TasteRooms;
  /** Resolves once it is known which profile is in use. */
  ready: Promise<void> = Promise.resolve();
  readonly #events: TasteEvents;
  readonly #inUse: TasteInUse;
  #timer: NodeJS.Timeout | undefined;
  #rest = PAUSE_MS;
  /** One thing at a time happens to profiles. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();
  #scoreWaits = false;
  #busy = 0;
  #closed = false;

  constructor(rooms: TasteRooms, events: TasteEvents) {
    this.rooms = rooms;
    this.#events = events;
    this.#inUse = new TasteInUse(rooms, events);
  }

  /** What the best-first order goes by. */
  get ranking(): 'general' | 'personal' {
    return this.#inUse.ranking;
  }

  /** The version in use of the profile in use. */
  get current(): Profile | undefined {
    return this.#inUse.profile;
  }

  /** Reads which profile is in use, before there is a model: orders go by it from the first question on. */
  start(): void {
    this.ready = this.#exclusive(() => this.#inUse.load()).catch(() => undefined);
  }

  /** Takes up the profile in use, once there is a model, and again when that is another. */
  modelChanged(): void {
    this.#background(async () => {
      await this.#inUse.load();
      await this.#inUse.score(this.#closing.signal);
      this.#schedule();
    });
  }

  /** Verdicts, groups or photos have changed: what can be learnt from them is, in a while. */
  decisionsChanged(): void {
    this.#schedule();
  }

  /** Photos were scored by the model: they are scored by the taste, too. */
  photosScored(): void {
    if (this.#inUse.profile === undefined || this.#scoreWaits) return;
    this.#scoreWaits = true;
    this.#background(async () => {
      this.#scoreWaits = false;
      await this.#inUse.score(this.#closing.signal);
    });
  }

  /** What the profile in use says of a photo; undefined without one, or where the photo has no score by its model. */
  detail(id: number): PersonalDetail | undefined {
    return this.#inUse.detail(id);
  }

  async state(): Promise<TasteState> {
    const { store } = this.rooms;
    const profiles: TasteProfile[] = [];
    for (const { id } of await store.list()) profiles.push(await this.profile(id));
    const { id, unsupported } = this.#inUse;
    return {
      profiles,
      ...(id !== undefined && { inUse: id }),
      ranking: this.ranking,
      busy: this.#busy > 0,
      ...(unsupported !== undefined && { unsupported }),
      stored: { folder: store.folder, bytes: await store.bytes() },
    };
  }

  /** Rejects with `profile-unknown`. */
  profile(id: string): Promise<TasteProfile> {
    return readProfileSummary(this.rooms, id);
  }

  /** Makes a profile and uses it; learning follows at once. Rejects with what learning rejects with, but keeps the profile. */
  create(name: string, sources: TasteSources): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const at = Date.now();
      const settings = { name, createdAt: at, sources, force: false, deep: false, learning: true };
      const id = await this.rooms.store.create(settings);
      await this.#use(id);
      await this.#learn(id, true);
      return await this.profile(id);
    });
  }

  change(
    id: string,
    change: Partial<Pick<ProfileSettings, 'name' | 'sources' | 'force' | 'deep' | 'learning'>>,
  ): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const { store } = this.rooms;
      const before = await store.settings(id);
      await store.setSettings(id, { ...before, ...change });
      if (this.#inUse.id === id) await this.#inUse.load();
      else this.#events.onChanged();
      // Whoever turns fine-tuning on or off asks for what comes of it, as a version that stays.
      if (change.deep !== undefined && change.deep !== before.deep) await this.#learn(id, true);
      else if (change.sources !== undefined || change.learning === true)
        await this.#learn(id, false);
      this.#events.onScores();
      return await this.profile(id);
    });
  }

  use(id: string | undefined): Promise<TasteState> {
    return this.#exclusive(async () => {
      await this.#use(id);
      await this.#inUse.score(this.#closing.signal);
      return await this.state();
    });
  }

  /** Learns now, as a version that stays. */
  learn(id: string): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const { store } = this.rooms;
      await store.setSettings(id, { ...(await store.settings(id)), learning: true });
      await this.#learn(id, true);
      return await this.profile(id);
    });
  }

  rollBack(id: string, version: number): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const { store } = this.rooms;
      await store.version(id, version);
      const { worse, learntFrom, ...settings } = await store.settings(id);
      // Told to go on, it learns again from what it has learnt before.
      void [worse, learntFrom];
      await store.setSettings(id, { ...settings, current: version, learning: false });
      if (this.#inUse.id === id) {
        await this.#inUse.load();
        await this.#inUse.score(this.#closing.signal);
      }
      return await this.profile(id);
    });
  }

  remove(id: string): Promise<TasteState> {
    return this.#exclusive(async () => {
      await this.rooms.store.delete(id);
      if (this.#inUse.id === id) {
        await this.#inUse.load();
        await this.#inUse.score(this.#closing.signal);
      }
      return await this.state();
    });
  }

  /**
   * Takes a profile in that came as a file: it does not learn, as its decisions are not here. Rejects with `profile-too-deep` for
   * one that the app cannot score by.
   */
  adopt(profile: Profile, name: string): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      requireFeatures(profile, name);
      const { store } = this.rooms;
      const id = await store.create({
        ...{ name, createdAt: Date.now(), sources: { verdicts: false, files: false } },
        ...{ force: profile.gate.state === 'forced', deep: false },
        ...{ learning: false, current: 1 },
      });
      await store.addVersion(id, profile);
      await this.#use(id);
      await this.#inUse.score(this.#closing.signal);
      return await this.profile(id);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#closing.abort();
    this.rooms.learner.close();
    await this.#queue.catch(() => undefined);
  }

  async #use(id: string | undefined): Promise<void> {
    if (id !== undefined) await this.rooms.store.settings(id);
    await this.rooms.store.use(id === undefined ? {} : { id });
    await this.#inUse.load();
  }

  #schedule(): void {
    if (this.#closed || this.#inUse.id === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const id = this.#inUse.id;
      if (id === undefined) return;
      this.#background(async () => {
        const { learning } = await this.rooms.store.settings(id);
        if (learning) await this.#learn(id, false);
      });
    }, this.#rest);
  }

  /** Learns from what there is; see `learnVersion`. What is in use follows. */
  async #learn(id: string, keep: boolean): Promise<void> {
    const start = performance.now();
    const wasOn = this.ranking;
    const learnt = await learnVersion(id, this.rooms, keep);
    if (learnt === undefined) return;
    this.#rest = Math.max(PAUSE_MS, REST * (performance.now() - start));
    if (learnt.undeepened !== undefined) {
      const { level, message } = learnt.undeepened;
      this.#events.onNotice(level, message);
    }
    if (learnt.gotWorse) {
      this.#events.onNotice(
        'warning',
        `Your later decisions say that “${learnt.name}” foretells them worse than the general score does: see Taste.`,
      );
    }
    if (this.#inUse.id !== id) return;
    await this.#inUse.load();
    await this.#inUse.score(this.#closing.signal);
    if (wasOn === this.ranking) return;
    this.#events.onNotice(
      'info',
      this.ranking === 'personal'
        ? `“${learnt.name}” foretells your decisions better than the general score: the best-first order is yours now.`
        : `“${learnt.name}” no longer foretells your decisions better: the best-first order is the general one again.`,
    );
  }

  /** Runs after whatever else is happening to profiles; its error is the caller's. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const run = async () => {
      if (this.#closed) throw new KeepersError('cancelled');
      this.#busy += 1;
      this.#events.onChanged();
      try {
        return await work();
      } finally {
        this.#busy -= 1;
        this.#events.onChanged();
      }
    };
    const done = this.#queue.then(run, run);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #background(work: () => Promise<void>): void {
    this.#exclusive(work).catch((thrown: unknown) => {
      const { code, message } = toErrorInfo(thrown);
      // Whoever closes has been told, and what the model lacks is said on the page.
      if (code === 'cancelled' || code === 'personal-unsupported' || this.#closed) return;
      this.#events.onNotice('warning', message);
    });
  }
}
