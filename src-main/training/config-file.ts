/** A file of hyper-parameters: JSON in which each value stands beside its reason. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

export const positive = v.pipe(v.number(), v.gtValue(0));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Share of an old value that stays in a mean; all of it would be no mean. */
export const keptShare = v.pipe(share, v.ltValue(1));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const weight = v.pipe(v.number(), v.minValue(0));

/** How a run steps: entries that all configs have. */
export const STEPPING = {
  learningRate: positive,
  /** Share of the steps over which the rate rises. */
  warmUp: share,
  /** Share of the highest rate that is left at the end. */
  floor: share,
  decay: weight,
  beta1: keptShare,
  beta2: keptShare,
  epsilon: positive,
  maxNorm: positive,
  averageDecay: keptShare,
  seed: count,
};

const FileSchema = v.record(
  v.string(),
  v.object({
    value: v.union([v.number(), v.boolean(), v.string()]),
    why: v.pipe(v.string(), v.nonEmpty()),
  }),
);

type Entries = v.ObjectSchema<v.ObjectEntries, undefined>;

/**
 * Reads a file by `parse`, which throws an Error that names the entry. Throws `file-missing` or `training-config-invalid`.
 */
export async function readConfigFile<Config>(
  file: string,
  parse: (json: unknown) => Config,
): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('file-missing', { path: file }, { cause: thrown });
  }
  try {
    return parse(JSON.parse(text));
  } catch (thrown) {
    throw new KeepersError(
      'training-config-invalid',
      { file, reason: reasonOf(thrown) },
      { cause: thrown },
    );
  }
}

/** Throws an Error that names the entry which is missing, unknown or out of range. */
export function parseEntries<Schema extends Entries>(
  json: unknown,
  schema: Schema,
): v.InferOutput<Schema> {
  const entries = check(FileSchema, json);
  const values = Object.fromEntries(
    Object.entries(entries).map(([name, { value }]) => [name, value]),
  );
  const unknown = Object.keys(values).find((name) => !Object.hasOwn(schema.entries, name));
  if (unknown !== undefined) throw new Error(`there is no hyper-parameter “${unknown}”`);
  return check(schema, values);
}

function check<T extends v.GenericSchema>(schema: T, value: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  throw new Error(where === null ? issue.message : `${where}: ${issue.message}`);
}
