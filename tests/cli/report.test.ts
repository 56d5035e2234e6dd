import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { takenAt } from '../support/shoot.ts';
import { writeFrame } from '../support/frames.ts';
import { keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

const models = temporaryFolder('report-models');
const folder = temporaryFolder('report-shoot');
const home = path.join(temporaryFolder('report-home'), 'never-made');
const out = temporaryFolder('report-out');

const report = (...args: string[]) =>
  keepers(['report', ...args], { KEEPERS_HOME: home, KEEPERS_MODELS: models });

beforeAll(async () => {
  writeTinyModels(models, { id: 'tiny', seed: 3 });
  const file = (name: string) => path.join(folder, name);
  for (const [index, blur] of [2, 0, 3].entries()) {
    const exif = takenAt(index * 0.3, { FNumber: '28/10' });
    await writeFrame(file(`burst-${index + 1}.jpg`), { exif, blur, tone: [170, 120, 90] });
  }
  await writeFrame(file('pair.jpg'), { exif: takenAt(900, { FNumber: '8/1' }), seed: 8 });
  copyFileSync(file('pair.jpg'), file('pair.dng'));
  await writeFrame(file('single.jpg'), { exif: takenAt(4000, { FNumber: '8/1' }), seed: 9 });
});

describe('keepers report', () => {
  it('sums a folder up on one page, counts files of one exposure once and a burst among the best once', async () => {
    const to = path.join(out, 'one.html');
    const { code, stdout, stderr } = await report(folder, '-o', to);
    expect([code, stdout.trim()]).toEqual([0, to]);
    expect(stderr).toContain('5 photos.');
    const page = readFileSync(to, 'utf8');
    expect(page).toContain(`<title>${path.basename(folder)}</title>`);
    expect(page).toContain('5 frames, 2024-06-01, 10:00 to 11:06');
    expect(page).toContain('There are no other photos to hold the shoot against.');
    expect(page).toContain('The best 3');
    // The sharp one stands for its burst.
    expect(page.match(/burst-\d\.jpg/g)?.every((name) => name === 'burst-2.jpg')).toBe(true);
    expect(existsSync(home)).toBe(false);
    const again = await report(folder, '-o', to);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('There is another file at');
    expect(readFileSync(to, 'utf8')).toBe(page);
  });

  it('names what cannot be read, and goes on', async () => {
    const damaged = path.join(temporaryFolder('report-damaged'), 'damaged.jpg');
    writeFileSync(damaged, 'no picture');
    const to = path.join(out, 'two.html');
    const { code, stdout, stderr } = await report(
      damaged,
      path.join(folder, 'single.jpg'),
      '--out',
      to,
      '--title',
      'Two',
    );
    expect([code, stdout.trim()]).toEqual([1, to]);
    expect(stderr).toContain('damaged.jpg');
    expect(readFileSync(to, 'utf8')).toContain('1 frame could not be scored.');
  });

  it.each([
    [[folder], 'name the file with --out'],
    [['--out', 'x.html'], 'name at least one photo'],
    [[folder, '--out', 'x.pdf'], 'an .html file'],
  ])('is refused for %o', async (args, reason) => {
    const { code, stderr } = await report(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});
