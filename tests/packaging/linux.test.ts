/** Packages Keepers for Linux around a stand-in for Electron, and looks at what came out. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import { DEFAULT_AUGMENTATION, PICTURE_BYTES } from '../../src-main/training/data/index.ts';
import { repositoryRoot } from '../support/data.ts';
import { extractAsar, readAsar, type AsarFile } from './asar.ts';
import { readFuses, writeStandInElectron } from './stand-in-electron.ts';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-package-'));
const app = path.join(folder, 'release', 'linux-unpacked');
const resources = path.join(app, 'resources');
let files: AsarFile[] = [];

beforeAll(async () => {
  await ensureBuilt(['renderer', 'main']);
  const electron = path.join(folder, 'electron');
  writeStandInElectron(electron);
  await run(
    process.execPath,
    [
      path.join(repositoryRoot, 'node_modules/electron-builder/cli.js'),
      ...['--linux', 'dir', '--x64', '--publish', 'never'],
      `-c.electronDist=${electron}`,
      `-c.directories.output=${path.join(folder, 'release')}`,
    ],
    { cwd: repositoryRoot },
  );
  files = readAsar(path.join(resources, 'app.asar'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const paths = () => files.map((file) => file.path);
const unpacked = () => files.filter((file) => file.unpacked).map((file) => file.path);

describe('the archive', () => {
  it('holds the bundles, the page and the icon', () => {
    expect(paths()).toEqual(
      expect.arrayContaining([
        'dist/main/electron.js',
        'dist/main/engine.js',
        'dist/main/decode-worker.js',
        'dist/main/inference-worker.js',
        'dist/main/learn-worker.js',
        'dist/main/batch-worker.js',
        'dist/main/preload.cjs',
        'dist/main/cli.js',
        'dist/renderer/index.html',
        'assets/icons/icon.png',
        'LICENSE',
        'package.json',
      ]),
    );
  });

  it('holds nothing that they were made from, and nothing that only builds or tests', () => {
    const own = paths().filter((file) => !file.startsWith('node_modules/'));
    const rooms = new Set(own.map((file) => file.split('/')[0]));
    expect([...rooms].toSorted()).toEqual(['LICENSE', 'assets', 'dist', 'package.json']);
    expect(paths().filter((file) => /\.(map|d\.[cm]?ts|gyp)$/.test(file))).toEqual([]);
    const packages = new Set(paths().map((file) => /^node_modules\/([^/]+)/.exec(file)?.[1]));
    for (const tool of ['electron', 'vite', 'svelte', 'typescript', 'vitest', 'node', 'eslint']) {
      expect(packages).not.toContain(tool);
    }
  });

  it('holds what writes networks as files, without its bundles for browsers', () => {
    expect(paths()).toContain('node_modules/protobufjs/light.js');
    expect(paths().filter((file) => file.startsWith('node_modules/protobufjs/dist/'))).toEqual([]);
  });

  it('has an entry that Electron starts with', () => {
    const manifest = files.find((file) => file.path === 'package.json')?.bytes?.toString('utf8');
    const { main, type } = JSON.parse(manifest ?? '{}') as { main?: string; type?: string };
    expect(type).toBe('module');
    expect(paths()).toContain(main);
  });

  it('has a preload that a sandboxed page can load: no modules but electron', () => {
    const preload = files.find((file) => file.path === 'dist/main/preload.cjs')?.bytes;
    const code = preload?.toString('utf8') ?? '';
    const required = [...code.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map((match) => match[1]);
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect(code).not.toMatch(/^\s*(import|export)\s/m);
  });
});

describe('native parts', () => {
  it('lie outside the archive, for this platform alone', () => {
    const native = paths().filter((file) => /\.(node|so(\.[\d.]+)?|dll|dylib)$/.test(file));
    expect(unpacked()).toEqual(expect.arrayContaining(native));
    expect(native.toSorted()).toEqual(
      [
        expect.stringMatching(
          /^node_modules\/@img\/sharp-libvips-linux-x64\/lib\/libvips-cpp\.so\.[\d.]+$/,
        ),
        expect.stringMatching(
          /^node_modules\/@img\/sharp-linux-x64\/lib\/sharp-linux-x64.*\.node$/,
        ),
        'node_modules/better-sqlite3/prebuilds/linux-x64.node',
        'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
        'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
      ].map((expected) => expected as string),
    );
    for (const file of native) {
      expect(existsSync(path.join(resources, 'app.asar.unpacked', file))).toBe(true);
    }
  });

  it('include ExifTool as files that Perl can run', () => {
    expect(unpacked()).toContain('node_modules/exiftool-vendored.pl/bin/exiftool');
  });
});

describe('the model', () => {
  it('lies in resources with the hash that the manifest gives', () => {
    const models = path.join(resources, 'models');
    const manifest = readFileSync(path.join(models, 'manifest.json'), 'utf8');
    const weights = readdirSync(models, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.onnx'),
    );
    expect(weights.length).toBeGreaterThan(0);
    for (const file of weights) {
      const hash = createHash('sha256').update(readFileSync(path.join(models, file)));
      expect(manifest).toContain(hash.digest('hex'));
    }
  });
});

describe('the fuses', () => {
  it('are set in the executable', () => {
    expect(readFuses(readFileSync(path.join(app, 'keepers')))).toMatchObject({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });
});

describe('the packaged bundles under plain Node', () => {
  const extracted = path.join(folder, 'extracted');
  const keepers = async (...args: string[]) =>
    await run(process.execPath, [path.join(extracted, 'dist/main/cli.js'), ...args], {
      cwd: folder,
      env: { ...process.env, KEEPERS_HOME: path.join(folder, 'home') },
    });

  beforeAll(() => {
    extractAsar(path.join(resources, 'app.asar'), extracted);
    symlinkSync(path.join(resources, 'models'), path.join(extracted, 'models'));
  });

  it('find everything that they need', async () => {
    const { stdout } = await keepers('doctor', '--json');
    const report = JSON.parse(stdout) as { device: { active?: string } };
    expect(report.device.active).toBeDefined();
    // Probing a GPU that is made of software takes its time.
  }, 300_000);

  it('score a photo, in worker processes of their own', async () => {
    const photo = path.join(folder, 'photo.jpg');
    await sharp({
      create: {
        width: 900,
        height: 600,
        channels: 3,
        background: '#5577aa',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toFile(photo);
    const { stdout } = await keepers('score', '--json', photo);
    const scored = JSON.parse(stdout) as { path: string; aesthetic: { score: number } };
    expect(scored.path).toBe(photo);
    expect(scored.aesthetic.score).toBeGreaterThanOrEqual(1);
    expect(scored.aesthetic.score).toBeLessThanOrEqual(5);
  });

  it('make a batch of training pictures, in a thread of its own', async () => {
    const cache = path.join(folder, 'cache');
    mkdirSync(cache);
    writeFileSync(path.join(cache, 'pictures.rgb'), new Uint8Array(PICTURE_BYTES).fill(90));
    const shape = { side: 32, photos: 2, edited: 0, stable: 1 };
    const members = Int32Array.of(0);
    const worker = new Worker(path.join(extracted, 'dist/main/batch-worker.js'), {
      workerData: { ...shape, cache, members, seed: 1, augmentation: DEFAULT_AUGMENTATION },
    });
    const memory = new SharedArrayBuffer(4 * 3 * 32 * 32);
    worker.postMessage({ batch: 5, memory });
    const [made] = (await once(worker, 'message')) as [unknown];
    expect(made).toMatchObject({ facts: { batch: 5, rows: Int32Array.of(0, 0, 0) } });
    for (const value of new Uint8Array(memory)) expect(Math.abs(value - 90)).toBeLessThan(3);
    worker.postMessage('stop');
    await once(worker, 'exit');
  });
});
