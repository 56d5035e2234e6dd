import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

/** The first line that says a version, or undefined where the program is not there. */
export function versionOf(
  command: string,
  args: readonly string[],
  pattern: RegExp,
): string | undefined {
  try {
    const output = execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return pattern.exec(output)?.[1];
  } catch {
    return undefined;
  }
}

export async function run(
  command: string,
  args: readonly string[],
  seconds: number,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, {
    timeout: seconds * 1000,
    ...(env !== undefined && { env }),
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  });
  return stdout;
}
