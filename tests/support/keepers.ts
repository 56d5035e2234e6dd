import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { repositoryRoot } from './data.ts';

const MAIN = path.join(repositoryRoot, 'src-main', 'cli', 'main.ts');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a command. */
export function startKeepers(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: repositoryRoot,
    // Trying a software adapter would take the cores from what is tested.
    env: { ...process.env, KEEPERS_PROVIDER: 'cpu', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end, in a home of its own. */
export async function keepers(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const child = startKeepers(args, environment);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** One parsed object a line of output. */
export function jsonLines<T>(stdout: string): T[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

export interface Served {
  /** The full address, token included. */
  readonly address: string;
  readonly process: ChildProcess;
  readonly lines: string[];
  stop(): Promise<void>;
}

/** Starts `keepers serve` on a free port and waits for its address. */
export async function serve(
  paths: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Served> {
  const child = startKeepers(['serve', '--port', '0', ...paths], environment);
  if (child.stdout === null || child.stderr === null) throw new Error('no output to read');
  const lines: string[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const reader = createInterface({ input: child.stdout });
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${stderr}`)));
    reader.on('line', (line) => {
      lines.push(line);
      const found = /https?:\/\/\S+/.exec(line);
      if (found !== null) resolve(found[0]);
    });
  });
  return {
    address,
    process: child,
    lines,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
