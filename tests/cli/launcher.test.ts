/** bin/keepers.js, started by a Node that is too old: acted out, since such a Node may not be here. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { repositoryRoot } from '../support/data.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-launcher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Pretends once: the process that is handed over to inherits the variable.
const oldNode = path.join(folder, 'old-node.cjs');
writeFileSync(
  oldNode,
  `if (process.env.PRETENDED === undefined) {
     process.env.PRETENDED = 'yes';
     Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });
   }`,
);

/** A checkout whose command line tells what reached it. */
function checkout(name: string, withNode: boolean, main: string): string {
  const root = path.join(folder, name);
  mkdirSync(path.join(root, 'bin'), { recursive: true });
  mkdirSync(path.join(root, 'src-main', 'cli'), { recursive: true });
  copyFileSync(path.join(repositoryRoot, 'bin/keepers.js'), path.join(root, 'bin/keepers.js'));
  writeFileSync(path.join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(root, 'src-main/cli/main.ts'), main);
  if (withNode) {
    const bin = path.join(root, 'node_modules', 'node', 'bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, path.join(bin, 'node'));
  }
  return path.join(root, 'bin/keepers.js');
}

function start(launcher: string, args: string[]) {
  const child = spawn(process.execPath, ['--require', oldNode, launcher, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, said, ended };
}

const TELL = `
  const given: string[] = process.argv.slice(2);
  process.stdin.on('data', (data) => {
    console.log(JSON.stringify({ given, heard: data.toString(), node: process.versions.node }));
    process.exit(7);
  });
`;

it('hands arguments, input, output and exit code over to the Node that came with the packages', async () => {
  const { child, said, ended } = start(checkout('tell', true, TELL), [
    'score',
    '--json',
    'a b',
    '-x',
  ]);
  child.stdin.end('hello');
  expect(await ended).toEqual([7, null]);
  expect(JSON.parse(said.stdout)).toEqual({
    given: ['score', '--json', 'a b', '-x'],
    heard: 'hello',
    node: process.versions.node,
  });
});

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'passes %s on, and waits for the end',
  async (signal) => {
    const main = `
    process.on('${signal}', () => { console.log('heard'); process.exit(5); });
    setInterval(() => {}, 1000);
    console.log('running');
  `;
    const { child, said, ended } = start(checkout(signal, true, main), []);
    await expect.poll(() => said.stdout, { timeout: 20_000 }).toContain('running');
    child.kill(signal);
    expect(await ended).toEqual([5, null]);
    expect(said.stdout).toContain('heard');
  },
);

it('dies of what the command died of', async () => {
  const main = `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`;
  const { ended } = start(checkout('killed', true, main), []);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

it('says in one sentence what it needs where there is no other Node', async () => {
  const { said, ended } = start(checkout('lonely', false, TELL), ['doctor']);
  expect(await ended).toEqual([2, null]);
  expect(said.stdout).toBe('');
  expect(said.stderr.trim().split('\n')).toHaveLength(1);
  expect(said.stderr).toContain('needs Node 24 or newer, and this is Node 20.1.0');
});
