/** Which installed model scores: the one that was installed last. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { writeDurably } from './durable.ts';

const ChosenSchema = v.object({ id: v.string(), version: v.string() });
export type Chosen = v.InferOutput<typeof ChosenSchema>;

/** The dot keeps it apart from the models' own folders. */
function fileIn(installedFolder: string): string {
  return path.join(installedFolder, '.default.json');
}

/** Undefined where the person has installed none. Throws `model-manifest-invalid` for a file that says nothing. */
export async function chosenModel(installedFolder: string): Promise<Chosen | undefined> {
  const file = fileIn(installedFolder);
  try {
    return v.parse(ChosenSchema, JSON.parse(await readFile(file, 'utf8')));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = reasonOf(thrown);
    throw new KeepersError('model-manifest-invalid', { file, reason }, { cause: thrown });
  }
}

export async function rememberChoice(
  installedFolder: string,
  { id, version }: Chosen,
): Promise<void> {
  const text = `${JSON.stringify({ id, version })}\n`;
  await writeDurably(fileIn(installedFolder), new TextEncoder().encode(text));
}

/** Goes back to the model that comes with Keepers, if this one was the choice. */
export async function forgetChoice(installedFolder: string, model: Chosen): Promise<void> {
  const chosen = await chosenModel(installedFolder);
  if (chosen?.id === model.id && chosen.version === model.version) {
    await rm(fileIn(installedFolder), { force: true });
  }
}
