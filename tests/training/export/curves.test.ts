import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { curvesOf } from '../../../src-main/training/export/curves.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const file = path.join(temporaryFolder('curves'), 'log.jsonl');
const write = (...lines: readonly object[]) => {
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
};

describe('curvesOf', () => {
  it('draws losses and validation, a step that was repeated once', async () => {
    const losses = (step: number, level: number) => ({
      ...{ step, loss: 1, rate: 0.1, 'loss.level': level, 'loss.ranking': level / 2 },
    });
    const once = await curvesOf(
      write(losses(1, 0.5), losses(2, 0.4), { step: 2, seconds: 9, validation: 0.8, heldOut: 0.7 }),
    );
    expect(once).toMatch(/^<svg/);
    for (const name of ['1 − SRCC', 'overall score', 'ranking on edits']) {
      expect(once).toContain(`>${name}</text>`);
    }
    const again = await curvesOf(
      write(losses(1, 0.5), losses(2, 9), losses(2, 0.4), {
        step: 2,
        seconds: 9,
        validation: 0.8,
        heldOut: 0.7,
      }),
    );
    expect(again).toBe(once);
  });

  it('says what is wrong with a log', async () => {
    await expect(curvesOf('no-such.jsonl')).rejects.toMatchObject({ code: 'file-missing' });
    await expect(curvesOf(write())).rejects.toThrow('no step is logged');
    await expect(curvesOf(write({ step: 1 }, { step: 'two' }))).rejects.toThrow('line 2');
  });
});
