/** A training run on disk, from which it goes on as if it had never stopped. */
import { open, readFile, rename } from 'node:fs/promises';
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

/** Marks the file and its format. */
const MAGIC = 'keepers-training-1\n';

const number = v.number();
const count = v.pipe(number, v.integer(), v.minValue(1));
const ConfigSchema = v.record(v.string(), v.union([number, v.boolean(), v.string()]));
const averagedShare = v.exactOptional(number);
const HeaderSchema = v.object({
  /** Steps that are done; batch `step` comes next. */
  step: v.pipe(number, v.integer(), v.minValue(0)),
  /** The hyper-parameters, as they were. */
  config: ConfigSchema,
  /** Best figure on photos that are not learnt from, and the step at which it was reached. */
  best: v.nullable(v.object({ figure: number, step: number })),
  scale: v.object({
    mean: number,
    deviation: number,
    attributes: v.pipe(
      v.array(
        v.object({
          intercept: number,
          slope: number,
          residualDeviation: number,
          deviation: number,
        }),
      ),
      v.readonly(),
    ),
  }),
  /** Values of each array. */
  size: count,
  /** What the first of all runs started from: the general encoder, a fine-tuned copy of it, a model of our own, or nothing. */
  start: v.exactOptional(v.picklist(['general', 'tuned', 'model', 'random'])),
  /** Of a network that was averaged with the fine-tuned encoder behind its start: how much of it is the run's own, 0–1. */
  averagedShare,
  /** Of a text encoder that is trained beside the network; its parameters follow the network's. */
  text: v.exactOptional(
    v.object({
      pieces: count,
      tokens: count,
      width: count,
      blocks: count,
      heads: count,
      hidden: count,
      allBlocks: v.exactOptional(v.literal(true)),
    }),
  ),
  /** Of a text side that was trained on the finished network (`trainTextSide`): steps that are done, and its hyper-parameters. */
  textRun: v.exactOptional(v.object({ step: count, config: ConfigSchema })),
  /**
   * What tells ratings from multi-level features (`trainMlsp`), whose parameters come last: its shape, steps that are done, and its
   * hyper-parameters.
   */
  mlsp: v.exactOptional(
    v.object({
      ...{ hidden: count, share: number },
      run: v.object({ step: v.pipe(number, v.integer(), v.minValue(0)), config: ConfigSchema }),
    }),
  ),
  /** Runs before this one, whose checkpoint the next one started from. */
  earlier: v.exactOptional(
    v.array(v.object({ steps: number, config: ConfigSchema, averagedShare })),
  ),
});
export type CheckpointHeader = v.InferOutput<typeof HeaderSchema>;

/** Throws an Error that names what is missing or wrong. */
export function parseHeader(json: unknown): CheckpointHeader {
  return v.parse(HeaderSchema, json);
}

/** A hyper-parameter of a run; undefined where it had none of that name, or one that is no number. */
export function hyperParameter(
  config: CheckpointHeader['config'],
  name: string,
): number | undefined {
  const value = config[name];
  return typeof value === 'number' ? value : undefined;
}

/** The optimiser's arrays, `size` values each. */
export const STATE = ['parameters', 'firstMoment', 'secondMoment', 'average'] as const;
export type TrainingState = Readonly<Record<(typeof STATE)[number], Float32Array>>;

/** The parameters from `offset` on, with all that the optimiser keeps of them. */
export function lastOf(state: TrainingState, offset: number): TrainingState {
  return {
    parameters: state.parameters.slice(offset),
    firstMoment: state.firstMoment.slice(offset),
    secondMoment: state.secondMoment.slice(offset),
    average: state.average.slice(offset),
  };
}

export interface Checkpoint {
  readonly header: CheckpointHeader;
  readonly state: TrainingState;
}

/** Writes beside the file, syncs and renames: whenever it is interrupted, a whole checkpoint is there. */
export function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  return writeRun(file, checkpoint);
}

/** Reads a checkpoint. Throws `checkpoint-invalid` for a file that is none or is cut short, `file-missing` where there is none. */
export function readCheckpoint(file: string): Promise<Checkpoint> {
  return readRun(file, parseHeader);
}

/** What a run's file says of itself before its arrays of `size` values. */
interface SizedHeader {
  readonly size: number;
}

/** The same with another header. */
export async function writeRun<Header extends SizedHeader>(
  file: string,
  { header, state }: { readonly header: Header; readonly state: TrainingState },
): Promise<void> {
  const text = Buffer.from(`${MAGIC}${JSON.stringify(header)}\n`);
  const temporary = `${file}.part`;
  const handle = await open(temporary, 'w');
  try {
    await handle.writeFile(text);
    for (const name of STATE) {
      const { buffer, byteOffset, byteLength } = state[name];
      await handle.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** The same with another header, which `parse` reads or throws an Error. */
export async function readRun<Header extends SizedHeader>(
  file: string,
  parse: (json: unknown) => Header,
): Promise<{ readonly header: Header; readonly state: TrainingState }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  const invalid = (reason: string) => new KeepersError('checkpoint-invalid', { file, reason });
  if (bytes.subarray(0, MAGIC.length).toString() !== MAGIC) throw invalid('it is not a checkpoint');
  const end = bytes.indexOf('\n', MAGIC.length);
  if (end === -1) throw invalid('it is cut short');
  let header: Header;
  try {
    header = parse(JSON.parse(bytes.subarray(MAGIC.length, end).toString()));
  } catch (thrown) {
    throw invalid(reasonOf(thrown));
  }
  const length = header.size * Float32Array.BYTES_PER_ELEMENT;
  const missing = end + 1 + STATE.length * length - bytes.length;
  if (missing !== 0) throw invalid(missing > 0 ? 'it is cut short' : 'it is too long');
  const array = (index: number) => {
    const start = end + 1 + index * length;
    // A copy, because floats must lie on a multiple of their size.
    return new Float32Array(Uint8Array.from(bytes.subarray(start, start + length)).buffer);
  };
  return {
    header,
    state: {
      parameters: array(0),
      firstMoment: array(1),
      secondMoment: array(2),
      average: array(3),
    },
  };
}
