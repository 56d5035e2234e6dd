/** A run's network averaged with the one that it started from. */
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { orInvalid } from './run-state.ts';
import { readStart, warmStart } from './start.ts';
import { isTunedEncoder, tunedStart } from './tuned-start.ts';

export interface AverageOptions {
  readonly checkpoint: string;
  /** What the run started from: a fine-tuned copy of the general encoder, or a model or checkpoint of our own. */
  readonly start: string;
  /** Reads the general encoder: only where the start is a copy of it. */
  general(): Promise<ReadonlyMap<string, Weight>>;
  /** How much of the run is taken, 0–1; the rest is the start. */
  readonly share: number;
  /** The checkpoint to write. */
  readonly out: string;
}

/** Heads that a fine-tuned copy of the general encoder does not have. */
const OWN_HEADS = /^head\.(spread|emotions|content)\./;

/**
 * A point on the line between two networks that were trained from one start: it can score better than both (Wortsman et al., CVPR
 * 2022; Izmailov et al., UAI 2018). What the start does not have stays the run's: heads of a fine-tuned copy, and the text side.
 * Writes a checkpoint whose average it is, with fresh moments. Throws `file-missing`, `checkpoint-invalid` or
 * `training-data-invalid`.
 */
export async function averageWithStart(options: AverageOptions): Promise<void> {
  const { checkpoint, start: file, share, out } = options;
  const { header, state } = await readCheckpoint(checkpoint);
  const { weights } = await readStart(file);
  const layout = aesNetLayout();
  const { scale } = header;
  const isTuned = isTunedEncoder(weights);
  const encoder = isTuned ? await options.general() : undefined;
  const start = orInvalid(file, () =>
    encoder === undefined
      ? warmStart(layout, weights, 1)
      : tunedStart(layout, { general: encoder, tuned: weights, scale, share: 1, seed: 1 }),
  );
  const average = state.average.slice();
  for (const { name } of layout.slots) {
    if (isTuned && OWN_HEADS.test(name)) continue;
    const [own, other] = [layout.view(average, name), layout.view(start, name)];
    for (let i = 0; i < own.length; i++) {
      own[i] = share * (own[i] as number) + (1 - share) * (other[i] as number);
    }
  }
  const none = () => new Float32Array(average.length);
  await writeCheckpoint(out, {
    header: { ...header, best: null, averagedShare: share },
    state: { parameters: average, firstMoment: none(), secondMoment: none(), average },
  });
}
