/** scripts/ensure-built.ts in a small tree of its own, with a build that notes what it built. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { repositoryRoot } from '../support/data.ts';

let root: string;
const at = (file: string) => path.join(root, file);
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'keepers-ensure-'));
  write('package.json', '{"type":"module"}');
  write('package-lock.json', '{}');
  write('src-renderer/views/Grid.svelte', '<p>');
  write('src-main/cli/main.ts', '1');
  write('src-shared/photo.ts', '1');
  write(
    'scripts/build.ts',
    `import fs from 'node:fs';
     import './build-stamp.ts';
     export async function buildParts(parts: string[]) {
       if (process.env.BREAK) throw new Error('does not build');
       for (const part of parts) {
         fs.mkdirSync('dist/' + part, { recursive: true });
         fs.appendFileSync('built.log', part + ' ');
       }
     }`,
  );
  for (const file of ['scripts/ensure-built.ts', 'scripts/build-stamp.ts']) {
    copyFileSync(path.join(repositoryRoot, file), at(file));
  }
});

/** What a run built. */
function built(parts: string[] = [], environment: NodeJS.ProcessEnv = {}): string[] {
  writeFileSync(at('built.log'), '');
  spawnSync(process.execPath, [at('scripts/ensure-built.ts'), ...parts], {
    cwd: root,
    env: { ...process.env, ...environment },
  });
  return readFileSync(at('built.log'), 'utf8').split(' ').filter(Boolean);
}

it('builds what is missing, once', () => {
  expect(built()).toEqual(['renderer', 'main']);
  expect(built()).toEqual([]);
});

it('builds only the parts that are asked for', () => {
  expect(built(['renderer'])).toEqual(['renderer']);
  expect(built()).toEqual(['main']);
});

it('builds the parts whose sources changed, came or went', () => {
  built();
  write('src-renderer/views/Grid.svelte', '<p></p>');
  expect(built()).toEqual(['renderer']);
  write('src-main/new/room.ts', '');
  expect(built()).toEqual(['main']);
  rmSync(at('src-main/new/room.ts'));
  expect(built()).toEqual(['main']);
  utimesSync(at('src-shared/photo.ts'), 1, 1);
  expect(built()).toEqual(['renderer', 'main']);
  write('package-lock.json', '{"a":1}');
  expect(built()).toEqual(['renderer', 'main']);
});

it('builds again what was deleted, and what did not build', () => {
  built();
  rmSync(at('dist'), { recursive: true });
  expect(built([], { BREAK: '1' })).toEqual([]);
  expect(built()).toEqual(['renderer', 'main']);
});
