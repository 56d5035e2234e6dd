/**
 * The taste of the person whose library this is: which profile is in use, learning anew when decisions come, and the scores by
 * it.
 *
 * A profile that cannot be used leaves the general ranking, and says why.
 */
import type { Abilities } from '../../../src-shared/ability.ts';
import type {
  PersonalDetail,
  TasteProfile,
  TasteSources,
  TasteState,
  TasteVersion,
} from '../../../src-shared/bridge/taste.ts';
import { KeepersError, toErrorInfo, type ErrorInfo } from '../../../src-shared/errors.ts';
import type { CatalogueWriter } from '../../catalogue/types.ts';
import {
  basisFromJson,
  modelOf,
  profileHash,
  requireModel,
  type Learner,
  type PersonalDefaults,
  type Profile,
  type ProfileSettings,
  type ProfileStore,
} from '../../personal/index.ts';
import type { ResolvedModel } from '../../inference/types.ts';
import type { Grouped } from '../library-groups.ts';
import { gatherEvidence, type Gathered } from './gather.ts';
import { learnVersion } from './learn-version.ts';
import { personalDetail, scoreLibrary, type UsableTaste } from './score-library.ts';
import { gateState, profileSummary, versionSummary } from './summary.ts';

export interface TasteRooms {
  readonly catalogue: CatalogueWriter;
  readonly store: ProfileStore;
  readonly learner: Learner;
  groups(): Promise<Grouped>;
  /** The model in use; undefined where none runs. */
  model(): Promise<ResolvedModel | undefined>;
  readDefaults(model: ResolvedModel): Promise<PersonalDefaults>;
  abilities(): Abilities | undefined;
}

export interface TasteEvents {
  /** A profile or its state has changed. */
  onChanged(): void;
  /** Scores or the ranking have changed: of all photos. */
  onScores(): void;
  onNotice(level: 'info' | 'warning', message: string): void;
}

/** After the last decision, before anything is learnt, milliseconds: a person at work decides twice a second. */
const PAUSE_MS = 1_500;
/** No sooner than this many times what learning took: it must not take a core for itself. */
const REST = 4;

/** The model in use, and what every taste begins with. */
export type Model = { readonly resolved: ResolvedModel; readonly defaults: PersonalDefaults };

/** The profile in use, as it stands. */
interface InUse {
  readonly id: string;
  readonly force: boolean;
  readonly version?: { readonly number: number; readonly profile: Profile };
  readonly error?: ErrorInfo;
  readonly taste?: UsableTaste;
}

export class LibraryTaste {
  readonly rooms: TasteRooms;
  /** Resolves once it is known which profile is in use. */
  ready: Promise<void> = Promise.resolve();
  readonly #events: TasteEvents;
  #inUse: InUse | undefined;
  #unsupported: ErrorInfo | undefined;
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
  }

  /** What the best-first order goes by. */
  get ranking(): 'general' | 'personal' {
    // Until there is a model the scores that the last run left hold: they are joined to scores of their own model alone.
    const { version, force = false, error } = this.#inUse ?? {};
    if (version === undefined || error !== undefined) return 'general';
    return gateState(version.profile, force) === 'closed' ? 'general' : 'personal';
  }

  /** Reads which profile is in use, before there is a model: orders go by it from the first question on. */
  start(): void {
    this.ready = this.#exclusive(() => this.#load()).catch(() => undefined);
  }

  /** Takes up the profile in use, once there is a model, and again when that is another. */
  modelChanged(): void {
    this.#background(async () => {
      await this.#load();
      await this.#score();
      this.#schedule();
    });
  }

  /** Verdicts, groups or photos have changed: what can be learnt from them is, in a while. */
  decisionsChanged(): void {
    this.#schedule();
  }

  /** Photos were scored by the model: they are scored by the taste, too. */
  photosScored(): void {
    if (this.#inUse?.taste === undefined || this.#scoreWaits) return;
    this.#scoreWaits = true;
    this.#background(async () => {
      this.#scoreWaits = false;
      await this.#score();
    });
  }

  /** What the profile in use says of a photo; undefined without one, or where the photo has no score by its model. */
  detail(id: number): PersonalDetail | undefined {
    const { taste } = this.#inUse ?? {};
    if (taste === undefined) return undefined;
    const [output] = this.rooms.catalogue.modelOutputs([id]);
    return output && personalDetail(taste, output, this.rooms.abilities());
  }

  async state(): Promise<TasteState> {
    const { store } = this.rooms;
    const profiles: TasteProfile[] = [];
    for (const { id } of await store.list()) profiles.push(await this.profile(id));
    const id = this.#inUse?.id;
    return {
      profiles,
      ...(id !== undefined && { inUse: id }),
      ranking: this.ranking,
      busy: this.#busy > 0,
      ...(this.#unsupported !== undefined && { unsupported: this.#unsupported }),
      stored: { folder: store.folder, bytes: await store.bytes() },
    };
  }

  /** Rejects with `profile-unknown`. */
  async profile(id: string): Promise<TasteProfile> {
    const { store } = this.rooms;
    const settings = await store.settings(id);
    const versions: TasteVersion[] = [];
    let error: ErrorInfo | undefined;
    const model = await this.rooms.model().catch(() => undefined);
    for (const number of await store.versions(id)) {
      try {
        const profile = await store.version(id, number);
        versions.push(versionSummary(number, profile, settings.force));
        if (number !== settings.current || model === undefined) continue;
        requireModel(profile, settings.name, model);
      } catch (thrown) {
        if (number === settings.current) error = toErrorInfo(thrown);
      }
    }
    return profileSummary(id, settings, versions, await store.answers(id), error);
  }

  /** Makes a profile and uses it; learning follows at once. Rejects with what learning rejects with, but keeps the profile. */
  create(name: string, sources: TasteSources): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const at = Date.now();
      const settings = { name, createdAt: at, sources, force: false, learning: true };
      const id = await this.rooms.store.create(settings);
      await this.#use(id);
      await this.#learn(id, true);
      return await this.profile(id);
    });
  }

  change(
    id: string,
    change: Partial<Pick<ProfileSettings, 'name' | 'sources' | 'force' | 'learning'>>,
  ): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const { store } = this.rooms;
      await store.setSettings(id, { ...(await store.settings(id)), ...change });
      if (this.#inUse?.id === id) await this.#load();
      if (change.sources !== undefined || change.learning === true) await this.#learn(id, false);
      this.#events.onScores();
      return await this.profile(id);
    });
  }

  use(id: string | undefined): Promise<TasteState> {
    return this.#exclusive(async () => {
      await this.#use(id);
      await this.#score();
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
      if (this.#inUse?.id === id) {
        await this.#load();
        await this.#score();
      }
      return await this.profile(id);
    });
  }

  remove(id: string): Promise<TasteState> {
    return this.#exclusive(async () => {
      await this.rooms.store.delete(id);
      if (this.#inUse?.id === id) {
        await this.#load();
        await this.#score();
      }
      return await this.state();
    });
  }

  /** Takes a profile in that came as a file: it does not learn, as its decisions are not here. */
  adopt(profile: Profile, name: string): Promise<TasteProfile> {
    return this.#exclusive(async () => {
      const { store } = this.rooms;
      const id = await store.create({
        ...{ name, createdAt: Date.now(), sources: { verdicts: false, files: false } },
        ...{ force: profile.gate.state === 'forced', learning: false, current: 1 },
      });
      await store.addVersion(id, profile);
      await this.#use(id);
      await this.#score();
      return await this.profile(id);
    });
  }

  /** The decisions that a profile learns from, as they stand. */
  async evidence(id: string): Promise<Gathered> {
    const { catalogue, store } = this.rooms;
    const { sources } = await store.settings(id);
    const judged = catalogue.judgedForTaste(sources.folderId);
    return gatherEvidence(
      judged,
      await store.answers(id),
      sources,
      await this.rooms.groups(),
      catalogue,
    );
  }

  /** Basis and prior of the model in use. Rejects with `personal-unsupported` or what the model rejects with. */
  async model(): Promise<Model> {
    const resolved = await this.rooms.model();
    if (resolved === undefined)
      throw new KeepersError('personal-unsupported', { model: 'no model' });
    return { resolved, defaults: await this.rooms.readDefaults(resolved) };
  }

  /** The version in use of the profile in use. */
  get current(): Profile | undefined {
    return this.#inUse?.taste === undefined ? undefined : this.#inUse.version?.profile;
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
    await this.#load();
  }

  /** Reads what is in use; a profile that cannot be used leaves the general ranking, and says why. */
  async #load(): Promise<void> {
    const { store } = this.rooms;
    const model = await this.rooms.model().catch(() => undefined);
    this.#unsupported = undefined;
    if (model !== undefined) {
      await this.rooms.readDefaults(model).catch((thrown: unknown) => {
        this.#unsupported = toErrorInfo(thrown);
      });
    }
    const { id } = await store.inUse();
    const settings = id === undefined ? undefined : await store.settings(id).catch(() => undefined);
    if (id === undefined || settings === undefined) this.#inUse = undefined;
    else {
      const { force, current, name } = settings;
      this.#inUse = { id, force };
      if (current !== undefined) {
        try {
          const profile = await store.version(id, current);
          const version = { number: current, profile };
          this.#inUse = { id, force, version };
          if (model === undefined) return;
          requireModel(profile, name, model);
          const taste = { basis: basisFromJson(profile.basis), model: modelOf(profile) };
          this.#inUse = { id, force, version, taste };
        } catch (thrown) {
          const error = toErrorInfo(thrown);
          this.#inUse = { id, force, error };
          this.#events.onNotice('warning', `${error.message} The general ranking goes on.`);
        }
      }
    }
    this.#events.onChanged();
  }

  /** Scores what the taste in use has not scored yet: all photos where it is another than the last time. */
  async #score(): Promise<void> {
    const { catalogue, store, abilities } = this.rooms;
    const { taste, version, id } = this.#inUse ?? {};
    if (taste === undefined || version === undefined || id === undefined) {
      catalogue.clearPersonalScores();
      this.#events.onScores();
      return;
    }
    const scored = profileHash(version.profile);
    const { signal } = this.#closing;
    if ((await store.inUse()).scored !== scored) {
      const ids = catalogue.query({}, { by: 'added', direction: 'descending' });
      await scoreLibrary(taste, ids, catalogue, abilities(), signal);
      if (!signal.aborted) await store.use({ id, scored });
    }
    while (!signal.aborted) {
      const ids = catalogue.withoutPersonalScore(1000);
      // What has no output cannot have a score, and would be asked for forever.
      if ((await scoreLibrary(taste, ids, catalogue, abilities(), signal)) === 0) break;
    }
    this.#events.onScores();
  }

  #schedule(): void {
    if (this.#closed || this.#inUse === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const id = this.#inUse?.id;
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
    const learnt = await learnVersion(id, this, keep);
    if (learnt === undefined) return;
    this.#rest = Math.max(PAUSE_MS, REST * (performance.now() - start));
    if (learnt.gotWorse) {
      this.#events.onNotice(
        'warning',
        `Your later decisions say that “${learnt.name}” foretells them worse than the general score does: see Taste.`,
      );
    }
    if (this.#inUse?.id !== id) return;
    await this.#load();
    await this.#score();
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
