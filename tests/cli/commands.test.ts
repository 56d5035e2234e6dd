import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsFolder, shipped } from '../inference/support.ts';
import { repositoryRoot } from '../support/data.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

const environment = () => ({ KEEPERS_HOME: path.join(temporaryFolder('commands'), 'home') });

describe('keepers watch', () => {
  it('tells the score of what is there and of what arrives, until it is ended', async () => {
    const shoot = temporaryFolder('watch');
    await writePicture(path.join(shoot, 'first.jpg'));
    const child = spawn(
      process.execPath,
      [path.join(repositoryRoot, 'src-main/cli/main.ts'), 'watch', shoot],
      {
        env: { ...process.env, ...environment(), KEEPERS_PROVIDER: 'cpu' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const line = async (name: string) =>
      await expect
        .poll(() => output, { timeout: 45_000, interval: 50 })
        .toMatch(new RegExp(`^\\d\\.\\d\\d {2}.*${name}$`, 'm'));
    await line('first.jpg');
    await writePicture(path.join(shoot, 'second.jpg'), { seed: 5 });
    await line('second.jpg');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says that a folder is not there', async () => {
    const { code, stderr } = await keepers(['watch', '/no/such/folder'], environment());
    expect(code).toBe(1);
    expect(stderr).toContain('There is no folder at /no/such/folder');
  });
});

describe('keepers models', () => {
  it('lists, verifies, installs with the licence shown, and removes', async () => {
    const home = environment();
    const listed = jsonLines<{ id: string; state: string; builtIn: boolean }>(
      (await keepers(['models', 'list', '--json'], home)).stdout,
    );
    expect(listed).toMatchObject([{ id: shipped.id, state: 'verified', builtIn: true }]);
    expect((await keepers(['models', 'verify'], home)).code).toBe(0);
    const removed = await keepers(['models', 'remove', shipped.id], home);
    expect([removed.code, removed.stderr]).toEqual([
      1,
      expect.stringContaining('comes with Keepers'),
    ]);
    const none = await keepers(['models', 'install', '/no/such.keepers-model'], home);
    expect(none.code).toBe(1);
    const torn = path.join(temporaryFolder('pack'), 'torn.keepers-model');
    writeFileSync(torn, readFileSync(path.join(repositoryRoot, 'package.json')).subarray(0, 700));
    const bad = await keepers(['models', 'install', torn], home);
    expect([bad.code, bad.stdout]).toEqual([1, '']);
    expect(bad.stderr).not.toMatch(/\n\s+at /);
  });

  it('does not score with weights of another hash', async () => {
    // A whole installation, so that its model can be spoilt.
    const folder = temporaryFolder('spoilt');
    const models = path.join(folder, 'models');
    cpSync(modelsFolder, models, { recursive: true });
    const file = path.join(models, shipped.model.path);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1000] = (bytes[bytes.length - 1000] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const photo = path.join(folder, 'a.jpg');
    await writePicture(photo);
    const outcome = await keepers(['score', '--json', photo], {
      ...environment(),
      KEEPERS_MODELS: models,
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('does not match its SHA-256');
    expect(outcome.stdout).toBe('');
  });
});

describe('keepers doctor', () => {
  it('says which provider runs, and why the others do not', async () => {
    const { code, stdout } = await keepers(['doctor', '--json'], environment());
    const [found] = jsonLines<{
      device: { active: string; providers: { name: string; state: string; reason: string }[] };
    }>(stdout);
    expect(code).toBe(0);
    expect(found?.device.active).toBe('cpu');
    for (const provider of found?.device.providers ?? []) {
      expect(provider.reason, provider.name).toMatch(/\w.*\.$/);
    }
  });
});

describe('keepers sample', () => {
  it('refuses a folder that holds something else under its names', async () => {
    const folder = temporaryFolder('sample');
    writeFileSync(path.join(folder, 'IMG_0042.JPG'), 'somebody’s photo');
    const { code, stderr } = await keepers(['sample', folder], environment());
    expect(code).toBe(1);
    expect(stderr).toContain('IMG_0042.JPG');
    expect(readFileSync(path.join(folder, 'IMG_0042.JPG'), 'utf8')).toBe('somebody’s photo');
  });
});
