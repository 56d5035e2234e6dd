import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defaultFolders, type EngineOptions } from '../engine/index.ts';
import { spawnNodeWorker } from '../workers/node.ts';

/** The folder that holds package.json: the checkout, or the installed package. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where this installation keeps its parts. */
export const RENDERER_FOLDER = path.join(ROOT, 'dist', 'renderer');

export function version(): string {
  const file = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  return file.version;
}

/** What the engine needs to run as part of this process. */
export function engineOptions(): EngineOptions {
  return {
    ...defaultFolders(),
    modelsFolder: path.resolve(process.env.KEEPERS_MODELS ?? path.join(ROOT, 'models')),
    version: version(),
    spawnWorker: spawnNodeWorker,
  };
}
