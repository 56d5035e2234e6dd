/** A run's network averaged with the fine-tuned encoder that it started from. */
import type { Weight } from '../../src-aesnet/onnx/read.ts';
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { orInvalid } from './run-state.ts';
import { readStart } from './start.ts';
import { tunedStart } from './tuned-start.ts';

export interface AverageOptions {
  readonly checkpoint: string;
  /** The fine-tuned copy of the general encoder, and the general encoder. */
  readonly tuned: string;
  readonly general: ReadonlyMap<string, Weight>;
  /** How much of the run is taken, 0–1; the rest is the tuned encoder. */
  readonly share: number;
  /** The checkpoint to write. */
  readonly out: string;
}

/** Heads that the tuned encoder does not have. */
const OWN_HEADS = /^head\.(spread|emotions|content)\./;

/**
 * A point on the line between two networks that were trained from one start: it can score better than both (Wortsman et al., CVPR
 * 2022; Izmailov et al., UAI 2018). Spread, emotions and content stay the run's. Writes a checkpoint whose average it is, with fresh
 * moments. Throws `file-missing`, `checkpoint-invalid` or `training-data-invalid`.
 */
export async function averageWithTuned(options: AverageOptions): Promise<void> {
  const { checkpoint, tuned: file, general, share, out } = options;
  const { header, state } = await readCheckpoint(checkpoint);
  const { weights } = await readStart(file);
  const layout = aesNetLayout();
  const { scale } = header;
  const tuned = orInvalid(file, () =>
    tunedStart(layout, { general, tuned: weights, scale, share: 1, seed: 1 }),
  );
  const average = state.average.slice();
  for (const { name } of layout.slots) {
    if (OWN_HEADS.test(name)) continue;
    const [own, other] = [layout.view(average, name), layout.view(tuned, name)];
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
