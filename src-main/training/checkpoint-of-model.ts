/** What training goes on from, out of a model's folder: another machine has its files, and no run's checkpoint. */
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { mlspLayout } from '../../src-aesnet/networks/mlsp.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { parseHeader, writeCheckpoint, type CheckpointHeader } from './checkpoint.ts';
import { VOCABULARY } from './contrast/index.ts';
import { orInvalid } from './run-state.ts';
import { readStart, warmStart } from './start.ts';
import { layoutOfText } from './step-settings.ts';

/** Name of the file that `export` keeps a checkpoint's header in. */
export const TRAINING = 'training.json';

/** What text is trained with alone, and no model's file has. */
const ONLY_IN_TRAINING = /^(fusion|contrastive)\./;

export interface CheckpointOfModelOptions {
  /** A model's folder as `export` writes it. */
  readonly model: string;
  /** The checkpoint to write; a vocabulary is put beside it. */
  readonly out: string;
  /** Draws what no model's file has: the fusion of pictures with text, and the contrast's temperature. */
  readonly seed: number;
  /** Leaves the head on multi-level features out, so that another can be trained on the same network. */
  readonly withoutMlsp?: boolean;
}

/**
 * Writes a checkpoint of the weights as the folder's files have them, large ones in half precision, without the optimiser's moments.
 * Heads that were fitted after training are in them; `train-heads` belongs to its own checkpoint and is run again. Throws `file-missing`, `checkpoint-invalid` for a
 * header that is none, or `training-data-invalid` where the files have not what the header speaks of.
 */
export async function checkpointOfModel({
  model: folder,
  out,
  seed,
  withoutMlsp = false,
}: CheckpointOfModelOptions): Promise<void> {
  const at = (name: string) => path.join(folder, name);
  const whole = await readHeader(at(TRAINING));
  const header = withoutMlsp ? beforeMlsp(whole) : whole;
  const { weights } = await readStart(at('model.onnx'));
  const text = header.text && (await readStart(at('text.onnx'))).weights;
  const layout = layoutOfText(header.text);
  const told = header.mlsp && mlspLayout(header.mlsp.hidden);
  const values = orInvalid(folder, () => {
    const all = new Map([...weights, ...(text ?? [])]);
    const own = layout.slots.filter(({ name }) => !ONLY_IN_TRAINING.test(name));
    const missing = own.find(({ name }) => !all.has(name));
    if (missing !== undefined) throw new Error(`its files have no ${missing.name}`);
    return joined(warmStart(layout, all, seed), told && warmStart(told, weights, seed));
  });
  if (values.length !== header.size) {
    const reason = `its files have ${values.length} parameters, ${TRAINING} speaks of ${header.size}`;
    throw new KeepersError('training-data-invalid', { place: folder, reason });
  }
  const none = () => new Float32Array(values.length);
  if (text !== undefined) await copyVocabulary(at(VOCABULARY), out);
  await writeCheckpoint(out, {
    header,
    state: { parameters: values, firstMoment: none(), secondMoment: none(), average: values },
  });
}

/** The header as it was before a head on multi-level features was put behind everything else. */
function beforeMlsp({ mlsp, size, ...header }: CheckpointHeader): CheckpointHeader {
  return { ...header, size: mlsp === undefined ? size : size - mlspLayout(mlsp.hidden).size };
}

async function readHeader(file: string): Promise<CheckpointHeader> {
  const text = await readable(file, () => readFile(file, 'utf8'));
  try {
    return parseHeader(JSON.parse(text));
  } catch (thrown) {
    throw new KeepersError(
      'checkpoint-invalid',
      { file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

function copyVocabulary(file: string, out: string): Promise<void> {
  return readable(file, () => copyFile(file, path.join(path.dirname(out), VOCABULARY)));
}

async function readable<Result>(file: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
}

function joined(first: Float32Array, second: Float32Array | undefined): Float32Array {
  if (second === undefined) return first;
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
