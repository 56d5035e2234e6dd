import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { curvesOf } from '../../../src-main/training/export/curves.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder('curves');
const writeAs = (name: string, lines: readonly object[]) => {
  const file = path.join(folder, name);
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
};
const write = (...lines: readonly object[]) => [writeAs('log.jsonl', lines)];

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

  it('draws no line over a run that does not have the loss', async () => {
    const level = [1, 2].map((step) => ({ step, 'loss.level': 1 / step }));
    const first = writeAs('first.jsonl', level);
    const last = writeAs('last.jsonl', level);
    const between = writeAs(
      'between.jsonl',
      [1, 2].map((step) => ({ step, 'loss.contrastive': 3 })),
    );
    const piecesOf = async (...logs: string[]) => {
      const lines = [...(await curvesOf(logs)).matchAll(/ d="(M[^"]*L[^"]*)"/g)];
      return Math.max(...lines.map(([, line = '']) => line.split('M').length - 1));
    };
    expect(await piecesOf(first, last)).toBe(1);
    expect(await piecesOf(first, between, last)).toBe(2);
  });

  it('draws a second run after the first', async () => {
    const level = (step: number, value: number) => ({ step, 'loss.level': value });
    const whole = write(level(1, 0.5), level(2, 0.4), level(3, 0.3), level(4, 0.2));
    const parts = [
      writeAs('first.jsonl', [level(1, 0.5), level(2, 0.4)]),
      writeAs('second.jsonl', [level(1, 0.3), level(2, 0.2)]),
    ];
    expect(await curvesOf(parts)).toBe(await curvesOf(whole));
  });

  it('says what is wrong with a log', async () => {
    await expect(curvesOf(['no-such.jsonl'])).rejects.toMatchObject({ code: 'file-missing' });
    await expect(curvesOf(write())).rejects.toThrow('no step is logged');
    await expect(curvesOf(write({ step: 1 }, { step: 'two' }))).rejects.toThrow('line 2');
  });
});
