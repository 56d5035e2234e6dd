/**
 * What an interrupted deep fine-tuning has found out, so that it goes on there: a folder with the folds that were tried, and the
 * training that was under way.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeDurably, writePartsDurably } from '../../inference/durable.ts';
import type { FoldTrial } from './fold-trial.ts';
import { STATE, type TasteState } from './taste-network.ts';

/** A training that was under way. */
export interface UnderWay {
  readonly step: number;
  readonly added: readonly (readonly number[])[];
  readonly state: TasteState;
}

export interface DeepProgress {
  /** Whether anything is known already. */
  begun(): Promise<boolean>;
  find(key: string): Promise<FoldTrial | undefined>;
  /** Keeps a fold that has been tried; what was under way is forgotten. */
  keep(key: string, trial: FoldTrial): Promise<void>;
  underWay(key: string): Promise<UnderWay | undefined>;
  keepUnderWay(key: string, point: UnderWay): Promise<void>;
  /** Once it is of no more use. */
  forget(): Promise<void>;
}

const numbers = v.array(v.number());
const rows = v.array(numbers);
const TrialSchema = v.object({
  photos: numbers,
  groups: v.array(v.string()),
  general: numbers,
  closedForm: numbers,
  added: rows,
  pairs: v.array(v.tuple([v.number(), v.number()])),
  variances: numbers,
  scale: v.number(),
  generalScale: v.number(),
});
const TriedSchema = v.object({ of: v.string(), tried: v.record(v.string(), TrialSchema) });
const HeaderSchema = v.object({
  ...{ of: v.string(), key: v.string(), step: v.number(), size: v.number(), sha256: v.string() },
  added: rows,
});

const TRIED = 'tried.json';
const UNDER_WAY = 'under-way.bin';

/**
 * Kept in `folder`, which is made when needed. `of`: everything that it depends on; what was found out of anything else is not
 * used, and neither is a file that is damaged.
 */
export function deepProgress(folder: string, of: unknown): DeepProgress {
  const own = createHash('sha256').update(JSON.stringify(of)).digest('hex');
  const tried = path.join(folder, TRIED);
  const underWay = path.join(folder, UNDER_WAY);
  const readTried = async () => {
    try {
      const known = v.parse(TriedSchema, JSON.parse(await readFile(tried, 'utf8')));
      return known.of === own ? known.tried : {};
    } catch {
      return {};
    }
  };
  const readPoint = async () => {
    try {
      const point = readUnderWay(await readFile(underWay));
      return point?.of === own ? point : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    begun: async () =>
      Object.keys(await readTried()).length > 0 || (await readPoint()) !== undefined,
    find: async (key) => (await readTried())[key],
    keep: async (key, trial) => {
      const content = { of: own, tried: { ...(await readTried()), [key]: trial } };
      await mkdir(folder, { recursive: true });
      await writeDurably(tried, Buffer.from(JSON.stringify(content)));
      await rm(underWay, { force: true });
    },
    underWay: async (key) => {
      const point = await readPoint();
      return point?.key === key ? point : undefined;
    },
    keepUnderWay: async (key, { step, added, state }) => {
      const arrays = STATE.map((name) => bytesOf(state[name]));
      const size = state.parameters.length;
      const header = { of: own, key, step, size, sha256: digest(arrays), added };
      await mkdir(folder, { recursive: true });
      await writePartsDurably(underWay, [`${JSON.stringify(header)}\n`, ...arrays]);
    },
    forget: () => forget(folder),
  };
}

/** Undefined where the arrays are not those that were written. */
function readUnderWay(bytes: Buffer): (UnderWay & { of: string; key: string }) | undefined {
  const end = bytes.indexOf('\n');
  const header = v.parse(HeaderSchema, JSON.parse(bytes.toString('utf8', 0, end)));
  const length = header.size * Float32Array.BYTES_PER_ELEMENT;
  // Copies, because floats must lie on a multiple of their size.
  const arrays = STATE.map((_, at) =>
    Uint8Array.from(bytes.subarray(end + 1 + at * length, end + 1 + (at + 1) * length)),
  );
  if (digest(arrays) !== header.sha256) return undefined;
  const named = STATE.map((name, at) => [name, new Float32Array(arrays[at]?.buffer ?? [])]);
  const { of, key, step, added } = header;
  return {
    ...{ of, key, step, added },
    state: Object.fromEntries(named) as unknown as TasteState,
  };
}

/** Takes its own files away, and those that a killed write has left; the folder too, where nothing else is in it. */
async function forget(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isOwn = (name: string) =>
    [TRIED, UNDER_WAY].some((own) => name === own || /^\.\d+\.tmp$/.test(name.slice(own.length)));
  for (const name of names) if (isOwn(name)) await rm(path.join(folder, name), { force: true });
  await rmdir(folder).catch(() => undefined);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function digest(arrays: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const array of arrays) hash.update(array);
  return hash.digest('hex');
}
