import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { DeliverySettings, ImportSettings } from '../../src-shared/bridge.ts';
import { formatOfPath } from '../../src-shared/photo.ts';

/** What a process is to do while it is killed. */
export type Deed = { readonly home: string } & (
  | { readonly kind: 'import'; readonly settings: ImportSettings }
  | { readonly kind: 'deliver'; readonly from: string; readonly settings: DeliverySettings }
  | { readonly kind: 'backup'; readonly file: string }
  | { readonly kind: 'restore'; readonly file: string }
);

export function photosIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => formatOfPath(name) !== undefined)
    .sort()
    .map((name) => path.join(folder, name));
}

/** What became of a process, and how long it worked, milliseconds. */
interface Ended {
  readonly state: 'done' | 'killed';
  readonly worked: number;
}

/** Does a deed in a process of its own and kills it after so many milliseconds of work, if it is not done by then. */
async function doAndKill(deed: Deed, after?: number): Promise<Ended> {
  const script = path.join(import.meta.dirname, 'killed-process.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(deed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let said = '';
  let begun: number | undefined;
  let worked = 0;
  let timer: NodeJS.Timeout | undefined;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (begun === undefined && output.includes('begun')) {
      begun = performance.now();
      if (after !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), after);
    }
    if (output.includes('done')) worked = performance.now() - (begun ?? 0);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (status, by) => resolve([status, by]));
  });
  clearTimeout(timer);
  if (output.includes('done')) return { state: 'done', worked };
  if (signal === 'SIGKILL') return { state: 'killed', worked };
  throw new Error(`it ended by itself with ${code}: ${said}`);
}

/** How often a deed is killed at most, and when: `random` gives 0–1. */
export interface Chance {
  readonly kills: number;
  random(): number;
}

/**
 * Kills a deed at random moments and then lets it finish. `trial` is the same elsewhere: it is left alone, and says over
 * how long the moments are to be spread.
 */
export async function campaign(
  { deed, trial }: { readonly deed: Deed; readonly trial: Deed },
  { kills, random }: Chance,
  afterEach: (state: 'done' | 'killed') => void = () => undefined,
): Promise<number> {
  const { worked: span } = await doAndKill(trial);
  let killed = 0;
  while (killed < kills) {
    const { state } = await doAndKill(deed, random() * span);
    afterEach(state);
    if (state === 'done') return killed;
    killed++;
  }
  afterEach((await doAndKill(deed)).state);
  return killed;
}
