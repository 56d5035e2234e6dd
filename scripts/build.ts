/**
 * Builds what runs outside a checkout: `node scripts/build.ts [renderer|main …]`, both by default.
 *
 * dist/renderer  the page, for Electron's window and the browser host
 * dist/main      cli.js, electron.js, engine.js and the workers as ES modules, preload.cjs
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { BUILD_PARTS, markBuilt, type BuildPart } from './build-stamp.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Each becomes dist/main/NAME.js. `src-main/workers/node.ts` finds the workers by these names, and
 * `src-main/training/data/threaded-batches.ts` its own.
 */
const ENTRIES = {
  cli: 'src-main/cli/main.ts',
  electron: 'src-main/electron/main.ts',
  engine: 'src-main/electron/engine-entry.ts',
  'decode-worker': 'src-main/decoding/worker.ts',
  'inference-worker': 'src-main/inference/worker.ts',
  'learn-worker': 'src-main/personal/worker.ts',
  'batch-worker': 'src-main/training/data/batch-worker.ts',
  'turn-worker': 'src-main/training/data/turn-worker.ts',
};

async function rendererBuild(): Promise<InlineConfig> {
  return { configFile: path.join(root, 'vite.config.ts') };
}

async function mainBuild(): Promise<InlineConfig> {
  const { dependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return {
    root,
    build: {
      ssr: true,
      outDir: 'dist/main',
      target: 'node24',
      rolldownOptions: {
        input: inputs(ENTRIES),
        external: ['electron', /^node:/, ...Object.keys(dependencies).map(packagePattern)],
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Beside the entries: a chunk that looks for a file next to itself must find it.
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  };
}

/** A sandboxed preload can load neither ES modules nor files beside it. */
async function preloadBuild(): Promise<InlineConfig> {
  return {
    root,
    build: {
      ssr: true,
      outDir: 'dist/main',
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: {
        input: inputs({ preload: 'src-main/electron/preload.ts' }),
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
    ssr: { noExternal: true },
  };
}

function inputs(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, path.join(root, file)]),
  );
}

function packagePattern(name: string): RegExp {
  return new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(/|$)`);
}

const RECIPES: Record<BuildPart, (() => Promise<InlineConfig>)[]> = {
  renderer: [rendererBuild],
  main: [mainBuild, preloadBuild],
};

/** Builds the parts, quietly but for warnings and errors; throws where one does not build. */
export async function buildParts(parts: readonly BuildPart[]): Promise<void> {
  for (const part of parts) {
    for (const recipe of RECIPES[part]) {
      const config = await recipe();
      await build({ configFile: false, logLevel: 'warn', ...config });
    }
  }
}

const { argv } = process;
if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const asked = argv.slice(2);
  const unknown = asked.filter((part) => !BUILD_PARTS.some((known) => known === part));
  if (unknown.length > 0) {
    console.error(
      `Unknown part ${unknown.join(', ')}; the parts are ${BUILD_PARTS.join(' and ')}.`,
    );
    process.exit(2);
  }
  const parts = BUILD_PARTS.filter((part) => asked.length === 0 || asked.includes(part));
  for (const part of parts) {
    const started = performance.now();
    await markBuilt(part, () => buildParts([part]));
    console.log(`${part}: built in ${Math.round(performance.now() - started)} ms`);
  }
}
