/** What holds for the repository as a whole. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/data.ts';

const read = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  bin: Record<string, string>;
};

/** Files that git tracks or would; undefined where the repository came without git. */
function repositoryFiles(): string[] | undefined {
  try {
    const options = { cwd: repositoryRoot, encoding: 'utf8', stdio: 'pipe' } as const;
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    return execFileSync('git', list, options)
      .split('\0')
      .filter((file) => file !== '' && existsSync(path.join(repositoryRoot, file)));
  } catch {
    return undefined;
  }
}
const files = repositoryFiles();

describe('the documents', () => {
  it.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])(
    '%s names only scripts that there are',
    (file) => {
      const text = read(file);
      const named = [...text.matchAll(/\bnpm (?:run (?:-s |--silent )?([\w:-]+)|(test|start)\b)/g)];
      for (const match of named)
        expect(manifest.scripts).toHaveProperty([match[1] ?? match[2] ?? '']);
    },
  );

  it.each(['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])(
    '%s names only files of ours that there are',
    (file) => {
      const paths = read(file).matchAll(
        /(?<![\w/.-])((?:src-[a-z]+|scripts|tools|models|tests|benchmarks|bin)\/[\w./-]*\w)/g,
      );
      for (const [, named = ''] of paths) {
        // Patterns such as `migrations/NNN-what-it-does.ts` describe what is yet to be written.
        if (/NNN/.test(named)) continue;
        expect(existsSync(path.join(repositoryRoot, named)), named).toBe(true);
      }
    },
  );
});

describe('the scripts', () => {
  it('run files that there are', () => {
    for (const command of Object.values(manifest.scripts)) {
      for (const [, file = ''] of command.matchAll(/\bnode ([\w./-]+)/g)) {
        expect(existsSync(path.join(repositoryRoot, file)), file).toBe(true);
      }
    }
    expect(existsSync(path.join(repositoryRoot, manifest.bin.keepers ?? ''))).toBe(true);
  });

  it('that a newcomer needs are there', () => {
    expect(Object.keys(manifest.scripts)).toEqual(
      expect.arrayContaining(['start', 'keepers', 'build', 'test', 'check']),
    );
  });
});

describe('the packages', () => {
  it('are pinned to one version each', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const [name, version] of all) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('are locked without the address of any registry, so that every mirror serves', () => {
    const lock = read('package-lock.json');
    expect(lock).not.toContain('"resolved"');
    expect(lock).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });
});

describe.skipIf(files === undefined)('the files (skipped where there is no git)', () => {
  const text = (files ?? []).filter((file) =>
    /\.([cm]?[jt]s|svelte|json|ya?ml|md|html|css|cff|sh)$|run$/.test(file),
  );

  it('name no path of the machine that they were written on', () => {
    // Put together, so that this file holds none itself.
    const folders = ['work', 'root', 'Users'].map((name) => `/${name}/`).join('|');
    const machine = new RegExp(`(?<![\\w.])(${folders})`);
    const found = text.filter((file) => machine.test(read(file)));
    expect(found).toEqual([]);
  });

  it('hold no result of a build', () => {
    expect((files ?? []).filter((file) => /^(dist|release|node_modules)\//.test(file))).toEqual([]);
  });

  it('leave no word for later', () => {
    const later = new RegExp(
      ['\\bTO' + 'DO\\b', '\\bFIX' + 'ME\\b', 'eslint-dis' + 'able', '@ts-ig' + 'nore'].join('|'),
    );
    expect(text.filter((file) => later.test(read(file)))).toEqual([]);
  });
});
