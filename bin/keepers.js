#!/usr/bin/env node
// Starts the command line. Plain JavaScript that Node 20 understands: Keepers itself needs Node 24, and in
// a checkout hands over to the one that `npm ci` has installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '..');

if (Number(process.versions.node.split('.')[0]) >= NEEDED) await run();
else handOver();

async function run() {
  // Compiled once a machine: every command, and every process that it starts, begins half a second of work sooner.
  module.enableCompileCache();
  process.env.NODE_COMPILE_CACHE ??= module.getCompileCacheDir() ?? '';
  const source = path.join(root, 'src-main', 'cli', 'main.ts');
  if (!existsSync(source)) {
    await import('../dist/main/cli.js');
    return;
  }
  const parts = partsFor(process.argv[2]);
  if (parts.length > 0) {
    const { ensureBuilt } = await import('../scripts/ensure-built.ts');
    await ensureBuilt(parts, (part) => console.error(`Building the ${part} part once …`));
  }
  await import('../src-main/cli/main.ts');
}

/** What a command of a checkout needs built: pages cannot run TypeScript, nor can Electron. */
function partsFor(command) {
  if (command === 'serve') return ['renderer'];
  return command === 'open' ? ['renderer', 'main'] : [];
}

function handOver() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = path.join(root, 'node_modules', 'node', 'bin', name);
  if (!existsSync(node)) {
    console.error(
      `Keepers needs Node ${NEEDED} or newer, and this is Node ${process.versions.node}: install a newer Node, or run “npm ci” in ${root}, which brings one along.`,
    );
    process.exit(2);
  }
  const child = spawn(node, [...process.execArgv, here, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // Ctrl+C reaches the child by itself, as it shares the terminal; a signal sent to this process does not.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  child.on('error', (error) => {
    console.error(`Node ${NEEDED} at ${node} could not be started (${error.message}).`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    // Dies of what the child died of, so that a shell sees it.
    for (const handled of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.removeAllListeners(handled);
    process.kill(process.pid, signal);
  });
}
