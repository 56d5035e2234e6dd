import { access, constants, mkdir, statfs } from 'node:fs/promises';
import os from 'node:os';
import type { DeviceReport, ModelInfo } from '../../src-shared/bridge.ts';
import { toErrorInfo, reasonOf } from '../../src-shared/errors.ts';
import { createScorer } from '../inference/index.ts';
import { findExifTool } from '../metadata/index.ts';
import { openModelStore } from './headless.ts';
import type { EngineOptions } from './types.ts';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

export interface Diagnosis {
  readonly version: string;
  readonly node: string;
  readonly system: string;
  readonly home: string;
  readonly findings: readonly Finding[];
  readonly models: readonly ModelInfo[];
  readonly device: DeviceReport;
}

/** Looks at everything that Keepers needs and says what runs, what does not, and why. */
export async function diagnose(options: EngineOptions): Promise<Diagnosis> {
  const findings = [
    await writableFolder('Home folder', options.home),
    await writableFolder('Preview cache', options.cache),
    await exifTool(),
  ];
  const store = openModelStore(options);
  const models = await store.list().catch((thrown: unknown) => {
    findings.push({ what: 'Models', ok: false, detail: toErrorInfo(thrown).message });
    return [];
  });
  return {
    version: options.version,
    node: process.version,
    system: `${os.type()} ${os.release()} ${process.arch}, ${os.availableParallelism()} cores, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    home: options.home,
    findings,
    models,
    device: await tryDevice(options),
  };
}

async function tryDevice(options: EngineOptions): Promise<DeviceReport> {
  try {
    const store = openModelStore(options);
    const scorer = await createScorer({ spawnWorker: options.spawnWorker, store });
    try {
      return await scorer.settle();
    } finally {
      await scorer.close();
    }
  } catch (thrown) {
    return { providers: [], error: toErrorInfo(thrown) };
  }
}

async function writableFolder(what: string, folder: string): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    const free = (bavail * bsize) / 1e9;
    return { what, ok: free > 1, detail: `${folder}, ${free.toFixed(1)} GB free` };
  } catch (thrown) {
    const reason = reasonOf(thrown);
    return { what, ok: false, detail: `${folder}: ${reason}` };
  }
}

async function exifTool(): Promise<Finding> {
  try {
    return { what: 'ExifTool', ok: true, detail: await findExifTool() };
  } catch (thrown) {
    return { what: 'ExifTool', ok: false, detail: toErrorInfo(thrown).message };
  }
}
