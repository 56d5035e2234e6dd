/** The library's photos by one taste: scores that orders go by, and the largest reason of each. */
import { contributionsOf, type Contribution } from '../../../src-aesnet/personal/contributions.ts';
import { personalScores, personalSpreads } from '../../../src-aesnet/personal/personal-score.ts';
import { tasteTable, type TasteBasis } from '../../../src-aesnet/personal/taste-basis.ts';
import type { PersonalModel } from '../../../src-aesnet/personal/fit-person.ts';
import { maySayStandsOut, type Abilities } from '../../../src-shared/ability.ts';
import { SCENES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type {
  ListedPersonal,
  PersonalDetail,
  TastePart,
} from '../../../src-shared/bridge/taste.ts';
import type { CatalogueWriter, ModelOutput } from '../../catalogue/types.ts';
import { outputsOfPhotos } from '../../personal/index.ts';

/** A taste that photos can be scored by. */
export interface UsableTaste {
  readonly basis: TasteBasis;
  readonly model: PersonalModel;
}

/** Photos scored between two pauses: some ten milliseconds' work. */
const SLICE = 250;
/** A part that adds less is no reason, points. */
const WORTH_SAYING = 0.05;
/** Reasons that are listed at most. */
const MOST_PARTS = 4;

/** The personal score of each photo with the largest reason that is sure enough. */
export function listedScores(
  { basis, model }: UsableTaste,
  outputs: readonly ModelOutput[],
  abilities: Abilities | undefined,
): (ListedPersonal & { readonly id: number })[] {
  const table = tasteTable(basis, outputsOfPhotos(outputs));
  const scores = personalScores(table, model);
  return outputs.map(({ id }, row) => {
    const [because] = sureParts(contributionsOf(table, model, row), abilities);
    return { id, score: scores[row] as number, ...(because !== undefined && { because }) };
  });
}

/** The personal score of one photo, with how sure it is and all reasons that are sure enough. */
export function personalDetail(
  { basis, model }: UsableTaste,
  output: ModelOutput,
  abilities: Abilities | undefined,
): PersonalDetail {
  const table = tasteTable(basis, outputsOfPhotos([output]));
  return {
    score: personalScores(table, model)[0] as number,
    spread: personalSpreads(table, model)[0] as number,
    parts: sureParts(contributionsOf(table, model, 0), abilities).slice(0, MOST_PARTS),
  };
}

/** Those that are larger than what is not known of them, and that the model has shown that it can tell. */
function sureParts(parts: readonly Contribution[], abilities: Abilities | undefined): TastePart[] {
  return parts
    .filter(
      ({ of, points, spread }) =>
        Math.abs(points) >= Math.max(WORTH_SAYING, spread) &&
        (of === 'kind' ||
          (SCENES as readonly string[]).includes(of) ||
          maySayStandsOut(abilities?.attributes?.[of as RatedAttribute])),
    )
    .map(({ of, points, more }) => ({ of, points, more }));
}

/**
 * Scores these photos, a slice at a time with a pause between, and stores the scores. Ends early where `signal` says so; answers
 * with how many were scored.
 */
export async function scoreLibrary(
  taste: UsableTaste,
  ids: readonly number[],
  catalogue: Pick<CatalogueWriter, 'modelOutputs' | 'setPersonalScores'>,
  abilities: Abilities | undefined,
  signal: AbortSignal,
): Promise<number> {
  let done = 0;
  for (let start = 0; start < ids.length && !signal.aborted; start += SLICE) {
    const outputs = catalogue.modelOutputs(ids.slice(start, start + SLICE));
    if (outputs.length > 0) {
      catalogue.setPersonalScores(listedScores(taste, outputs, abilities));
      done += outputs.length;
    }
    // A verdict may be waiting: it goes first.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
}
