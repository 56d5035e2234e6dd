/** The models of this installation: where they are, and whether they are what they should be. */
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { ModelInfo, ModelPlot } from '../../src-shared/bridge.ts';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';
import type { SpawnWorker } from '../workers/types.ts';
import { chosenModel, forgetChoice, rememberChoice, type Chosen } from './chosen.ts';
import { keepModel, tryModel } from './install.ts';
import {
  filesOf,
  MANIFEST,
  modelName,
  parseManifest,
  type Manifest,
  type ModelEntry,
} from './manifest.ts';
import { readVerified } from './model-files.ts';
import { readPack } from './pack.ts';
import { runGoldens } from './run-goldens.ts';
import type { ModelStore, ResolvedModel } from './types.ts';

export interface ModelStoreOptions {
  /** The models that come with Keepers: the folder of `manifest.json`. Never written to. */
  readonly builtInFolder: string;
  /** What the person installed: `<id>/<version>/`, each with its manifest. Made when needed. */
  readonly installedFolder: string;
  /** For running goldens: of a model that is verified, and of a new one before it is kept. */
  readonly spawnWorker: SpawnWorker;
}

export function createModelStore(options: ModelStoreOptions): ModelStore {
  return new FolderModelStore(options);
}

class FolderModelStore implements ModelStore {
  readonly #builtIn: string;
  readonly #installed: string;
  readonly #spawnWorker: SpawnWorker;

  constructor({ builtInFolder, installedFolder, spawnWorker }: ModelStoreOptions) {
    this.#builtIn = builtInFolder;
    this.#installed = installedFolder;
    this.#spawnWorker = spawnWorker;
  }

  async list(): Promise<ModelInfo[]> {
    const models = await this.#all();
    const chosen = await this.#chosen(await this.#builtInManifest());
    return Promise.all(
      models.map(async (model) => describe(model, await stateOf(model), isChosen(model, chosen))),
    );
  }

  async verify(id: string): Promise<ModelInfo> {
    const { model, chosen } = await this.#find(id);
    await verifyFiles(model);
    await runGoldens(model, this.#spawnWorker);
    return describe(model, 'verified', isChosen(model, chosen));
  }

  async resolve(id: string): Promise<ResolvedModel> {
    const { model } = await this.#find(id);
    await verifyFiles(model);
    return model;
  }

  async plots(id: string): Promise<ModelPlot[]> {
    const { model } = await this.#find(id);
    const plots: ModelPlot[] = [];
    for (const { title, file } of model.entry.plots ?? []) {
      plots.push({ title, svg: (await readVerified(model.folder, file)).toString('utf8') });
    }
    return plots;
  }

  async resolveDefault(): Promise<ResolvedModel> {
    const manifest = await this.#builtInManifest();
    const chosen = await this.#chosen(manifest);
    const entry = chosen.builtIn
      ? manifest.models.find(({ id }) => id === chosen.id)
      : await this.#installedEntry(chosen.id, chosen.version);
    if (entry === undefined) throw new KeepersError('model-unknown', { id: chosen.id });
    const model = this.#resolved(entry, chosen.builtIn);
    await verifyFiles(model);
    return model;
  }

  async install(file: string): Promise<ModelInfo> {
    const pack = await readPack(file);
    const { entry } = pack;
    const builtIn = await this.#builtInManifest();
    if (builtIn.models.some(({ id }) => id === entry.id)) {
      throw new KeepersError('model-exists', { id: entry.id });
    }
    await tryModel(pack, this.#spawnWorker);
    await keepModel(pack, this.#installed);
    await rememberChoice(this.#installed, entry);
    return describe(this.#resolved(entry, false), 'verified', true);
  }

  async remove(id: string): Promise<void> {
    const builtIn = await this.#builtInManifest();
    if (builtIn.models.some((entry) => entry.id === id || modelName(entry) === id)) {
      throw new KeepersError('model-in-use', { id });
    }
    // By folder, without reading manifests: what is broken can be removed, too.
    const folders = (await this.#installedFolders()).filter(
      (found) => found.id === id || modelName(found) === id,
    );
    if (folders.length === 0) throw new KeepersError('model-unknown', { id });
    for (const found of folders) {
      await forgetChoice(this.#installed, found);
      await rm(path.join(this.#installed, found.id, found.version), { recursive: true });
    }
  }

  /** The model that a person names: of several versions the one in use, else the last. */
  async #find(id: string): Promise<{ model: ResolvedModel; chosen: Chosen }> {
    const chosen = await this.#chosen(await this.#builtInManifest());
    const matching = (await this.#all()).filter((model) => isNamed(model, id));
    const model = matching.find((each) => isChosen(each, chosen)) ?? matching.at(-1);
    if (model === undefined) throw new KeepersError('model-unknown', { id });
    return { model, chosen };
  }

  async #all(): Promise<ResolvedModel[]> {
    const builtIn = await this.#builtInManifest();
    const installed = await Promise.all(
      (await this.#installedFolders()).map(({ id, version }) => this.#installedEntry(id, version)),
    );
    return [
      ...builtIn.models.map((entry) => this.#resolved(entry, true)),
      ...installed.map((entry) => this.#resolved(entry, false)),
    ];
  }

  #resolved(entry: ModelEntry, builtIn: boolean): ResolvedModel {
    return { entry, folder: builtIn ? this.#builtIn : this.#installed, builtIn };
  }

  async #builtInManifest(): Promise<Manifest> {
    return readManifest(path.join(this.#builtIn, MANIFEST));
  }

  async #installedEntry(id: string, version: string): Promise<ModelEntry> {
    const file = path.join(this.#installed, id, version, MANIFEST);
    const entry = (await readManifest(file)).models.find(
      (found) => found.id === id && found.version === version,
    );
    if (entry !== undefined) return entry;
    throw new KeepersError('model-manifest-invalid', { file, reason: 'it is of another model' });
  }

  /** Installed ids and versions in a fixed order, by the folders there are. */
  async #installedFolders(): Promise<{ id: string; version: string }[]> {
    const found: { id: string; version: string }[] = [];
    for (const id of await foldersIn(this.#installed)) {
      for (const version of await foldersIn(path.join(this.#installed, id))) {
        found.push({ id, version });
      }
    }
    return found;
  }

  async #chosen(manifest: Manifest): Promise<Chosen & { readonly builtIn: boolean }> {
    const chosen = await chosenModel(this.#installed);
    if (chosen !== undefined) return { ...chosen, builtIn: false };
    const entry = manifest.models.find(({ id }) => id === manifest.default);
    return { id: manifest.default, version: entry?.version ?? '', builtIn: true };
  }
}

async function readManifest(file: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    throw new KeepersError('model-missing', { file }, { cause: thrown });
  }
  return parseManifest(text, file);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    const reason = reasonOf(thrown);
    throw new KeepersError('folder-unreadable', { path: folder, reason }, { cause: thrown });
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

async function verifyFiles({ folder, entry }: ResolvedModel): Promise<void> {
  for (const file of filesOf(entry)) await readVerified(folder, file);
}

async function stateOf(model: ResolvedModel): Promise<ModelInfo['state']> {
  try {
    await verifyFiles(model);
    return 'verified';
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    if (thrown.code === 'model-missing') return 'missing';
    return thrown.code === 'model-hash-mismatch' ? 'hash-mismatch' : 'unverified';
  }
}

function isNamed({ entry }: ResolvedModel, id: string): boolean {
  return entry.id === id || modelName(entry) === id;
}

function isChosen({ entry }: ResolvedModel, chosen: Chosen): boolean {
  return entry.id === chosen.id && entry.version === chosen.version;
}

function describe(
  { entry, builtIn }: ResolvedModel,
  state: ModelInfo['state'],
  isDefault: boolean,
): ModelInfo {
  return {
    id: entry.id,
    version: entry.version,
    name: entry.name,
    bytes: entry.model.bytes,
    sha256: entry.model.sha256,
    licence: entry.licence,
    description: entry.description,
    figures: entry.figures,
    attributes: entry.outputs.scores.columns,
    readsWords: entry.text !== undefined,
    plots: entry.plots?.length ?? 0,
    ...(entry.residuals !== undefined && { residuals: entry.residuals }),
    ...(entry.abilities !== undefined && { abilities: entry.abilities }),
    ...(entry.gateOpens !== undefined && { gateOpens: entry.gateOpens }),
    ...(entry.contentSimilarity !== undefined && { contentSimilarity: entry.contentSimilarity }),
    builtIn,
    isDefault,
    state,
  };
}
