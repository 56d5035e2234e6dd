import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFrame } from '../support/frames.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

interface Line {
  rank: number;
  path: string;
  aesthetic: { score: number };
  embedding?: unknown;
  contentEmbedding?: unknown;
}

const models = temporaryFolder('varied-models');
const plain = temporaryFolder('varied-plain-models');
const folder = temporaryFolder('varied');
const home = path.join(temporaryFolder('varied-home'), 'never-made');

beforeAll(async () => {
  writeTinyModels(models, { id: 'tiny', seed: 3 });
  writeTinyModels(plain, { id: 'plain', plain: true });
  const at = (second: number, hour = 10) => ({
    at: `2024:06:01 ${hour}:00:${String(second).padStart(2, '0')}`,
    subSec: '0',
  });
  const file = (name: string) => path.join(folder, name);
  // One scene twice: a burst and, half an hour on, a single frame of the same tone. The tone makes the score.
  for (const [index, blur] of [2, 0, 3].entries()) {
    const exif = { ...at(0), subSec: String(index * 3) };
    await writeFrame(file(`burst-${index + 1}.jpg`), { exif, blur, tone: [150, 120, 90] });
  }
  await writeFrame(file('same.jpg'), { exif: at(30, 11), tone: [150, 121, 90], seed: 5 });
  await writeFrame(file('other.jpg'), { exif: at(40), tone: [90, 120, 150], seed: 6 });
  await writeFrame(file('third.jpg'), { exif: at(50, 11), tone: [100, 150, 100], seed: 7 });
});

async function rank(args: readonly string[], modelsFolder = models) {
  const outcome = await keepers(['rank', '--json', ...args, folder], {
    KEEPERS_HOME: home,
    KEEPERS_MODELS: modelsFolder,
  });
  const lines = jsonLines<Line>(outcome.stdout);
  return { ...outcome, lines, names: lines.map((line) => path.basename(line.path)) };
}

describe('keepers rank --varied', () => {
  it('lists one of a burst, by its best, and not two of a scene before another', async () => {
    const usual = await rank([]);
    expect(usual.names).toHaveLength(6);
    const { code, stderr, lines, names } = await rank(['--varied', '--top', '3']);
    expect([code, stderr]).toEqual([0, '']);
    expect(names.filter((name) => name.startsWith('burst'))).toEqual(['burst-2.jpg']);
    expect(names.slice().sort()).toEqual(['burst-2.jpg', 'other.jpg', 'third.jpg']);
    expect(lines.map((line) => line.rank)).toEqual([1, 2, 3]);
    // Embeddings are for choosing, not for printing.
    for (const line of lines) {
      expect(line).not.toHaveProperty('embedding');
      expect(line).not.toHaveProperty('contentEmbedding');
    }
    expect((await rank(['--varied', '--top', '3'])).stdout).toBe(
      (await rank(['--varied', '--top', '3'])).stdout,
    );
    const all = await rank(['--varied']);
    expect(all.names.slice().sort()).toEqual(['burst-2.jpg', 'other.jpg', 'same.jpg', 'third.jpg']);
  });

  it('keeps to quotas an hour and a folder', async () => {
    const hourly = await rank(['--varied', '--per-hour', '1']);
    expect(hourly.names).toHaveLength(2);
    expect(new Set(hourly.names.map((name) => ['same.jpg', 'third.jpg'].includes(name))).size).toBe(
      2,
    );
    expect((await rank(['--varied', '--per-folder', '3', '--top', '50'])).names).toHaveLength(3);
  });

  it('spreads over bursts and time where the model does not tell what photos show, and says so', async () => {
    const { code, stderr, names } = await rank(['--varied', '--top', '3'], plain);
    expect(code).toBe(0);
    expect(stderr).toContain(
      'does not tell what photos show: they are spread over bursts and time.',
    );
    expect(names).toHaveLength(3);
    expect(names.filter((name) => name.startsWith('burst'))).toHaveLength(1);
  });

  it('refuses quotas without it, and nonsense', async () => {
    for (const args of [
      ['--per-hour', '2'],
      ['--per-folder', '2'],
      ['--varied', '--per-hour', '0'],
      ['--varied', '--per-folder', 'x'],
      ['--varied', '--top', '1.5'],
    ]) {
      const { code, stdout } = await rank(args);
      expect([args, code, stdout]).toEqual([args, 2, '']);
    }
  });
});

describe('keepers help', () => {
  it('names every command', async () => {
    const { code, stdout } = await keepers(['help'], { KEEPERS_HOME: home });
    expect(code).toBe(0);
    for (const command of [
      'groups',
      'rank',
      'score',
      'watch',
      'serve',
      'sample',
      'models',
      'doctor',
    ]) {
      expect(stdout).toContain(`keepers ${command}`);
    }
    for (const option of ['--gap SECONDS', '--varied', '--per-hour N', '--per-folder N']) {
      expect(stdout).toContain(option);
    }
    expect(stdout.split('\n').every((line) => line.length <= 100)).toBe(true);
  });
});
