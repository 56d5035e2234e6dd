/** `personal.json` beside a model: what every taste begins with. */
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { TastePrior } from '../../src-aesnet/personal/prior.ts';
import type { TasteBasis } from '../../src-aesnet/personal/taste-basis.ts';
import { modelName, readVerified, type ResolvedModel } from '../inference/index.ts';
import { basisFromJson, basisJson, BasisSchema, VariancesSchema } from './basis-schema.ts';

/** Basis and prior of a model, the same for everybody. */
export interface PersonalDefaults {
  readonly basis: TasteBasis;
  readonly prior: TastePrior;
}

const positive = v.pipe(v.number(), v.gtValue(0));
const DefaultsSchema = v.object({
  format: v.literal(1),
  /** SHA-256 of the model's file that they were made with. */
  modelSha256: v.string(),
  basis: BasisSchema,
  prior: v.object({ variances: VariancesSchema, scale: positive, generalScale: positive }),
});

export function defaultsText({ basis, prior }: PersonalDefaults, modelSha256: string): string {
  return `${JSON.stringify({ format: 1, modelSha256, basis: basisJson(basis), prior })}\n`;
}

/**
 * Those that come with a model. Throws `personal-unsupported` where there are none or they are of another file, or
 * `model-missing` or `model-hash-mismatch`.
 */
export async function readDefaults({ entry, folder }: ResolvedModel): Promise<PersonalDefaults> {
  const model = modelName(entry);
  if (entry.personal === undefined) throw new KeepersError('personal-unsupported', { model });
  const bytes = await readVerified(folder, entry.personal);
  try {
    const { modelSha256, basis, prior } = v.parse(DefaultsSchema, JSON.parse(bytes.toString()));
    if (modelSha256 !== entry.model.sha256) throw new Error('made with another file');
    return { basis: basisFromJson(basis), prior };
  } catch (thrown) {
    const cause = new Error(reasonOf(thrown), { cause: thrown });
    throw new KeepersError('personal-unsupported', { model }, { cause });
  }
}
