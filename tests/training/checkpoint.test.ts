import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src-aesnet/random.ts';
import { readCheckpoint, STATE, writeCheckpoint } from '../../src-main/training/checkpoint.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { checkpointOf } from './checkpoint-of.ts';

const inFolder = (name = 'checkpoint.bin') => path.join(temporaryFolder('checkpoint'), name);

describe('a checkpoint', () => {
  it('comes back as it was, whatever its header’s length', async () => {
    const file = inFolder();
    // Floats must lie on a multiple of four, which the header's length does not see to.
    for (const step of [0, 7, 10, 100, 1000, 12345]) {
      const checkpoint = checkpointOf(37, step);
      await writeCheckpoint(file, checkpoint);
      expect(await readCheckpoint(file)).toEqual(checkpoint);
    }
  });

  it('keeps every bit of a float, and of a view into a larger array', async () => {
    const file = inFolder();
    const odd = Float32Array.of(0, -0, 1e-45, 3.4e38, Math.PI, NaN, Infinity).subarray(1);
    const { header } = checkpointOf(6, 1);
    const state = { parameters: odd, firstMoment: odd, secondMoment: odd, average: odd };
    await writeCheckpoint(file, { header, state });
    const found = await readCheckpoint(file);
    for (const name of STATE) expect(found.state[name]).toEqual(odd);
    expect(Object.is(found.state.parameters[0], -0)).toBe(true);
  });

  it('is whole whenever the process that writes it is killed', { timeout: 60_000 }, async () => {
    const file = inFolder();
    const size = 200_000;
    const random = Random.from(1);
    const steps: number[] = [];
    for (let kill = 0; kill < 8; kill++) {
      const child = spawn(
        process.execPath,
        [path.join(import.meta.dirname, 'checkpoint-writer.ts'), file, String(size)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(child.stdout, 'data');
      // Longer each time: on a busy machine little is written in a moment.
      await delay(random.uniform(0, 60 * (kill + 1)));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { header, state } = await readCheckpoint(file);
      for (const [index, name] of STATE.entries()) {
        expect(state[name][0], name).toBeCloseTo(header.step + index / 4, 4);
        expect(state[name].at(-1), name).toBeCloseTo(header.step + index / 4 + 1, 1);
      }
      steps.push(header.step);
    }
    // Not always the first: it was killed in the middle of things.
    expect(Math.max(...steps)).toBeGreaterThan(1);
  });

  it('that is missing, cut short or none at all is said to be so', async () => {
    const file = inFolder();
    await expect(readCheckpoint(file)).rejects.toMatchObject({ code: 'file-missing' });
    await writeCheckpoint(file, checkpointOf(50, 3));
    const whole = readFileSync(file);
    const reasonOf = async (bytes: Uint8Array | string): Promise<string> => {
      writeFileSync(file, bytes);
      const thrown: unknown = await readCheckpoint(file).catch((error: unknown) => error);
      expect(thrown).toMatchObject({ name: 'KeepersError', code: 'checkpoint-invalid' });
      const { message } = thrown as Error;
      expect(message).toContain(file);
      return message;
    };
    for (const length of [whole.length - 1, whole.length - 400, 30]) {
      expect(await reasonOf(whole.subarray(0, length)), `${length}`).toContain('it is cut short');
    }
    expect(await reasonOf(Buffer.concat([whole, Buffer.of(0)]))).toContain('it is too long');
    for (const other of ['', 'keepers-training-0\n{}\n', '{"step":1}', whole.subarray(1)]) {
      expect(await reasonOf(other)).toContain('it is not a checkpoint');
    }
    const header = whole.toString('latin1').replace('"step":3', '"step":-3');
    expect(await reasonOf(Buffer.from(header, 'latin1'))).toContain('>=0');
  });
});
