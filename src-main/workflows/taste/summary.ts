/** Profiles as the bridge tells of them. */
import type {
  GateState,
  TasteGate,
  TasteProfile,
  TasteVersion,
} from '../../../src-shared/bridge/taste.ts';
import type { ErrorInfo } from '../../../src-shared/errors.ts';
import {
  profileHash,
  type Answer,
  type Profile,
  type ProfileSettings,
} from '../../personal/index.ts';

/** What the gate says of a version in a profile that may be forced. */
export function gateState({ gate }: Profile, force: boolean): GateState {
  if (gate.state === 'open') return 'open';
  return force ? 'forced' : 'closed';
}

export function versionSummary(number: number, profile: Profile, force: boolean): TasteVersion {
  const { at, model, learnt, accuracy } = profile;
  const gate: TasteGate = { ...profile.gate, state: gateState(profile, force) };
  return {
    ...{ number, at, learnt, gate },
    sha256: profileHash(profile),
    model: { id: model.id, version: model.version },
    ...(accuracy !== undefined && { accuracy }),
  };
}

export function profileSummary(
  id: string,
  settings: ProfileSettings,
  versions: readonly TasteVersion[],
  answers: readonly Answer[],
  error: ErrorInfo | undefined,
): TasteProfile {
  const { name, createdAt, sources, force, learning, current, worse } = settings;
  const pairs = answers.filter(({ kind }) => kind === 'pair').length;
  return {
    ...{ id, name, createdAt, sources, force, learning },
    answers: { pairs, ratings: answers.length - pairs },
    versions: [...versions],
    ...(current !== undefined && { current }),
    ...(error !== undefined && { error }),
    ...(worse !== undefined && { worse }),
  };
}
