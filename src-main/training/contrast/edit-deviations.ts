import { EDIT_SCALES, type NumericUnit } from '../../../src-aesnet/descriptions/index.ts';
import { sampleEdit } from '../../../src-aesnet/edits/index.ts';
import { standardDeviation } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';

/** Enough that the SD of the rarest unit is sure to a few hundredths. */
const DRAWS = 20_000;

/** SD of the levels of edited copies, by unit, over edits as training draws them: what levels are divided by to be compared. */
export function editDeviations(): ReadonlyMap<NumericUnit, number> {
  const random = Random.from(1);
  const levels = new Map<NumericUnit, number[]>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const { kind, weak, strong } = sampleEdit(random);
    const { unit, level } = EDIT_SCALES[kind];
    const found = levels.get(unit) ?? [];
    levels.set(unit, found);
    found.push(level(weak), level(strong));
  }
  return new Map(
    Array.from(levels, ([unit, values]) => [unit, standardDeviation(Float64Array.from(values))]),
  );
}
