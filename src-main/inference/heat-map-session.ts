/** A model's heat maps, on the CPU. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { buildHeatMaps } from '../../src-aesnet/explaining/heat-map-graph.ts';
import { coarsened } from '../../src-aesnet/explaining/coarsened.ts';
import { writeModel } from '../../src-aesnet/onnx/write.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { modelName, type ModelEntry } from './manifest.ts';
import { CPU } from './providers.ts';
import { TensorWriter } from './tensors.ts';

/** Maps of one picture, one after the other in the order of the model's scores, each row by row; in points. */
export interface RawHeatMaps {
  readonly width: number;
  readonly height: number;
  readonly maps: Float32Array;
}

/** Places along a side, at most: what has more is summed up. Nobody needs to know more, and answers stay small. */
const MOST_PLACES = 28;

export class HeatMapSession {
  readonly #session: InferenceSession;
  readonly #entry: ModelEntry;
  readonly #writer: TensorWriter;

  private constructor(session: InferenceSession, entry: ModelEntry) {
    this.#session = session;
    this.#entry = entry;
    this.#writer = new TensorWriter(entry.preprocessing);
  }

  /** `bytes`: the model's file. Throws `heat-map-unsupported` for one that cannot be differentiated, and onnxruntime's own error. */
  static async open(
    bytes: Uint8Array,
    entry: ModelEntry,
    { threads }: { readonly threads: number },
  ): Promise<HeatMapSession> {
    const session = await InferenceSession.create(graphOf(bytes, entry), {
      executionProviders: [CPU],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    return new HeatMapSession(session, entry);
  }

  /** A picture of side×side×3 RGB bytes. Blocks this thread while it runs. */
  async map(picture: Uint8Array): Promise<RawHeatMaps> {
    const { input, preprocessing, outputs } = this.#entry;
    const { side } = preprocessing;
    // A copy, because the writer's memory is used again by whoever comes next.
    const image = new Tensor('float32', this.#writer.write([picture]).slice(), [1, 3, side, side]);
    const { maps } = await this.#session.run({ [input.name]: image }, ['maps']);
    const [, count = 0, height = 0, width = 0] = maps?.dims ?? [];
    const { length } = outputs.scores.columns;
    if (!(maps?.data instanceof Float32Array) || count !== length) {
      throw new Error(`there are ${count} heat maps of ${length} scores`);
    }
    return coarsened({ width, height, maps: maps.data }, MOST_PLACES);
  }
}

function graphOf(bytes: Uint8Array, entry: ModelEntry): Uint8Array {
  const { input, preprocessing, outputs } = entry;
  try {
    return writeModel(
      buildHeatMaps(bytes, {
        input: input.name,
        side: preprocessing.side,
        scores: outputs.scores.name,
      }),
    );
  } catch (thrown) {
    throw new KeepersError(
      'heat-map-unsupported',
      { model: modelName(entry), reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}
