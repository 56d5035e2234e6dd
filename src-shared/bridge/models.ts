/** The part of the contract about models and the devices they run on. */
import * as v from 'valibot';
import { AbilitiesSchema } from '../ability.ts';
import { SCORED } from '../attribute.ts';
import { ContentSimilaritySchema } from '../content-similarity.ts';
import { ErrorInfoSchema } from '../photo.ts';
import { ResidualLinesSchema } from '../residual.ts';
import { count, nothing, request } from './values.ts';

/** One execution provider and why it runs or does not. */
export const ProviderReportSchema = v.object({
  /** The name that onnxruntime uses: 'cpu', 'webgpu', 'coreml', 'dml', 'cuda'. */
  name: v.string(),
  state: v.picklist(['active', 'available', 'failed', 'not-bundled', 'untried']),
  /** For a person: why it is used or is not. */
  reason: v.string(),
});
export const DeviceReportSchema = v.object({
  providers: v.array(ProviderReportSchema),
  active: v.optional(v.string()),
  model: v.optional(v.object({ id: v.string(), version: v.string() })),
  /** Why no model runs. */
  error: v.optional(ErrorInfoSchema),
});
export type DeviceReport = v.InferOutput<typeof DeviceReportSchema>;

export const ModelInfoSchema = v.object({
  id: v.string(),
  version: v.string(),
  name: v.string(),
  bytes: count,
  sha256: v.string(),
  licence: v.object({ name: v.string(), text: v.string() }),
  /** What it is and where it comes from, one paragraph. */
  description: v.string(),
  /** Figures of the card: name → value, with where they come from. */
  figures: v.array(v.object({ name: v.string(), value: v.string() })),
  attributes: v.array(v.picklist(SCORED)),
  /** Whether it reads words, to find photos by. */
  readsWords: v.boolean(),
  /** How many drawings `models.plots` has. */
  plots: count,
  /** What the overall score predicts of each rated attribute. */
  residuals: v.optional(ResidualLinesSchema),
  /** From which it follows what may be said in words (see ability.ts). */
  abilities: v.optional(AbilitiesSchema),
  /** What cosines of its content embeddings mean. */
  contentSimilarity: v.optional(ContentSimilaritySchema),
  /** Share of simulated people whose personal ranking is on after so many ratings. */
  gateOpens: v.optional(v.record(v.string(), v.number())),
  builtIn: v.boolean(),
  isDefault: v.boolean(),
  state: v.picklist(['verified', 'missing', 'hash-mismatch', 'unverified']),
});
export type ModelInfo = v.InferOutput<typeof ModelInfoSchema>;

export const ModelPlotSchema = v.object({ title: v.string(), svg: v.string() });
export type ModelPlot = v.InferOutput<typeof ModelPlotSchema>;

export const MODEL_REQUESTS = {
  'device.report': request(nothing, DeviceReportSchema),
  'models.list': request(nothing, v.array(ModelInfoSchema)),
  /** Drawings of what a model has learnt, each the text of an SVG file; `id@version`. */
  'models.plots': request(v.object({ id: v.string() }), v.array(ModelPlotSchema)),
  'models.verify': request(v.object({ id: v.string() }), ModelInfoSchema),
  'models.install': request(v.object({ path: v.string() }), ModelInfoSchema),
  'models.remove': request(v.object({ id: v.string() }), nothing),
} as const;
