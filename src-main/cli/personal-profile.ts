import { openModelStore, type FailedFile, type ScoredFile } from '../engine/headless.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { readProfile, requireModel, scorePersonally, type Profile } from '../personal/index.ts';
import { engineOptions } from './installation.ts';
import { printable, say } from './output.ts';
import type { PersonalResult } from './score-json.ts';

type Model = Awaited<ReturnType<ReturnType<typeof openModelStore>['resolve']>>;

/** A profile and its own model, whichever model is in use otherwise. */
export interface OpenedProfile {
  readonly profile: Profile;
  readonly model: Model;
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
    return { profile, model };
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    say(`${printable(thrown.message)} The general ranking goes on.`);
    return undefined;
  }
}

/** What an opened profile says of a photo that its model has scored. */
export function personalOf(
  opened: OpenedProfile | undefined,
  result: ScoredFile | FailedFile,
): PersonalResult | undefined {
  if (opened === undefined || 'error' in result) return undefined;
  const [own] = scorePersonally(opened.profile, [result]);
  return own && { ...own, gate: opened.profile.gate.state };
}
