/** What is fitted on the frozen network after training: calibration, residual lines, the scene head, abilities. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { AbilitiesSchema } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, SCENES } from '../../../src-shared/attribute.ts';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import { ResidualLineSchema } from '../../../src-shared/residual.ts';
import { CONTENT, RATED_COUNT } from '../../../src-aesnet/networks/aesnet.ts';
import { FEATURES } from '../../../src-aesnet/networks/mobilenet-v2.ts';
import { writeDurably } from '../../inference/durable.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const estimate = v.object({ value: v.number(), lower: v.number(), upper: v.number() });
const numbers = (length: number) => v.pipe(v.array(v.number()), v.length(length));
const byAttribute = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.strictObject(
    Object.fromEntries(RATED_ATTRIBUTES.map((name) => [name, schema])) as Record<
      (typeof RATED_ATTRIBUTES)[number],
      Schema
    >,
  );

export const HeadsSchema = v.object({
  format: v.literal(1),
  /** The checkpoint that they belong to: steps done, and SHA-256 of its averaged parameters. */
  checkpoint: v.object({ step: count, sha256: v.string() }),
  /** What was measured on how many pictures. */
  trainingPictures: count,
  validationPictures: count,
  spread: v.object({
    /** By what the network's own spread is multiplied. */
    factor: positive,
    /** Share of validation pictures within it where each half is judged by the factor of the other. */
    within: estimate,
  }),
  /** The residuals' head, mixed from the trained one and one that was fitted anew; absent where the trained one stays. */
  residualHead: v.optional(
    v.object({
      /** Share of the new one, and its ridges. */
      share: positive,
      lambdas: numbers(RATED_COUNT),
      /** Row-major [6, 1280], and [6]. */
      weights: numbers(RATED_COUNT * FEATURES),
      biases: numbers(RATED_COUNT),
      /** Residual SRCC on validation pictures: of the trained head, the new one and both mixed. */
      srcc: byAttribute(v.object({ trained: v.number(), refit: v.number(), mixed: v.number() })),
    }),
  ),
  /** Lines of the model's own predictions over training pictures, SDs of the residuals over validation pictures. */
  residuals: byAttribute(ResidualLineSchema),
  /** SD of each attribute's score over validation pictures. */
  standardDeviations: byAttribute(positive),
  scene: v.object({
    /** Row-major [10, 128] on the content embedding at unit length, and [10]. */
    weights: numbers(SCENES.length * CONTENT),
    biases: numbers(SCENES.length),
    lambda: positive,
    /** Of folds that neither the fit nor the choice of λ has seen; log-loss in nats. */
    accuracy: estimate,
    logLoss: estimate,
  }),
  /** Measured on validation pictures. */
  abilities: AbilitiesSchema,
});
export type Heads = v.InferOutput<typeof HeadsSchema>;

export async function writeHeads(file: string, heads: Heads): Promise<void> {
  await writeDurably(file, new TextEncoder().encode(`${JSON.stringify(heads)}\n`));
}

/** Throws `file-missing`, or `heads-invalid` for a file that is no heads. */
export async function readHeads(file: string): Promise<Heads> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  try {
    return v.parse(HeadsSchema, JSON.parse(text));
  } catch (thrown) {
    throw new KeepersError('heads-invalid', { file, reason: reasonOf(thrown) }, { cause: thrown });
  }
}
