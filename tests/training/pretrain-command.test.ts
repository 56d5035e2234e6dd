/** What `keepers pretrain` says to a person whose command cannot work. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataPath } from '../support/data.ts';
import { keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyConfig } from './support.ts';

const folder = temporaryFolder('pretrain-command');
const CONFIG = path.join(folder, 'config.json');
const entries = Object.fromEntries(
  Object.entries(tinyConfig()).map(([name, value]) => [name, { value, why: 'a test' }]),
);
writeFileSync(CONFIG, JSON.stringify(entries));

async function refused(args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const home = { KEEPERS_HOME: path.join(folder, 'home') };
  const { code, stdout, stderr } = await keepers(['pretrain', ...args], home);
  expect(stdout).toBe('');
  // A sentence, and no trace of where in the program it was.
  expect(stderr).toMatch(/\w.*\.\n$/s);
  expect(stderr).not.toMatch(/\n\s+at /);
  return { code, text: stderr };
}

describe('keepers pretrain', () => {
  it.each([
    [[], '--data'],
    [['--data', folder], '--config'],
    [['--data', folder, '--config', CONFIG, 'more'], 'options alone'],
    [['--data', folder, '--config', CONFIG, '--threads', '0'], '--threads: expected'],
    [['--data', folder, '--config', CONFIG, '--workers', 'two'], '--workers: expected'],
    [['--data', folder, '--config', CONFIG, '--seconds=-1'], '--seconds: expected'],
    [['--data', folder, '--config', CONFIG, '--speed', '2'], '--speed'],
  ])('with %j explains how it is used', async (args, words) => {
    const { code, text } = await refused(args);
    expect(code).toBe(2);
    expect(text).toContain(words);
  });

  it('names a config that is not there, and an entry that is wrong', async () => {
    const missing = path.join(folder, 'no-such.json');
    const none = await refused(['--data', folder, '--config', missing]);
    expect(none).toEqual({ code: 1, text: expect.stringContaining(missing) as string });
    const wrong = path.join(folder, 'wrong.json');
    const side = { value: 100, why: 'a round number' };
    writeFileSync(wrong, JSON.stringify({ ...entries, side }));
    const bad = await refused(['--data', folder, '--config', wrong]);
    expect(bad.code).toBe(1);
    expect(bad.text).toContain(wrong);
    expect(bad.text).toContain('side: ');
  });

  it('names the general encoder where it is missing or another file', async () => {
    const data = path.join(folder, 'para');
    const file = path.join(folder, 'weights', 'general-encoder.onnx');
    const args = ['--data', data, '--config', CONFIG];
    const missing = await refused(args);
    expect(missing).toEqual({ code: 1, text: expect.stringContaining(file) as string });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'another file');
    const other = await refused(args);
    expect(other.code).toBe(1);
    expect(other.text).toContain('its SHA-256 is');
    const given = await refused([...args, '--general', path.join(folder, 'elsewhere.onnx')]);
    expect(given.text).toContain('elsewhere.onnx');
  });

  const general = dataPath('weights/general-encoder.onnx');
  const unless = general === undefined ? ' (skipped: the test data is not on this machine)' : '';
  it.skipIf(general === undefined)(
    `names a start of another network before it looks for pictures${unless}`,
    async () => {
      const args = ['--data', path.join(folder, 'no-such-pictures'), '--config', CONFIG];
      const file = general ?? '';
      const { code, text } = await refused([...args, '--general', file, '--start', file]);
      expect(code).toBe(1);
      expect(text).toContain(file);
      expect(text).toContain('the file has no stem.weight of the shape [32,3,3,3]');
    },
  );
});
