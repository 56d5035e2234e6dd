import { KeepersError } from '../../src-shared/errors.ts';
import { rowOf, type RawOutputs } from './goldens.ts';
import type { ModelEntry } from './manifest.ts';
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
  const { columns } = entry.outputs.scores;
  return Array.from({ length: pictures }, (_, row) => {
    const scores = rowOf(outputs.scores, row, columns.length);
    const features = rowOf(outputs.features, row, entry.outputs.features.size);
    const content =
      outputs.contentEmbedding &&
      rowOf(outputs.contentEmbedding, row, entry.outputs.contentEmbedding?.size ?? 0);
    const vectors = [scores, features, ...(content === undefined ? [] : [content])];
    if (!vectors.every((vector) => vector.every(Number.isFinite))) {
      const reason = 'its answer is not a finite number';
      if (provider !== CPU) throw new PoolFailure(reason, false);
      return new KeepersError('inference-failed', { reason });
    }
    return {
      score: {
        values: Object.fromEntries(columns.map((column, index) => [column, scores[index]])),
        model: { id: entry.id, version: entry.version },
        provider,
      },
      features,
      ...(content !== undefined && { contentEmbedding: content }),
    };
  });
}
