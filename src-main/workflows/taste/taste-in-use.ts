/** The profile that is in use, and the library's scores by it. One that cannot be used leaves the general ranking, and says why. */
import type { PersonalDetail } from '../../../src-shared/bridge/taste.ts';
import { toErrorInfo, type ErrorInfo } from '../../../src-shared/errors.ts';
import {
  profileHash,
  requireFeatures,
  requireModel,
  tasteOf,
  type Profile,
  type UsableTaste,
} from '../../personal/index.ts';
import type { TasteEvents, TasteRooms } from './rooms.ts';
import { personalDetail, scoreLibrary } from './score-library.ts';
import { gateState } from './summary.ts';

/** The profile in use, as it stands. */
interface InUse {
  readonly id: string;
  readonly force: boolean;
  readonly version?: { readonly number: number; readonly profile: Profile };
  readonly error?: ErrorInfo;
  readonly taste?: UsableTaste;
}

export class TasteInUse {
  readonly #rooms: TasteRooms;
  readonly #events: TasteEvents;
  #inUse: InUse | undefined;
  #unsupported: ErrorInfo | undefined;

  constructor(rooms: TasteRooms, events: TasteEvents) {
    this.#rooms = rooms;
    this.#events = events;
  }

  get id(): string | undefined {
    return this.#inUse?.id;
  }

  /** Why no taste can be learnt with the model in use. */
  get unsupported(): ErrorInfo | undefined {
    return this.#unsupported;
  }

  /** What the best-first order goes by. */
  get ranking(): 'general' | 'personal' {
    // Until there is a model the scores that the last run left hold: they are joined to scores of their own model alone.
    const { version, force = false, error } = this.#inUse ?? {};
    if (version === undefined || error !== undefined) return 'general';
    return gateState(version.profile, force) === 'closed' ? 'general' : 'personal';
  }

  /** The version in use, where photos can be scored by it. */
  get profile(): Profile | undefined {
    return this.#inUse?.taste === undefined ? undefined : this.#inUse.version?.profile;
  }

  /** What the profile in use says of a photo; undefined without one, or where the photo has no score by its model. */
  detail(id: number): PersonalDetail | undefined {
    const { taste } = this.#inUse ?? {};
    if (taste === undefined) return undefined;
    const { catalogue, abilities } = this.#rooms;
    const features = taste.network !== undefined;
    const [output] = catalogue.modelOutputs([id], { features });
    if (output === undefined || (features && output.embedding === undefined)) return undefined;
    return personalDetail(taste, output, abilities());
  }

  /** Reads what is in use. */
  async load(): Promise<void> {
    const { store } = this.#rooms;
    const model = await this.#rooms.model().catch(() => undefined);
    this.#unsupported = undefined;
    if (model !== undefined) {
      await this.#rooms.readDefaults(model).catch((thrown: unknown) => {
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
          requireFeatures(profile, name);
          this.#inUse = { id, force, version, taste: tasteOf(profile) };
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
  async score(signal: AbortSignal): Promise<void> {
    const { catalogue, store, abilities } = this.#rooms;
    const { taste, version, id } = this.#inUse ?? {};
    if (taste === undefined || version === undefined || id === undefined) {
      catalogue.clearPersonalScores();
      this.#events.onScores();
      return;
    }
    const features = taste.network !== undefined;
    if (features && catalogue.scoreWithoutFeatures() > 0) this.#rooms.onUnscored();
    const scored = profileHash(version.profile);
    if ((await store.inUse()).scored !== scored) {
      const ids = catalogue.query({}, { by: 'added', direction: 'descending' });
      await scoreLibrary(taste, ids, catalogue, abilities(), signal);
      if (!signal.aborted) await store.use({ id, scored });
    }
    while (!signal.aborted) {
      const ids = catalogue.withoutPersonalScore(1000, { features });
      // What has no output cannot have a score, and would be asked for forever.
      if ((await scoreLibrary(taste, ids, catalogue, abilities(), signal)) === 0) break;
    }
    this.#events.onScores();
  }
}
