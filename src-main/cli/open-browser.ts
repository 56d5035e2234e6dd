import { spawn } from 'node:child_process';
import { hasDisplay } from './find-electron.ts';

/**
 * Opens an address in the person's browser where there is one to open. Says nothing where there is not:
 * the address has been printed, and that is enough.
 */
export function openBrowser(
  address: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): void {
  if (!hasDisplay(environment, platform)) return;
  const [command, ...leading] = openerOf(platform);
  const child = spawn(command, [...leading, address], {
    env: environment,
    stdio: 'ignore',
    // A browser that starts here outlives Keepers.
    detached: true,
  });
  child.on('error', () => undefined);
  child.unref();
}

function openerOf(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  // Not `start`: cmd.exe would take an address's "&" for its own.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
