/** Multi-level features of pictures by an encoder that stays as it is. */
import { aesNetLayout } from '../../../src-aesnet/training/aesnet-layout.ts';
import { buildMlspFeatures } from '../../../src-aesnet/training/mlsp-graphs.ts';
import { MLSP } from '../../../src-aesnet/networks/mlsp.ts';
import { writeModel } from '../../../src-aesnet/onnx/write.ts';
import { TrainingSession } from '../../inference/training-session.ts';
import { CACHE_SIDE, PICTURE_BYTES } from '../data/index.ts';

/** Pictures a run: more would only take more memory. */
const BATCH = 16;

export class MlspFeatures {
  readonly #session: TrainingSession;

  private constructor(session: TrainingSession) {
    this.#session = session;
  }

  /** `parameters` as `aesNetLayout` has them. Throws `provider-failed`. */
  static async open(
    parameters: Float32Array,
    options: { readonly provider: string; readonly threads: number },
  ): Promise<MlspFeatures> {
    const layout = aesNetLayout();
    const graph = buildMlspFeatures(BATCH, CACHE_SIDE, (name) => layout.view(parameters, name));
    return new MlspFeatures(await TrainingSession.open(writeModel(graph), options));
  }

  /** [count, MLSP] of pictures that lie one after another, in planes of `CACHE_SIDE`. */
  async of(pictures: Uint8Array, count: number): Promise<Float32Array> {
    const result = new Float32Array(count * MLSP);
    const planes = new Uint8Array(BATCH * PICTURE_BYTES);
    for (let start = 0; start < count; start += BATCH) {
      const here = Math.min(BATCH, count - start);
      planes.set(pictures.subarray(start * PICTURE_BYTES, (start + here) * PICTURE_BYTES));
      const { features } = await this.#session.run({
        pictures: { data: planes, shape: [BATCH, 3, CACHE_SIDE, CACHE_SIDE] },
      });
      result.set((features as Float32Array).subarray(0, here * MLSP), start * MLSP);
    }
    return result;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
