/** Profiles as the bridge tells of them. */
import type {
  GateState,
  TasteGate,
  TasteProfile,
  TasteVersion,
} from '../../../src-shared/bridge/taste.ts';
import { toErrorInfo, type ErrorInfo } from '../../../src-shared/errors.ts';
import {
  profileHash,
  requireFeatures,
  requireModel,
  type Answer,
  type Profile,
  type ProfileSettings,
} from '../../personal/index.ts';
import type { TasteRooms } from './rooms.ts';

/** What the gate says of a version in a profile that may be forced. */
export function gateState({ gate }: Profile, force: boolean): GateState {
  if (gate.state === 'open') return 'open';
  return force ? 'forced' : 'closed';
}

export function versionSummary(number: number, profile: Profile, force: boolean): TasteVersion {
  const { at, model, learnt, accuracy, deep } = profile;
  const gate: TasteGate = { ...profile.gate, state: gateState(profile, force) };
  return {
    ...{ number, at, learnt, gate },
    sha256: profileHash(profile),
    model: { id: model.id, version: model.version },
    ...(accuracy !== undefined && { accuracy }),
    ...(deep !== undefined && { deep: deepSummary(deep) }),
  };
}

function deepSummary({ taste, ...figures }: NonNullable<Profile['deep']>): TasteVersion['deep'] {
  return { ...figures, won: taste !== undefined };
}

/** A profile with what can be read of its versions. Rejects with `profile-unknown`. */
export async function readProfileSummary(
  { store, model: modelOf }: Pick<TasteRooms, 'store' | 'model'>,
  id: string,
): Promise<TasteProfile> {
  const settings = await store.settings(id);
  const versions: TasteVersion[] = [];
  let error: ErrorInfo | undefined;
  const model = await modelOf().catch(() => undefined);
  for (const number of await store.versions(id)) {
    try {
      const profile = await store.version(id, number);
      versions.push(versionSummary(number, profile, settings.force));
      if (number !== settings.current || model === undefined) continue;
      requireModel(profile, settings.name, model);
      requireFeatures(profile, settings.name);
    } catch (thrown) {
      if (number === settings.current) error = toErrorInfo(thrown);
    }
  }
  return profileSummary(id, settings, versions, await store.answers(id), error);
}

function profileSummary(
  id: string,
  settings: ProfileSettings,
  versions: readonly TasteVersion[],
  answers: readonly Answer[],
  error: ErrorInfo | undefined,
): TasteProfile {
  const { name, createdAt, sources, force, deep, learning, current, worse } = settings;
  const pairs = answers.filter(({ kind }) => kind === 'pair').length;
  return {
    ...{ id, name, createdAt, sources, force, deep, learning },
    answers: { pairs, ratings: answers.length - pairs },
    versions: [...versions],
    ...(current !== undefined && { current }),
    ...(error !== undefined && { error }),
    ...(worse !== undefined && { worse }),
  };
}
