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

/** Does a deed in a process of its own and kills it after so many milliseconds of work; whether it got to its end. */
export async function doAndKill(deed: Deed, after: number): Promise<'done' | 'killed'> {
  const script = path.join(import.meta.dirname, 'killed-process.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(deed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let said = '';
  let timer: NodeJS.Timeout | undefined;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (output.includes('begun')) timer ??= setTimeout(() => child.kill('SIGKILL'), after);
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (status, by) => resolve([status, by]));
  });
  clearTimeout(timer);
  if (output.includes('done')) return 'done';
  if (signal === 'SIGKILL') return 'killed';
  throw new Error(`it ended by itself with ${code}: ${said}`);
}

/** Kills a deed at moments of `random` (0–1) over `span` milliseconds, `kills` times at most, then lets it finish. */
export async function campaign(
  deed: Deed,
  { kills, span, random }: { readonly kills: number; readonly span: number; random(): number },
  afterEach: (state: 'done' | 'killed') => void = () => undefined,
): Promise<number> {
  let killed = 0;
  while (killed < kills) {
    const state = await doAndKill(deed, random() * span);
    afterEach(state);
    if (state === 'done') return killed;
    killed++;
  }
  afterEach(await doAndKill(deed, 600_000));
  return killed;
}
