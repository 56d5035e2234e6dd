/** The library's photos by one taste: scores that orders go by, and the largest reason of each. */
import { contributionsOf, type Contribution } from '../../../src-aesnet/personal/contributions.ts';
import { tasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { maySayStandsOut, type Abilities } from '../../../src-shared/ability.ts';
import { SCENES, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type {
  ListedPersonal,
  PersonalDetail,
  TastePart,
} from '../../../src-shared/bridge/taste.ts';
import type { CatalogueWriter, ModelOutput } from '../../catalogue/types.ts';
import { addedBy, outputsOfPhotos, scoreByTaste, type UsableTaste } from '../../personal/index.ts';

/** Photos scored between two pauses: some ten milliseconds' work. */
const SLICE = 250;
/** A part that adds less is no reason, points. */
const WORTH_SAYING = 0.05;
/** Reasons that are listed at most. */
const MOST_PARTS = 4;

/** The personal score of each photo with the largest reason that is sure enough. */
export function listedScores(
  taste: UsableTaste,
  outputs: readonly ModelOutput[],
  abilities: Abilities | undefined,
): (ListedPersonal & { readonly id: number })[] {
  const table = tasteTable(taste.basis, outputsOfPhotos(outputs));
  const scores = scoreByTaste(taste, outputs, addedBy(taste, outputs));
  return outputs.map(({ id }, row) => {
    const [because] = sureParts(contributionsOf(table, taste.model, row), abilities);
    const score = scores[row]?.score as number;
    return { id, score, ...(because !== undefined && { because }) };
  });
}

/** The personal score of one photo, with how sure it is, all reasons that are sure enough, and what the network adds. */
export function personalDetail(
  taste: UsableTaste,
  output: ModelOutput,
  abilities: Abilities | undefined,
): PersonalDetail {
  const table = tasteTable(taste.basis, outputsOfPhotos([output]));
  const added = addedBy(taste, [output]);
  const [points = 0] = added;
  const [scored] = scoreByTaste(taste, [output], added);
  return {
    score: scored?.score as number,
    spread: scored?.spread as number,
    parts: [
      ...sureParts(contributionsOf(table, taste.model, 0), abilities).slice(0, MOST_PARTS),
      ...(Math.abs(points) >= WORTH_SAYING ? [{ of: 'network', points, more: true } as const] : []),
    ],
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
    const features = taste.network !== undefined;
    const outputs = catalogue
      .modelOutputs(ids.slice(start, start + SLICE), { features })
      .filter(({ embedding }) => !features || embedding !== undefined);
    if (outputs.length > 0) {
      catalogue.setPersonalScores(listedScores(taste, outputs, abilities));
      done += outputs.length;
    }
    // A verdict may be waiting: it goes first.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
}
