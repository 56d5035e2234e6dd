/**
 * Model packs: one model in one file, to carry to another machine.
 *
 * A `.keepers-model` file is a tar archive of `manifest.json`, which names exactly one model and has the
 * form of the manifest that comes with Keepers, and of the files that it names under their own paths
 * (`<id>/<version>/…`). So `tar tf` lists it, and `tar cf` in a folder of that form makes one as well.
 */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import { filesOf, MANIFEST, parseManifest, type Manifest, type ModelEntry } from './manifest.ts';
import { matches, readVerified } from './model-files.ts';
import { readTar, TarError, writeTar, type TarFile } from './tar.ts';

/** Larger than any model that a desktop can score with; what is larger is not read into memory. */
const MOST_BYTES = 2 ** 30;

/** A pack whose manifest is valid and whose files are all there with the right hash. */
export interface Pack {
  readonly entry: ModelEntry;
  /** By the paths of the manifest; without the manifest itself. */
  readonly files: readonly TarFile[];
}

/**
 * Reads and checks a pack. Throws `file-missing`, `file-unreadable`, `model-pack-invalid` (no pack,
 * truncated, a file more or less than its manifest names), `model-manifest-invalid` or
 * `model-hash-mismatch`.
 */
export async function readPack(file: string): Promise<Pack> {
  const archive = readArchive(await readBytes(file), file);
  const byName = new Map(archive.map((each) => [each.name.replace(/^\.\//, ''), each.bytes]));
  if (byName.size !== archive.length) throw invalid(file, 'a file is in it twice');
  const manifestBytes = byName.get(MANIFEST);
  if (manifestBytes === undefined) throw invalid(file, `it holds no ${MANIFEST}`);
  const { models } = parseManifest(new TextDecoder().decode(manifestBytes), `${file}: ${MANIFEST}`);
  const [entry] = models;
  if (entry === undefined || models.length > 1) throw invalid(file, 'it must hold one model');
  byName.delete(MANIFEST);
  const files = filesOf(entry).map((expected) => {
    const bytes = byName.get(expected.path);
    if (bytes === undefined) throw invalid(file, `${expected.path} is missing in it`);
    byName.delete(expected.path);
    if (!matches(bytes, expected)) {
      throw new KeepersError('model-hash-mismatch', { file: `${file}: ${expected.path}` });
    }
    return { name: expected.path, bytes };
  });
  const [surplus] = byName.keys();
  if (surplus !== undefined) {
    throw invalid(file, `it holds “${surplus}”, which its manifest does not name`);
  }
  return { entry, files };
}

/** The bytes of a pack of one model, whose files lie below `folder`. Throws as `readVerified` does. */
export async function packModel(folder: string, entry: ModelEntry): Promise<Uint8Array> {
  const files: TarFile[] = [{ name: MANIFEST, bytes: manifestOf(entry) }];
  for (const file of filesOf(entry)) {
    files.push({ name: file.path, bytes: await readVerified(folder, file) });
  }
  return writeTar(files);
}

/** The manifest of a pack, and of an installed model. */
export function manifestOf(entry: ModelEntry): Uint8Array {
  const manifest: Manifest = { format: 1, default: entry.id, models: [entry] };
  return new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw invalid(file, `it is larger than ${MOST_BYTES / 2 ** 20} MiB`);
    return await readFile(file);
  } catch (thrown) {
    if (thrown instanceof KeepersError) throw thrown;
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new KeepersError('file-missing', { path: path.resolve(file) }, { cause: thrown });
    }
    const reason = reasonOf(thrown);
    throw new KeepersError('file-unreadable', { reason }, { cause: thrown });
  }
}

function readArchive(bytes: Uint8Array, file: string): TarFile[] {
  try {
    return readTar(bytes);
  } catch (thrown) {
    if (thrown instanceof TarError) throw invalid(file, thrown.message);
    throw thrown;
  }
}

function invalid(file: string, reason: string): KeepersError {
  return new KeepersError('model-pack-invalid', { file, reason });
}
