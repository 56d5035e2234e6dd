/** The manifest of models: what each file is, how its input is made and what its outputs mean. */
import * as v from 'valibot';
import { SPACES } from '../../src-aesnet/descriptions/units.ts';
import { AbilitiesSchema } from '../../src-shared/ability.ts';
import { EMOTIONS, RATED_ATTRIBUTES, SCENES, SCORED } from '../../src-shared/attribute.ts';
import { ContentSimilaritySchema } from '../../src-shared/content-similarity.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { ResidualLinesSchema } from '../../src-shared/residual.ts';

/** The name of a manifest in its folder. */
export const MANIFEST = 'manifest.json';

const name = v.pipe(v.string(), v.minLength(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex'));
/** Ids and versions become folder names on every system. */
const slug = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/, 'not a plain lower-case name'),
);

/** A file beside the manifest, with what it must contain. The path is relative, with '/'. */
export const ModelFileSchema = v.object({
  path: v.pipe(
    v.string(),
    v.regex(/^(?:[A-Za-z0-9][A-Za-z0-9._-]*\/)*[A-Za-z0-9][A-Za-z0-9._-]*$/, 'not a plain path'),
  ),
  sha256,
  bytes: count,
});
export type ModelFile = v.InferOutput<typeof ModelFileSchema>;

const allowance = v.pipe(v.number(), v.minValue(0));

/**
 * How far a provider may be from the goldens: the largest absolute difference of any value. Where nothing is
 * said of spread and shares, what is allowed for scores holds; for embeddings, that for features.
 */
const ToleranceSchema = v.object({
  scores: allowance,
  features: allowance,
  contentEmbedding: v.optional(allowance),
  attributeEmbeddings: v.optional(allowance),
  spread: v.optional(allowance),
  emotion: v.optional(allowance),
  scene: v.optional(allowance),
});
export type Tolerance = v.InferOutput<typeof ToleranceSchema>;

/** The columns of an output, each named once. */
function columnsOf<const Names extends readonly string[]>(names: Names) {
  return v.pipe(
    v.array(v.picklist(names)),
    v.minLength(1),
    v.check((columns) => new Set(columns).size === columns.length, 'a column is named twice'),
  );
}

/** Vectors in the attribute spaces are compared one space with the same, so all are there, in one order. */
const allSpaces = v.pipe(
  columnsOf(SPACES),
  v.check(
    (columns) => SPACES.every((space, at) => columns[at] === space),
    `the columns are not ${SPACES.join(', ')}`,
  ),
);

/** The text side: phrases as vectors that can be compared with `attributeEmbeddings`. It runs on the CPU. */
const TextSchema = v.object({
  model: ModelFileSchema,
  /** One word piece a line, the line's number its id. */
  vocabulary: ModelFileSchema,
  /** Lines of the vocabulary, which are the ids that the model knows. */
  pieces: count,
  /** Tokens of every sentence, beginning, end and padding included: what is longer loses its last pieces. */
  tokens: v.pipe(count, v.minValue(3)),
  /** int64 [N, tokens], ids of word pieces; and float32 [N, tokens], 1 for a token and 0 for padding. N is free. */
  inputs: v.object({ tokens: name, mask: name }),
  /** float32 [N, spaces, size], like `attributeEmbeddings`. */
  output: v.object({ name }),
  /** The largest difference of any value from the goldens. */
  tolerance: allowance,
});
export type TextEntry = v.InferOutput<typeof TextSchema>;

const ModelEntryFields = v.object({
  id: slug,
  version: slug,
  name,
  /** What it is and where it comes from, one paragraph. */
  description: name,
  model: ModelFileSchema,
  card: ModelFileSchema,
  /** `text` quotes the terms in full. */
  licence: v.object({ name, text: name }),
  /** From a decoded picture (upright, sRGB) to the input: squashed to side×side, each value x/divisor + offset. */
  preprocessing: v.object({
    side: count,
    layout: v.literal('NCHW'),
    channels: v.literal('RGB'),
    resize: v.literal('squash'),
    kernel: v.literal('lanczos3'),
    divisor: v.pipe(v.number(), v.gtValue(0)),
    offset: v.number(),
  }),
  /** float32 [N, 3, side, side], N free. */
  input: v.object({ name }),
  outputs: v.object({
    /** float32 [N, columns]; each column a score from 1 to 5. */
    scores: v.object({
      name,
      columns: v.pipe(
        columnsOf(SCORED),
        v.check((columns) => columns.includes('aesthetic'), 'no column is named aesthetic'),
      ),
    }),
    /** float32 [N, size]: the image feature v. */
    features: v.object({ name, size: count }),
    /** float32 [N, size]: the content embedding, of unit length. */
    contentEmbedding: v.optional(v.object({ name, size: count })),
    /** float32 [N, 1]: predicted SD of (people's mean − overall score), calibrated. */
    spread: v.optional(v.object({ name })),
    /** float32 [N, columns]: shares of what people would feel, summing to 1. */
    emotion: v.optional(v.object({ name, columns: columnsOf(EMOTIONS) })),
    /** float32 [N, columns]: shares of what is in the picture, summing to 1. */
    scene: v.optional(v.object({ name, columns: columnsOf(SCENES) })),
    /** float32 [N, columns, size]: the picture in each attribute space, each vector of unit length. */
    attributeEmbeddings: v.optional(v.object({ name, columns: allSpaces, size: count })),
  }),
  text: v.optional(TextSchema),
  /** What the overall score predicts of each rated attribute (see residual.ts). */
  residuals: v.optional(ResidualLinesSchema),
  /** SD of each rated attribute's score over validation photos: what an edit's effect is measured in. */
  standardDeviations: v.optional(
    v.record(v.picklist(RATED_ATTRIBUTES), v.optional(v.pipe(v.number(), v.gtValue(0)))),
  ),
  /** What personal taste begins with (src-main/personal); absent: no taste can be learnt with this model. */
  personal: v.optional(ModelFileSchema),
  /**
   * What its answers to edited copies are worth (src-main/explaining/suggestions), the networks that tell by how much a photo has to be
   * turned (`keepers train-turns`) and what undoing known damage would gain (`keepers train-damage`), and the gain in points below which
   * no edit is suggested; absent: none is. `keepers train-suggestions` makes the first and the last.
   */
  suggestions: v.optional(
    v.object({
      file: ModelFileSchema,
      turns: ModelFileSchema,
      damage: ModelFileSchema,
      floor: v.pipe(v.number(), v.minValue(0)),
    }),
  ),
  /** Share of simulated people whose personal ranking is on after so many ratings: `keepers train-personal` measures it. */
  gateOpens: v.optional(v.record(v.string(), v.number())),
  /** Held-out figures, from which what may be said in words follows. */
  abilities: v.optional(AbilitiesSchema),
  /** What cosines of its content embeddings mean (see content-similarity.ts). */
  contentSimilarity: v.optional(ContentSimilaritySchema),
  goldens: v.object({
    file: ModelFileSchema,
    /** By execution provider; `default` for those not named. */
    tolerance: v.intersect([
      v.object({ default: ToleranceSchema }),
      v.record(v.string(), ToleranceSchema),
    ]),
  }),
  /** Measured figures, each with what it was measured on. */
  figures: v.array(v.object({ name, value: name })),
  /** Drawings of them: SVG. */
  plots: v.optional(v.array(v.object({ title: name, file: ModelFileSchema }))),
});

/** One version of one model. Its files lie in `<id>/<version>/`. */
export const ModelEntrySchema = v.pipe(
  ModelEntryFields,
  v.check(
    (entry) => filesOf(entry).every(({ path }) => path.startsWith(`${entry.id}/${entry.version}/`)),
    'a file lies outside the folder <id>/<version>/',
  ),
  v.check(
    (entry) => filesOf(entry).every(({ path }) => !path.endsWith(`/${MANIFEST}`)),
    'a file has the name of the manifest',
  ),
  v.check(
    ({ outputs, residuals = {} }) =>
      RATED_ATTRIBUTES.every(
        (attribute) =>
          residuals[attribute] === undefined || outputs.scores.columns.includes(attribute),
      ),
    'a residual is of an attribute that the model does not score',
  ),
  v.check(
    ({ outputs, text }) => text === undefined || outputs.attributeEmbeddings !== undefined,
    'there is text, but no attributeEmbeddings to compare it with',
  ),
);
export type ModelEntry = v.InferOutput<typeof ModelEntrySchema>;

/** `manifest.json`: of the models that come with Keepers, of a pack, and of an installed model. */
export const ManifestSchema = v.pipe(
  v.object({
    format: v.literal(1),
    /** The id of the model to use unless the person has installed another. */
    default: slug,
    models: v.pipe(v.array(ModelEntrySchema), v.minLength(1)),
  }),
  v.check(
    (manifest) => manifest.models.some(({ id }) => id === manifest.default),
    'the default is none of the models',
  ),
  v.check(
    ({ models }) => new Set(models.map(({ id }) => id)).size === models.length,
    'two models have the same id',
  ),
);
export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** Every file that belongs to a model, apart from its manifest. */
export function filesOf(entry: v.InferOutput<typeof ModelEntryFields>): ModelFile[] {
  const { model, card, goldens, text, personal, suggestions, plots = [] } = entry;
  return [
    model,
    card,
    goldens.file,
    ...(text === undefined ? [] : [text.model, text.vocabulary]),
    ...(personal === undefined ? [] : [personal]),
    ...(suggestions === undefined ? [] : [suggestions.file, suggestions.turns, suggestions.damage]),
    ...plots.map(({ file }) => file),
  ];
}

/** `id@version`: how a person names one version of a model. */
export function modelName(entry: Pick<ModelEntry, 'id' | 'version'>): string {
  return `${entry.id}@${entry.version}`;
}

/** Parses a manifest's text; `file` is for the error. Throws `model-manifest-invalid`. */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    const reason = reasonOf(thrown);
    throw new KeepersError('model-manifest-invalid', { file, reason }, { cause: thrown });
  }
  const parsed = v.safeParse(ManifestSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  const reason = where === null ? issue.message : `${where}: ${issue.message}`;
  throw new KeepersError('model-manifest-invalid', { file, reason });
}
