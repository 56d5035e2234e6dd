/** Two versions of a taste side by side. */
import { RATED_ATTRIBUTES, SCENES } from '../../../src-shared/attribute.ts';
import type { TasteComparison, TastePart } from '../../../src-shared/bridge/taste.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { CatalogueReader } from '../../catalogue/types.ts';
import { addedBy, scoreByTaste, tasteOf, type Profile } from '../../personal/index.ts';

/** Photos that both score, and random pairs of them that are compared. */
const PHOTOS = 2000;
const PAIRS = 5000;
const MOVERS = 12;

/** Both are of the model in use; see `TasteComparisonSchema`. */
export function compareProfiles(
  a: Profile,
  b: Profile,
  catalogue: Pick<CatalogueReader, 'query' | 'modelOutputs'>,
): Omit<TasteComparison, 'a' | 'b'> {
  const random = Random.from(1);
  const all = catalogue.query({}, { by: 'added', direction: 'ascending' });
  const tastes = [a, b].map(tasteOf);
  const features = tastes.some(({ network }) => network !== undefined);
  const drawn = random.shuffle(Uint32Array.from(all)).subarray(0, PHOTOS);
  const outputs = catalogue
    .modelOutputs([...drawn], { features })
    .filter(({ embedding }) => !features || embedding !== undefined);
  const scores = tastes.map((taste) =>
    scoreByTaste(taste, outputs, addedBy(taste, outputs)).map(({ score }) => score),
  );
  const [ofA = [], ofB = []] = scores;
  let alike = 0;
  let pairs = 0;
  for (let pair = 0; pair < PAIRS && outputs.length > 1; pair++) {
    const i = random.integer(outputs.length);
    const j = random.integer(outputs.length);
    if (i === j) continue;
    const difference = (of: readonly number[]) => (of[i] as number) - (of[j] as number);
    pairs += 1;
    if (Math.sign(difference(ofA)) === Math.sign(difference(ofB))) alike += 1;
  }
  const [placesA, placesB] = [percentiles(ofA), percentiles(ofB)];
  const movers = outputs
    .map(({ id }, at) => ({ id, a: placesA[at] as number, b: placesB[at] as number }))
    .sort((x, y) => Math.abs(y.a - y.b) - Math.abs(x.a - x.b))
    .slice(0, MOVERS)
    .filter((mover) => Math.abs(mover.a - mover.b) >= 1);
  return {
    agreement: pairs === 0 ? 1 : alike / pairs,
    pairs,
    weights: weightsOf(a, b),
    movers,
  };
}

/** Weights that have names; those of the content's components have none. */
function weightsOf(a: Profile, b: Profile): TasteComparison['weights'] {
  const named: { readonly of: TastePart['of']; readonly column: number }[] = [
    ...(a.basis.sceneMeans === undefined ? [] : SCENES.map((of, column) => ({ of, column }))),
    ...(a.basis.residualMeans === undefined
      ? []
      : RATED_ATTRIBUTES.map((of, at) => ({ of, column: (a.basis.sceneMeans?.length ?? 0) + at }))),
  ];
  return named
    .map(({ of, column }) => ({ of, a: a.weights[column] ?? 0, b: b.weights[column] ?? 0 }))
    .sort((x, y) => Math.abs(y.a - y.b) - Math.abs(x.a - x.b));
}

/** Percentile of each value among all, 0 to 100. */
function percentiles(values: readonly number[]): number[] {
  const order = values
    .map((_, at) => at)
    .sort((i, j) => (values[i] as number) - (values[j] as number));
  const places = new Array<number>(values.length);
  for (const [place, at] of order.entries()) {
    places[at] = values.length < 2 ? 50 : (place / (values.length - 1)) * 100;
  }
  return places;
}
