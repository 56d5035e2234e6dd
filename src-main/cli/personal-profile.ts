import { openModelStore, type FailedFile, type ScoredFile } from '../engine/headless.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import {
  addedBy,
  departuresOf,
  readProfile,
  requireModel,
  scoreByTaste,
  tasteOf,
  type GateState,
  type UsableTaste,
} from '../personal/index.ts';
import { engineOptions } from './installation.ts';
import { printable, say } from './output.ts';
import type { PersonalResult } from './score-json.ts';

type Model = Awaited<ReturnType<ReturnType<typeof openModelStore>['resolve']>>;

/** A profile's taste and its own model, whichever model is in use otherwise. */
export interface OpenedProfile {
  readonly model: Model;
  /** What was learnt of words, by attribute space; absent where nothing was. */
  readonly words?: ReturnType<typeof departuresOf>;
  /**
   * What the profile says of a photo that its model has scored, with its embeddings; `picture` as the model saw it. Of a photo
   * that failed nothing.
   */
  scoreOf(
    result: ScoredFile | FailedFile,
    picture: Uint8Array | undefined,
  ): Promise<PersonalResult | undefined>;
  close(): Promise<void>;
}

/** Opens a profile. Where it cannot be used a sentence says so, nothing is returned, and the general ranking goes on. */
export async function openProfile(file: string): Promise<OpenedProfile | undefined> {
  try {
    const profile = await readProfile(file);
    const { id, version } = profile.model;
    const model = await openModelStore(engineOptions())
      .resolve(`${id}@${version}`)
      .catch((thrown: unknown) => {
        const missing = thrown instanceof KeepersError && thrown.code === 'model-unknown';
        if (!missing) throw thrown;
        const detail = { file, model: `${id}@${version}` };
        throw new KeepersError('profile-model-missing', detail, { cause: thrown });
      });
    requireModel(profile, file, model);
    const words = departuresOf(profile.words);
    const own = await opened(tasteOf(profile), profile.gate.state, model);
    return words.size === 0 ? own : { ...own, words };
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    say(`${printable(thrown.message)} The general ranking goes on.`);
    return undefined;
  }
}

async function opened(taste: UsableTaste, gate: GateState, model: Model): Promise<OpenedProfile> {
  const { network } = taste;
  // Loaded when it is needed: it brings onnxruntime into this process.
  const stage =
    network?.depth === 'stage'
      ? await (await import('../personal/deep/stage-scorer.ts')).StageScorer.open(network, model)
      : undefined;
  return {
    model,
    scoreOf: async (result, picture) => {
      if ('error' in result) return undefined;
      const added =
        stage === undefined
          ? addedBy(taste, [result])
          : await stage.addedTo(picture === undefined ? [] : [picture]);
      const [own] = scoreByTaste(taste, [result], added);
      return own && { ...own, gate };
    },
    close: async () => {
      await stage?.close();
    },
  };
}
