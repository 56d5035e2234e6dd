import { KeepersError } from '../../src-shared/errors.ts';
import type { Score } from '../../src-shared/photo.ts';
import { residualsOf } from '../../src-shared/residual.ts';
import type { ModelEntry } from './manifest.ts';
import { rowsOf, shapesOf, type OutputRows, type RawOutputs } from './outputs.ts';
import { PoolFailure } from './pool.ts';
import { CPU } from './providers.ts';
import type { Inferred } from './types.ts';

/**
 * A model's outputs for N pictures, one answer each, values as the model gives them.
 *
 * A value that is not finite makes the picture `inference-failed` on the CPU. From bytes, which are
 * always finite, another provider can only get there by being broken: that is a `PoolFailure`, and the
 * CPU is asked.
 */
export function readAnswers(
  outputs: RawOutputs,
  pictures: number,
  entry: ModelEntry,
  provider: string,
): (Inferred | KeepersError)[] {
  const shapes = shapesOf(entry);
  return Array.from({ length: pictures }, (_, row) => {
    const rows = rowsOf(outputs, shapes, row);
    if (!Object.values(rows).every((values) => values.every(Number.isFinite))) {
      const reason = 'its answer is not a finite number';
      if (provider !== CPU) throw new PoolFailure(reason, false);
      return new KeepersError('inference-failed', { reason });
    }
    const { features = new Float32Array(), contentEmbedding, attributeEmbeddings } = rows;
    return {
      score: scoreFrom(rows, entry, provider),
      features,
      ...(contentEmbedding !== undefined && { contentEmbedding }),
      ...(attributeEmbeddings !== undefined && { attributeEmbeddings }),
    };
  });
}

/** The residuals are worked out here, once, from the very values that are kept beside them. */
function scoreFrom(rows: OutputRows, entry: ModelEntry, provider: string): Score {
  const { scores, emotion, scene } = entry.outputs;
  const values = named(scores.columns, rows.scores);
  const spread = rows.spread?.[0];
  return {
    values,
    ...(spread !== undefined && { spread }),
    ...(entry.residuals !== undefined && { residuals: residualsOf(values, entry.residuals) }),
    ...(emotion !== undefined && { emotion: named(emotion.columns, rows.emotion) }),
    ...(scene !== undefined && { scene: named(scene.columns, rows.scene) }),
    model: { id: entry.id, version: entry.version },
    provider,
  };
}

function named<Name extends string>(
  columns: readonly Name[],
  row: Float32Array | undefined,
): { [N in Name]?: number } {
  const entries = columns.map((column, index) => [column, row?.[index]] as const);
  return Object.fromEntries(entries) as { [N in Name]?: number };
}
