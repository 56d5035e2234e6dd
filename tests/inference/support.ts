import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createModelStore, createScorer } from '../../src-main/inference/index.ts';
import type { ModelStore, ScorerOptions } from '../../src-main/inference/index.ts';
import { goldenPicture } from '../../src-main/inference/golden-pictures.ts';
import { parseManifest, type ModelEntry } from '../../src-main/inference/manifest.ts';
import type { Inferred, Scorer } from '../../src-main/inference/types.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import type { SpawnWorker, WorkerPort } from '../../src-main/workers/types.ts';
import { KeepersError, type ErrorCode } from '../../src-shared/errors.ts';
import { repositoryRoot } from '../support/data.ts';

export const modelsFolder = path.join(repositoryRoot, 'models');

/** The model that comes with Keepers and scores by default. */
export const shipped: ModelEntry = readShipped();

function readShipped(): ModelEntry {
  const file = path.join(modelsFolder, 'manifest.json');
  const manifest = parseManifest(readFileSync(file, 'utf8'), file);
  const entry = manifest.models.find(({ id }) => id === manifest.default);
  if (entry === undefined) throw new Error('no default model');
  return entry;
}

/** Another picture for every seed; 1 to 4 are those of the goldens. */
export function picture(seed: number): Uint8Array {
  return goldenPicture(seed, 224);
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'keepers-inference-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store on a copy of the shipped models, so that a test may damage them. */
export async function storeOnCopy(): Promise<{
  store: ModelStore;
  builtIn: string;
  installed: string;
}> {
  const folder = await temporaryFolder();
  const builtIn = path.join(folder, 'built-in');
  const installed = path.join(folder, 'installed');
  await cp(modelsFolder, builtIn, { recursive: true });
  const store = createModelStore({
    builtInFolder: builtIn,
    installedFolder: installed,
    spawnWorker: spawnNodeWorker,
  });
  return { store, builtIn, installed };
}

/** A scorer with the shipped model that is closed after the test. */
export async function openScorer(options: Partial<ScorerOptions> = {}): Promise<Scorer> {
  const store =
    options.store ??
    createModelStore({
      builtInFolder: modelsFolder,
      installedFolder: path.join(await temporaryFolder(), 'installed'),
      spawnWorker: spawnNodeWorker,
    });
  const scorer = await createScorer({
    spawnWorker: spawnNodeWorker,
    providers: [],
    ...options,
    store,
  });
  onTestFinished(() => scorer.close());
  return scorer;
}

/** Sets an environment variable for this test and the processes that it starts. */
export function setEnvironment(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  });
}

/** The answers, all of which must be scores. */
export function scores(answers: readonly (Inferred | KeepersError)[]): Inferred[] {
  return answers.map((answer) => {
    if (answer instanceof KeepersError) throw answer;
    return answer;
  });
}

/** The code of what a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | 'none'> {
  try {
    await promise;
    return 'none';
  } catch (thrown) {
    if (thrown instanceof KeepersError) return thrown.code;
    throw thrown;
  }
}

/** A message on its way to a worker, as far as the tests look at it. */
export interface Outgoing {
  readonly id: number;
  readonly call: string;
  readonly argument: { readonly pictures?: readonly Uint8Array[]; readonly provider?: string };
}

/**
 * Real worker processes that are killed (SIGKILL) right after a message for which `fatal` is true was
 * sent: in the middle of that call.
 */
export function killedOn(fatal: (message: Outgoing) => boolean): SpawnWorker & { kills(): number } {
  let kills = 0;
  const spawn = (name: Parameters<SpawnWorker>[0]): WorkerPort => {
    const port = spawnNodeWorker(name);
    return {
      ...port,
      send: (message) => {
        if (!fatal(message as Outgoing)) {
          port.send(message);
          return;
        }
        // Sent first, it could be answered before the process is gone.
        kills++;
        port.close();
      },
    };
  };
  return Object.assign(spawn, { kills: () => kills });
}

/** Real worker processes whose timings on the CPU read a thousand times longer than they were. */
export const slowCpu: SpawnWorker = (name) => {
  const port = spawnNodeWorker(name);
  const timed = new Set<number>();
  let onCpu = false;
  return {
    ...port,
    send: (message) => {
      const { id, call, argument } = message as Outgoing;
      if (call === 'load') onCpu = argument.provider === 'cpu';
      if (call === 'time' && onCpu) timed.add(id);
      port.send(message);
    },
    onMessage: (listener) =>
      port.onMessage((message) => {
        const reply = message as { id: number; result: { milliseconds: number } };
        if (timed.delete(reply.id)) reply.result.milliseconds *= 1000;
        listener(reply);
      }),
  };
};
