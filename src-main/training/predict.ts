/** A network that is being trained, applied to pictures of a cache. */
import { aesNetLayout } from '../../src-aesnet/training/aesnet-layout.ts';
import { buildEvaluation } from '../../src-aesnet/training/evaluation-graph.ts';
import { resample } from '../../src-aesnet/resample.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import type { RatingScale } from '../../src-aesnet/networks/aesnet.ts';
import { TrainingSession } from '../inference/training-session.ts';
import { CACHE_SIDE, PICTURE_BYTES } from './data/index.ts';
import { toPlanes } from './planes.ts';

/** What a network says of n pictures, row by row. */
export interface Predictions {
  /** n × 7 points. */
  readonly scores: Float32Array;
  /** n points. */
  readonly spread: Float32Array;
  /** n × 8 shares. */
  readonly emotion: Float32Array;
  /** n × 1280. */
  readonly features: Float32Array;
  /** n × 128. */
  readonly content: Float32Array;
}

/** Pictures a run: more would only take more memory. */
const BATCH = 32;
const WIDTHS = { scores: 7, spread: 1, emotion: 8, features: 1280, content: 128 } as const;

export class Predictor {
  readonly #session: TrainingSession;
  readonly #side: number;

  private constructor(session: TrainingSession, side: number) {
    this.#session = session;
    this.#side = side;
  }

  static async open(
    scale: RatingScale,
    {
      side = CACHE_SIDE,
      ...options
    }: {
      readonly provider: string;
      readonly threads: number;
      /** Side that the pictures are shrunk to first. Default: as they are. */
      readonly side?: number;
    },
  ): Promise<Predictor> {
    const graph = buildEvaluation(BATCH, side, scale);
    return new Predictor(await TrainingSession.open(writeModel(graph), options), side);
  }

  /** The parameters to predict with, a vector that begins with those of `aesNetLayout`. */
  use(parameters: Float32Array): void {
    const { size } = aesNetLayout();
    this.#session.set('parameters', { data: parameters.subarray(0, size), shape: [size] });
  }

  /** `read(i, into)` fills in picture i: 224 × 224 × 3 bytes, interleaved. */
  async predict(
    count: number,
    read: (index: number, into: Uint8Array) => void,
  ): Promise<Predictions> {
    const result = Object.fromEntries(
      Object.entries(WIDTHS).map(([name, width]) => [name, new Float32Array(count * width)]),
    ) as unknown as Predictions;
    const side = this.#side;
    const picture = { width: CACHE_SIDE, height: CACHE_SIDE, data: new Uint8Array(PICTURE_BYTES) };
    const bytes = 3 * side * side;
    const planes = new Uint8Array(BATCH * bytes);
    for (let start = 0; start < count; start += BATCH) {
      const here = Math.min(BATCH, count - start);
      for (let index = 0; index < here; index++) {
        read(start + index, picture.data);
        const seen =
          side === CACHE_SIDE
            ? picture
            : resample(picture, { width: side, height: side, kernel: 'lanczos3' });
        toPlanes(seen.data, planes.subarray(index * bytes, (index + 1) * bytes));
      }
      const outputs = await this.#session.run({
        pictures: { data: planes, shape: [BATCH, 3, side, side] },
      });
      for (const [name, width] of Object.entries(WIDTHS)) {
        const values = (outputs[name] as Float32Array).subarray(0, here * width);
        result[name as keyof Predictions].set(values, start * width);
      }
    }
    return result;
  }

  /** Features [count, 1280] of pictures that lie one after another, in planes of the side that it was opened with. */
  async featuresOf(pictures: Uint8Array, count: number): Promise<Float32Array> {
    const side = this.#side;
    const bytes = 3 * side * side;
    const result = new Float32Array(count * WIDTHS.features);
    const planes = new Uint8Array(BATCH * bytes);
    for (let start = 0; start < count; start += BATCH) {
      const here = Math.min(BATCH, count - start);
      planes.set(pictures.subarray(start * bytes, (start + here) * bytes));
      const { features } = await this.#session.run({
        pictures: { data: planes, shape: [BATCH, 3, side, side] },
      });
      const values = (features as Float32Array).subarray(0, here * WIDTHS.features);
      result.set(values, start * WIDTHS.features);
    }
    return result;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}
