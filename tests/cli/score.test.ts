import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { shipped } from '../inference/support.ts';
import { dataPath } from '../support/data.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Line {
  path: string;
  width: number;
  height: number;
  aesthetic: { score: number; spread?: number };
  attributes: Record<string, { score: number }>;
  measurements: { measuredAt: { width: number; height: number } };
  warnings?: { code: string; message: string }[];
  model: { id: string; version: string };
  provider: string;
  error?: { code: string; message: string };
}

const home = temporaryFolder('score-home');
const environment = { KEEPERS_HOME: path.join(home, 'never-made') };
const clean = dataPath('photos/clean');
const orientation = dataPath('photos/orientation');
const damaged = dataPath('photos/damaged');

async function score(...args: string[]) {
  const outcome = await keepers(['score', '--json', ...args], environment);
  return { ...outcome, lines: jsonLines<Line>(outcome.stdout) };
}

/** A picture with something in it, for machines without the test photos. */
async function synthetic(file: string, width = 900, height = 600): Promise<void> {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      data[at] = 128 + 100 * Math.sin(x / 40);
      data[at + 1] = 128 + 100 * Math.sin(y / 30);
      data[at + 2] = 128 + 100 * Math.sin((x + y) / 50);
    }
  }
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(file);
}

describe('keepers score', () => {
  const folder = temporaryFolder('score');
  beforeAll(async () => {
    mkdirSync(path.join(folder, 'shoot', 'day 2'), { recursive: true });
    await synthetic(path.join(folder, 'shoot', 'a.jpg'));
    await synthetic(path.join(folder, 'shoot', 'day 2', '📷 b.png'), 300, 400);
    writeFileSync(path.join(folder, 'shoot', 'notes.txt'), 'not a photo');
    writeFileSync(path.join(folder, 'shoot', 'empty.jpg'), '');
    writeFileSync(path.join(folder, 'shoot', 'text.jpg'), 'this is no picture');
  });

  /** The shoot and one photo of it, each scored once. */
  let whole: Awaited<ReturnType<typeof score>>;
  let alone: Awaited<ReturnType<typeof score>>;
  beforeAll(async () => {
    whole = await score(path.join(folder, 'shoot'));
    alone = await score(path.join(folder, 'shoot', 'a.jpg'));
  });

  it('walks folders, skips what has no photo extension, and gives each photo its own error', () => {
    const { code, lines } = whole;
    expect(code).toBe(1);
    const byName = new Map(lines.map((line) => [path.basename(line.path), line]));
    expect([...byName.keys()].sort()).toEqual(
      ['a.jpg', 'empty.jpg', 'text.jpg', '📷 b.png'].sort(),
    );
    expect(byName.get('a.jpg')).toMatchObject({
      width: 900,
      height: 600,
      model: { id: shipped.id, version: shipped.version },
      provider: 'cpu',
      measurements: { measuredAt: { width: 900, height: 600 } },
    });
    expect(byName.get('a.jpg')?.aesthetic.score).toBeGreaterThan(1);
    expect(byName.get('📷 b.png')).toMatchObject({ width: 300, height: 400 });
    expect(byName.get('empty.jpg')?.error?.code).toBe('file-empty');
    expect(byName.get('text.jpg')?.error?.code).toBe('photo-damaged');
  });

  it('gives a file named outright that is no photo an error, prints paths as given, writes nothing', async () => {
    const note = path.relative(process.cwd(), path.join(folder, 'shoot', 'notes.txt'));
    const { code, lines } = await score(note, path.join(folder, 'nowhere.jpg'));
    expect(code).toBe(1);
    expect(lines.map(({ path: given, error }) => [given, error?.code])).toEqual([
      [note, 'file-not-photo'],
      [path.join(folder, 'nowhere.jpg'), 'file-missing'],
    ]);
    expect(readdirSync(home)).toEqual([]);
  });

  it('exits 0 when all is done and 2 on bad usage', async () => {
    expect(alone.code).toBe(0);
    for (const args of [
      ['score'],
      ['score', '--nonsense', 'x'],
      ['score', '--embedding', path.join(folder, 'shoot', 'a.jpg')],
      ['no-such-command'],
      ['rank', '--top', '0', 'x'],
    ]) {
      const { code, stderr, stdout } = await keepers(args, environment);
      expect(code, args.join(' ')).toBe(2);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
    }
  });

  it('takes names that begin with a dash or hold a newline', async () => {
    const odd = temporaryFolder('odd');
    copyFileSync(path.join(folder, 'shoot', 'a.jpg'), path.join(odd, '-dash.jpg'));
    copyFileSync(path.join(folder, 'shoot', 'a.jpg'), path.join(odd, 'new\nline.jpg'));
    const { code, lines } = await score('--', odd);
    expect(code).toBe(0);
    expect(lines.map((line) => path.basename(line.path)).sort()).toEqual([
      '-dash.jpg',
      'new\nline.jpg',
    ]);
  });

  it.skipIf(process.platform !== 'linux')(
    'gives a name that is no UTF-8 an error of its own (Linux)',
    async () => {
      const odd = temporaryFolder('bytes');
      copyFileSync(path.join(folder, 'shoot', 'a.jpg'), path.join(odd, 'good.jpg'));
      const name = Buffer.concat([Buffer.from(`${odd}/caf`), Buffer.of(0xe9), Buffer.from('.jpg')]);
      writeFileSync(name, 'x');
      const { code, lines } = await score(odd);
      expect(code).toBe(1);
      expect(lines.map(({ error }) => error?.code).sort()).toEqual([
        'file-name-not-utf8',
        undefined,
      ]);
    },
  );

  it('scores a photo the same alone or among damaged neighbours', () => {
    const again = whole.lines.find((line) => line.path.endsWith('a.jpg'));
    expect(again?.aesthetic).toBeDefined();
    expect(again?.aesthetic).toEqual(alone.lines[0]?.aesthetic);
    expect(again?.measurements).toEqual(alone.lines[0]?.measurements);
  });
});

describe.skipIf(orientation === undefined)('the score on ../shared/photos', () => {
  it('is the same for all eight orientations', async () => {
    const { code, lines } = await score(orientation ?? '');
    expect(code).toBe(0);
    expect(lines).toHaveLength(8);
    const scores = lines.map((line) => line.aesthetic.score);
    expect(Math.max(...scores) - Math.min(...scores)).toBeLessThan(0.05);
    expect(new Set(lines.map(({ width, height }) => `${width}×${height}`)).size).toBe(1);
  });

  it('is the same for a Display P3 copy, and for its own squash by another program', async () => {
    const folder = mkdtempSync(path.join(temporaryFolder('p3'), 'x'));
    const photo = path.join(clean ?? '', 'kodak-05.jpg');
    await sharp(photo)
      .withIccProfile('p3')
      .jpeg({ quality: 95 })
      .toFile(path.join(folder, 'p3.jpg'));
    const squashed = path.join(folder, 'squashed.png');
    execFileSync('convert', [photo, '-filter', 'Lanczos', '-resize', '224x224!', squashed]);
    const files = [photo, path.join(folder, 'p3.jpg'), squashed];
    const { lines } = await score(...files);
    const [original, p3, squash] = files.map((file) => lines.find((line) => line.path === file));
    expect(p3?.aesthetic.score).toBeCloseTo(original?.aesthetic.score ?? 0, 1);
    expect(Math.abs((p3?.aesthetic.score ?? 0) - (original?.aesthetic.score ?? 0))).toBeLessThan(
      0.05,
    );
    expect(
      Math.abs((squash?.aesthetic.score ?? 0) - (original?.aesthetic.score ?? 0)),
    ).toBeLessThan(0.05);
  });

  it('goes through 199 damaged files: a picture or an error each, no crash, no hang', async () => {
    const { code, lines } = await score(damaged ?? '');
    expect(code).toBe(1);
    expect(lines).toHaveLength(readdirSync(damaged ?? '').length);
    for (const line of lines) {
      if (line.error !== undefined) expect(line.error.message.length).toBeGreaterThan(20);
      else expect(line.aesthetic.score).toBeGreaterThan(0);
    }
    expect(
      lines.some((line) => line.warnings?.some(({ code: warning }) => warning === 'damaged')),
    ).toBe(true);
  });
});

describe('keepers rank', () => {
  const folder = temporaryFolder('rank');
  beforeAll(async () => {
    await synthetic(path.join(folder, 'one.jpg'));
    await sharp({ create: { width: 600, height: 400, channels: 3, background: '#777' } }).toFile(
      path.join(folder, 'grey.jpg'),
    );
    await synthetic(path.join(folder, 'three.jpg'), 200, 900);
  });

  it('lists the best first, and only the top', async () => {
    const all = await keepers(['rank', '--json', folder], environment);
    const ranked = jsonLines<Line & { rank: number }>(all.stdout);
    expect(all.code).toBe(0);
    expect(ranked.map(({ rank }) => rank)).toEqual([1, 2, 3]);
    const scores = ranked.map((line) => line.aesthetic.score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const top = await keepers(['rank', '--json', '--top', '1', folder], environment);
    expect(jsonLines<Line>(top.stdout).map((line) => line.path)).toEqual([ranked[0]?.path]);
  });
});
