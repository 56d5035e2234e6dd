/** What an interrupted deep fine-tuning found out already, so that it goes on there. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { writeDurably } from '../../inference/index.ts';
import type { FoldLeads } from './deep-finetune.ts';

const numbers = v.array(v.number());
const LeadsSchema = v.object({
  betterGroups: v.array(v.string()),
  worseGroups: v.array(v.string()),
  general: numbers,
  closedForm: numbers,
  deep: v.array(numbers),
});
const FileSchema = v.object({ of: v.string(), found: v.record(v.string(), LeadsSchema) });

export interface DeepProgress {
  find(key: string): Promise<FoldLeads | undefined>;
  keep(key: string, leads: FoldLeads): Promise<void>;
  /** Once it is of no more use. */
  forget(): Promise<void>;
}

/**
 * Kept in `file`. `of`: everything that it depends on, in words or numbers; what was found out with anything else is not used, and neither
 * is a file that is damaged.
 */
export function deepProgress(file: string, of: unknown): DeepProgress {
  const own = createHash('sha256').update(JSON.stringify(of)).digest('hex');
  const read = async () => {
    try {
      const known = v.parse(FileSchema, JSON.parse(await readFile(file, 'utf8')));
      return known.of === own ? known.found : {};
    } catch {
      return {};
    }
  };
  return {
    find: async (key) => (await read())[key],
    keep: async (key, leads) => {
      const found = { ...(await read()), [key]: leads };
      await writeDurably(file, new TextEncoder().encode(JSON.stringify({ of: own, found })));
    },
    forget: () => rm(file, { force: true }),
  };
}
