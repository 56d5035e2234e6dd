/** Networks that look at a picture for what is wrong with it, on the CPU: how it leans, and what undoing known damage would gain. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DAMAGE_SIDE } from '../../src-aesnet/networks/damage-network.ts';
import { TOLD_TURNS, TURN_SIDE } from '../../src-aesnet/networks/turn-network.ts';
import { DIRECTIONS } from '../../src-aesnet/suggestions/directions.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { modelName, type ModelEntry } from './manifest.ts';
import { readVerified } from './model-files.ts';
import { CPU } from './providers.ts';

/** What a network takes, uint8 [N, side, side, 3], and gives, float32 [N, width]. */
interface Table {
  readonly input: string;
  readonly output: string;
  readonly side: number;
  readonly width: number;
}

/** Squares of a photo → the logarithms of the chances of `TOLD_TURNS`. */
const TURNS: Table = {
  ...{ input: 'squares', output: 'turns', side: TURN_SIDE, width: TOLD_TURNS.length },
};
/** Pictures → gains each way in points, in the order of `DIRECTIONS`. */
const GAINS: Table = {
  ...{ input: 'pictures', output: 'gains', side: DAMAGE_SIDE, width: DIRECTIONS.length },
};

export class TableSession {
  readonly #session: InferenceSession;
  readonly #table: Table;

  private constructor(session: InferenceSession, table: Table) {
    this.#session = session;
    this.#table = table;
  }

  /** `bytes`: the network's file. Throws onnxruntime's own error, or one for an input or output that is not there. */
  static async open(
    bytes: Uint8Array,
    table: Table,
    { threads }: { readonly threads: number },
  ): Promise<TableSession> {
    const session = await InferenceSession.create(bytes, {
      executionProviders: [CPU],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
    });
    const { input, output } = table;
    if (!session.inputNames.includes(input) || !session.outputNames.includes(output)) {
      await session.release();
      throw new Error(`the file does not take “${input}” and give “${output}”`);
    }
    return new TableSession(session, table);
  }

  /** Pictures of side×side×3 bytes → one row after the other. Blocks this thread while it runs. */
  async run(pictures: readonly Uint8Array[]): Promise<Float32Array> {
    if (pictures.length === 0) return new Float32Array();
    const { input, output, side, width } = this.#table;
    const size = side * side * 3;
    const bytes = new Uint8Array(pictures.length * size);
    for (const [at, picture] of pictures.entries()) bytes.set(picture, at * size);
    const feeds = { [input]: new Tensor('uint8', bytes, [pictures.length, side, side, 3]) };
    const data = (await this.#session.run(feeds, [output]))[output]?.data;
    if (!(data instanceof Float32Array) || data.length !== pictures.length * width) {
      throw new Error(`“${output}” is not float32 of ${pictures.length}×${width}`);
    }
    return data;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** A photo as such networks look at it. */
export interface Inspected {
  /** As the scorer takes it. */
  readonly picture: Uint8Array;
  /** See `turnSquares`. */
  readonly squares: readonly Uint8Array[];
}

export interface Inspection {
  /** What undoing known damage would gain each way, points, in the order of `DIRECTIONS`. */
  readonly gains: Float32Array;
  /** The logarithms of the chances of `TOLD_TURNS`, one row a square. */
  readonly turns: Float32Array;
}

/** Both networks. */
export class DamageSession {
  readonly #turns: TableSession;
  readonly #gains: TableSession;

  private constructor(turns: TableSession, gains: TableSession) {
    this.#turns = turns;
    this.#gains = gains;
  }

  /** The networks' files. Throws as `TableSession.open` does. */
  static async open(
    files: { readonly turns: Uint8Array; readonly damage: Uint8Array },
    options: { readonly threads: number },
  ): Promise<DamageSession> {
    const turns = await TableSession.open(files.turns, TURNS, options);
    try {
      return new DamageSession(turns, await TableSession.open(files.damage, GAINS, options));
    } catch (thrown) {
      await turns.release();
      throw thrown;
    }
  }

  async inspect({ picture, squares }: Inspected): Promise<Inspection> {
    const gains = await this.#gains.run([picture]);
    return { gains, turns: await this.#turns.run(squares) };
  }

  async release(): Promise<void> {
    await Promise.all([this.#turns.release(), this.#gains.release()]);
  }
}

/** Those of a model whose files lie below `folder`. Throws `suggestions-missing`, `model-missing` or `model-hash-mismatch`, and as `DamageSession.open` does. */
export async function openDamage(
  entry: ModelEntry,
  folder: string,
  options: { readonly threads: number },
): Promise<DamageSession> {
  const { suggestions } = entry;
  if (suggestions === undefined) {
    throw new KeepersError('suggestions-missing', { model: modelName(entry) });
  }
  const turns = await readVerified(folder, suggestions.turns);
  const damage = await readVerified(folder, suggestions.damage);
  return DamageSession.open({ turns, damage }, options);
}
