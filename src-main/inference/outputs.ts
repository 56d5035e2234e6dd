/** What a model gives for a batch, by the names of the manifest. */
import type { ModelEntry } from './manifest.ts';

/** Every output that a model may have; scores and features it must have. */
export const OUTPUT_NAMES = [
  'scores',
  'features',
  'contentEmbedding',
  'spread',
  'emotion',
  'scene',
  'attributeEmbeddings',
] as const satisfies readonly (keyof ModelEntry['outputs'])[];
export type OutputName = (typeof OUTPUT_NAMES)[number];

/** What a session gives for N pictures: float32 [N, width] each, row after row. What the model lacks is absent. */
export interface RawOutputs extends Readonly<Partial<Record<OutputName, Float32Array>>> {
  readonly scores: Float32Array;
  readonly features: Float32Array;
}

/** An output that a model has. */
export interface OutputShape {
  readonly of: OutputName;
  /** Its name in the ONNX file. */
  readonly name: string;
  /** Values a picture. */
  readonly width: number;
}

/** The outputs that a model has, in a fixed order. */
export function shapesOf({ outputs }: Pick<ModelEntry, 'outputs'>): OutputShape[] {
  return OUTPUT_NAMES.flatMap((of) => {
    const output = outputs[of];
    if (output === undefined) return [];
    const columns = 'columns' in output ? output.columns.length : 1;
    const width = columns * ('size' in output ? output.size : 1);
    return [{ of, name: output.name, width }];
  });
}

/** What a model gives for one picture: `width` values of each output. */
export type OutputRows = Readonly<Partial<Record<OutputName, Float32Array>>>;

/** The outputs of picture `row` of a batch. */
export function rowsOf(
  outputs: RawOutputs,
  shapes: readonly OutputShape[],
  row: number,
): OutputRows {
  const rows: Partial<Record<OutputName, Float32Array>> = {};
  for (const { of, width } of shapes) {
    const matrix = outputs[of];
    if (matrix !== undefined) rows[of] = matrix.slice(row * width, (row + 1) * width);
  }
  return rows;
}
