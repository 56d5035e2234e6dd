/** Plants violations of the import law under the names of real files, and sees the linter find them. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { GUARDED_MODULES, GUARDED_PACKAGES, ROOMS } from '../../tools/eslint/rooms.ts';
import { judgeImport } from '../../tools/eslint/rooms-rule.ts';
import { repositoryRoot } from '../support/data.ts';

let eslint: ESLint;
beforeAll(async () => {
  // Typed rules would otherwise read a file from disk rather than the text that they are given.
  process.env.TSESTREE_SINGLE_RUN = 'false';
  eslint = new ESLint({ cwd: repositoryRoot });
  // The first file has the types of all of them read.
  await complaints(WORKFLOW, '');
}, 300_000);

/** What the repository's own configuration says about imports in `code`, were it the text of `file`. */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(repositoryRoot, file) });
  const fatal = result?.messages.find((message) => message.fatal);
  if (fatal !== undefined) throw new Error(fatal.message);
  return (result?.messages ?? [])
    .filter((message) => message.ruleId === 'keepers/rooms')
    .map((message) => message.message);
}

const WORKFLOW = 'src-main/workflows/progress.ts';
const SHARED = 'src-shared/photo.ts';

describe('the linter', () => {
  it.each([
    [
      'a room that is not allowed',
      WORKFLOW,
      "import { startServer } from '../server/index.ts';\nstartServer;",
      /^src-main\/workflows may import src-shared, src-aesnet, src-main\/personal; types alone of .*src-main\/catalogue.*; not src-main\/server\.$/,
    ],
    [
      'a value where types alone are allowed',
      WORKFLOW,
      "import { acquireLock } from '../catalogue/lock.ts';\nacquireLock;",
      /types alone of .*; not src-main\/catalogue\.$/,
    ],
    ['a re-export', WORKFLOW, "export * from '../server/index.ts';", /not src-main\/server\.$/],
    [
      'a named re-export',
      WORKFLOW,
      "export { startServer } from '../server/index.ts';",
      /not src-main\/server\.$/,
    ],
    [
      'a dynamic import',
      WORKFLOW,
      "await import('../server/index.ts');",
      /not src-main\/server\.$/,
    ],
    [
      'an import inside a type',
      WORKFLOW,
      "export type Server = typeof import('../server/index.ts');",
      /not src-main\/server\.$/,
    ],
    [
      'a guarded package',
      WORKFLOW,
      "import chokidar from 'chokidar';\nchokidar;",
      /^chokidar is imported by src-main\/watching alone/,
    ],
    [
      'Electron in the engine',
      'src-main/engine/index.ts',
      "import { app } from 'electron';\napp;",
      /^electron is imported by src-main\/electron alone/,
    ],
    [
      'Node in shared code',
      SHARED,
      "import fs from 'node:fs';\nfs;",
      /^src-shared runs in every process and may not import node:fs\.$/,
    ],
    [
      'anything of ours in shared code',
      SHARED,
      "import type { Engine } from '../src-main/engine/types.ts';\nexport type E = Engine;",
      /^src-shared may import nothing of ours; not src-main\/engine\.$/,
    ],
    [
      'the engine in the renderer',
      'src-renderer/main.ts',
      "import { openEngine } from '../src-main/engine/index.ts';\nopenEngine;",
      /^src-renderer may import src-shared; types alone of src-aesnet; not src-main\/engine\.$/,
    ],
    [
      'a second user of the bridge in the renderer',
      'src-renderer/main.ts',
      "import { BridgeClient } from '../src-shared/bridge-client.ts';\nBridgeClient;",
      /^src-shared\/bridge-client\.ts is imported by src-renderer\/state\/bridge\.ts/,
    ],
  ])('finds %s, and says what is allowed', async (_, file, code, sentence) => {
    const found = await complaints(file, code);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });

  it.each([
    ['a room that is allowed', WORKFLOW, "export * from '../../src-shared/photo.ts';"],
    ['types where they are', WORKFLOW, "export type { Catalogue } from '../catalogue/types.ts';"],
    ['its own room', WORKFLOW, "export * from './progress.ts';"],
    ['a package that nobody guards', WORKFLOW, "export * from 'valibot';"],
    ['a guarded package in its room', 'src-main/watching/types.ts', "export * from 'chokidar';"],
    [
      'the bridge where it belongs',
      'src-renderer/state/bridge.ts',
      "export * from '../../src-shared/bridge-client.ts';",
    ],
  ])('lets %s pass', async (_, file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});

describe('the table of rooms', () => {
  const folders = ['src-shared', 'src-aesnet', 'src-renderer'];
  for (const entry of readdirSync(path.join(repositoryRoot, 'src-main'))) {
    folders.push(`src-main/${entry}`);
  }

  it('names every folder of source, and none besides', () => {
    expect(ROOMS.map((room) => room.folder).toSorted()).toEqual(folders.toSorted());
  });

  it('allows only rooms that there are', () => {
    for (const room of ROOMS) {
      for (const other of [...room.may, ...(room.mayTypes ?? [])]) expect(folders).toContain(other);
    }
    for (const owner of Object.values(GUARDED_PACKAGES).flat()) expect(folders).toContain(owner);
    for (const module of Object.keys(GUARDED_MODULES)) {
      expect(existsSync(path.join(repositoryRoot, module))).toBe(true);
    }
  });

  it('has no circle: no room imports one that imports it', () => {
    const open: string[] = [];
    const done = new Set<string>();
    const visit = (folder: string) => {
      if (done.has(folder)) return;
      expect(open, `a circle: ${[...open, folder].join(' → ')}`).not.toContain(folder);
      open.push(folder);
      for (const next of ROOMS.find((room) => room.folder === folder)?.may ?? []) visit(next);
      open.pop();
      done.add(folder);
    };
    for (const room of ROOMS) visit(room.folder);
  });

  it('knows a package by its name, whatever part of it is imported', () => {
    expect(judgeImport('src-main/cli/main.ts', '@xmldom/xmldom/lib/x', false)).toContain('alone');
    expect(judgeImport('src-main/cli/main.ts', 'svelte/store', false)).toContain('alone');
    expect(judgeImport('src-main/cli/main.ts', 'svelteness', false)).toBeUndefined();
    expect(judgeImport('scripts/build.ts', 'sharp', false)).toBeUndefined();
  });
});
