import { spawn } from 'node:child_process';
import path from 'node:path';
import { findElectron } from './find-electron.ts';
import { ROOT } from './installation.ts';
import { openBrowser } from './open-browser.ts';
import { EXIT, say } from './output.ts';
import { runServer } from './serve.ts';
import { parseCommand } from './usage.ts';

/** `keepers open [PATH…]`: the app in its window, or, where Electron cannot be had, the same app in a browser. */
export async function open(args: string[], signal: AbortSignal): Promise<number> {
  const { positionals } = parseCommand(args, {});
  const paths = positionals.map((given) => path.resolve(given));
  const electron = await findElectron({
    onDownload: () => say('Downloading Electron, once …'),
  });
  if ('path' in electron) return await runElectron(electron.path, paths, signal);
  say(`${electron.reason} Opening the same app in a browser instead.`);
  return await runServer({ port: 0, host: '127.0.0.1', paths }, signal, openBrowser);
}

function runElectron(binary: string, paths: string[], signal: AbortSignal): Promise<number> {
  const child = spawn(binary, [ROOT, ...paths], { stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill(), { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? EXIT.done));
  });
}
