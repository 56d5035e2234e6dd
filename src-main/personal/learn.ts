/** From ratings and what the model says of the photos to a profile. */
import path from 'node:path';
import type { Decision } from '../../src-aesnet/personal/decisions.ts';
import { fitPerson } from '../../src-aesnet/personal/fit-person.ts';
import { judgeGate, type GateVerdict } from '../../src-aesnet/personal/gate.ts';
import { groupPhotos } from '../../src-aesnet/personal/groups.ts';
import { heldOut } from '../../src-aesnet/personal/held-out.ts';
import { tasteTable } from '../../src-aesnet/personal/taste-basis.ts';
import type { ResolvedModel } from '../inference/index.ts';
import { basisJson } from './basis-schema.ts';
import type { PersonalDefaults } from './defaults-file.ts';
import type { Profile } from './profile.ts';
import type { Rating } from './ratings.ts';
import { outputsOfPhotos, type ScoredPhoto } from './scored-outputs.ts';

export interface RatedPhoto extends ScoredPhoto {
  readonly rating: Rating;
}

export interface Learnt {
  readonly profile: Profile;
  readonly verdict: GateVerdict;
}

/**
 * Learns from the rated photos; the folder of a photo is its shoot. The gate is tried on held-out decisions, and `force` uses
 * the profile whatever it says.
 */
export function learnProfile(
  { entry }: ResolvedModel,
  { basis, prior }: PersonalDefaults,
  rated: readonly RatedPhoto[],
  force: boolean,
): Learnt {
  const outputs = outputsOfPhotos(rated);
  const table = tasteTable(basis, outputs);
  const shoots = rated.map(({ rating }) => path.dirname(rating.path));
  const decisions = rated.flatMap(({ rating: { stars, flag } }, photo): Decision[] => [
    ...(stars === undefined ? [] : [{ kind: 'stars', photo, stars } as const]),
    ...(flag === undefined
      ? []
      : [{ kind: 'flag', photo, flag, shoot: shoots[photo] as string } as const]),
  ]);
  const model = fitPerson(table, decisions, prior);
  const groups = groupPhotos(shoots, outputs.contentEmbedding ?? []);
  const groupOf = (photo: number) => groups[photo] as string;
  const verdict = judgeGate(heldOut(table, decisions, prior, { groupOf }).comparisons);
  const { open, comparisons, gain, lower, upper } = verdict;
  const counted = (test: (rating: Rating) => boolean) =>
    rated.filter(({ rating }) => test(rating)).length;
  const known = Number.isFinite(lower) && { gain, lower, upper };
  return {
    verdict,
    profile: {
      format: 1,
      model: { id: entry.id, version: entry.version, sha256: entry.model.sha256 },
      learnt: {
        photos: new Set(rated.map(({ rating }) => rating.path)).size,
        stars: counted(({ stars }) => stars !== undefined),
        picks: counted(({ flag }) => flag === 'pick'),
        rejects: counted(({ flag }) => flag === 'reject'),
      },
      basis: basisJson(basis),
      weights: [...model.weights],
      covariance: [...model.covariance],
      scale: model.scale,
      variances: model.variances,
      gate: { state: open ? 'open' : force ? 'forced' : 'closed', comparisons, ...known },
    },
  };
}
