import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openTestEngine, photosByName, untilSettled } from '../support/engine.ts';
import { dataPath } from '../support/data.ts';
import { writeFrame, type FrameExif } from '../support/frames.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

interface Line {
  kind: string;
  paths: string[];
  suggested?: { path: string; reason: string };
  path?: string;
  error?: { code: string; message: string };
}

const models = temporaryFolder('groups-models');
const plain = temporaryFolder('groups-plain-models');
beforeAll(() => {
  writeTinyModels(models, { id: 'tiny', seed: 3 });
  writeTinyModels(plain, { id: 'plain', plain: true });
});

const environment = (home = path.join(temporaryFolder('groups-home'), 'never-made')) => ({
  KEEPERS_HOME: home,
  KEEPERS_MODELS: models,
});

async function groups(args: readonly string[], env: NodeJS.ProcessEnv = environment()) {
  const outcome = await keepers(['groups', '--json', ...args], env);
  return { ...outcome, lines: jsonLines<Line>(outcome.stdout) };
}

/** `burst: a.jpg b.jpg`. */
const named = (lines: readonly Line[]) =>
  lines
    .filter(({ error }) => error === undefined)
    .map(({ kind, paths }) => `${kind}: ${paths.map((file) => path.basename(file)).join(' ')}`);

const at = (seconds: number, more: Record<string, string> = {}): FrameExif => {
  const time = new Date(Date.UTC(2024, 5, 1, 10) + seconds * 1000).toISOString();
  return {
    at: time.slice(0, 19).replaceAll('-', ':').replace('T', ' '),
    subSec: time.slice(20, 23),
    more,
  };
};

/** A burst of which the second is sharp and has a RAW, a bracket, two tries, a single photo. */
async function writeShoot(folder: string): Promise<void> {
  const file = (name: string) => path.join(folder, name);
  await writeFrame(file('a1.jpg'), { exif: at(0), blur: 2 });
  await writeFrame(file('a2.jpg'), { exif: at(0.4) });
  copyFileSync(file('a2.jpg'), file('A2.dng'));
  await writeFrame(file('a3.jpg'), { exif: at(0.8), blur: 3 });
  for (const [index, shutter] of ['1/100', '1/400', '1/25'].entries()) {
    const exif = at(100 + index / 2, {
      ExposureTime: shutter,
      FNumber: '8/1',
      ISOSpeedRatings: '100',
    });
    await writeFrame(file(`b${index + 1}.jpg`), { exif, seed: 4 });
  }
  await writeFrame(file('c1.jpg'), { exif: at(600), tone: [90, 150, 90], seed: 7, blur: 1.5 });
  await writeFrame(file('c2.jpg'), { exif: at(615), tone: [90, 150, 90], seed: 7 });
  await writeFrame(file('d.jpg'), { exif: at(3000), seed: 9 });
}

const ALL = [
  'pair: A2.dng a2.jpg',
  'burst: a1.jpg A2.dng a3.jpg',
  'bracket: b1.jpg b2.jpg b3.jpg',
  'duplicates: c1.jpg c2.jpg',
];

describe('keepers groups', () => {
  const folder = temporaryFolder('groups');
  beforeAll(() => writeShoot(folder));

  it('prints one object a line for each group, with the best of bursts and duplicates', async () => {
    const env = environment();
    const { code, lines, stderr } = await groups([folder], env);
    expect([code, stderr]).toEqual([0, '']);
    expect(named(lines)).toEqual(ALL);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual(
        /burst|duplicates/.test(line.kind) ? ['kind', 'paths', 'suggested'] : ['kind', 'paths'],
      );
      expect(line.paths.every((file) => file.startsWith(`${folder}/`))).toBe(true);
    }
    // Of the pair the JPEG was looked at, and the RAW stands for it.
    expect(lines[1]?.suggested).toEqual({
      path: `${folder}/A2.dng`,
      reason: expect.stringMatching(
        /^Sharper than the next best: a blur of \d\.\d px against \d\.\d px\.$/,
      ),
    });
    expect(lines[3]?.suggested?.path).toBe(`${folder}/c2.jpg`);
    // Nothing is written.
    expect(existsSync(env.KEEPERS_HOME)).toBe(false);
  });

  it('says the same to a person', async () => {
    const { code, stdout } = await keepers(['groups', folder], environment());
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(3, 8)).toEqual([
      'Burst of 3',
      `  ${folder}/a1.jpg`,
      `* ${folder}/A2.dng`,
      expect.stringMatching(/^ {6}Sharper than the next best: a blur of /),
      `  ${folder}/a3.jpg`,
    ]);
  });

  it('takes a gap, whole or not, and single files, in any order, once each', async () => {
    expect(named((await groups(['--gap', '0.3', folder])).lines)).not.toContain(ALL[1]);
    expect(named((await groups(['--gap', '60', folder])).lines)).toContain('burst: c1.jpg c2.jpg');
    const files = ['a3.jpg', 'a1.jpg'].map((name) => path.join(folder, name));
    expect(named((await groups(files)).lines)).toEqual(['burst: a1.jpg a3.jpg']);
    expect(named((await groups([folder, ...files])).lines)).toEqual(ALL);
    const here = path.relative(process.cwd(), folder);
    expect((await groups([here])).lines[0]?.paths[0]).toBe(`${here}/A2.dng`);
  });

  it('exits 2 on bad usage', async () => {
    for (const args of [
      ['groups'],
      ['groups', '--gap', 'x', folder],
      ['groups', '--gap', '-1', folder],
      ['groups', '--gap', '61', folder],
      ['groups', '--gap', '', folder],
      ['groups', '--nonsense', folder],
    ]) {
      const { code, stdout, stderr } = await keepers(args, environment());
      expect([args, code, stdout]).toEqual([args, 2, '']);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  it('gives what cannot be read an error of its own, and exits 1', async () => {
    const odd = temporaryFolder('groups-odd');
    await writeFrame(path.join(odd, 'good.jpg'), { exif: at(0) });
    await writeFrame(path.join(odd, 'new\nline.jpg'), { exif: at(0.3), blur: 2 });
    writeFileSync(path.join(odd, 'empty.jpg'), '');
    writeFileSync(path.join(odd, 'note.txt'), 'no photo');
    writeFileSync(path.join(odd, 'text.jpg'), 'a note that is called a photo');
    const { code, lines } = await groups([odd, path.join(odd, 'note.txt'), '/no/such.jpg']);
    expect(code).toBe(1);
    expect(named(lines)).toEqual(['burst: good.jpg new\nline.jpg']);
    expect(lines.flatMap(({ error }) => error?.code ?? []).sort()).toEqual([
      'file-empty',
      'file-missing',
      'file-not-photo',
      'photo-damaged',
    ]);
    const text = await keepers(['groups', odd], environment());
    expect(text.stdout).toContain('new\\x0aline.jpg');
    expect(text.stderr).toContain('empty.jpg: The file is empty');
  });

  it.skipIf(process.getuid?.() === 0)('says which file it may not read', async () => {
    const locked = temporaryFolder('groups-locked');
    await writeFrame(path.join(locked, 'a.jpg'), { exif: at(0) });
    chmodSync(path.join(locked, 'a.jpg'), 0);
    const { code, lines } = await groups([locked]);
    expect([code, lines[0]?.error?.code]).toEqual([1, 'file-no-permission']);
  });

  it('lists a group one of whose frames cannot be decoded, and says so of that frame', async () => {
    const broken = temporaryFolder('groups-broken');
    for (const [index, name] of ['1.jpg', '2.jpg', '3.jpg'].entries()) {
      await writeFrame(path.join(broken, name), { exif: at(index / 5), blur: index });
    }
    // EXIF without a picture.
    writeFileSync(
      path.join(broken, '2.jpg'),
      readFileSync(path.join(broken, '2.jpg')).subarray(0, 500),
    );
    const { code, lines } = await groups([broken]);
    expect(code).toBe(1);
    expect(named(lines)).toEqual(['burst: 1.jpg 2.jpg 3.jpg']);
    expect(lines[0]?.suggested?.path).toBe(`${broken}/1.jpg`);
    expect(lines[1]).toMatchObject({ path: `${broken}/2.jpg`, error: { code: 'photo-damaged' } });
  });

  it('goes on without scores where there is no model', async () => {
    const none = temporaryFolder('no-models');
    const { code, lines, stderr } = await groups([folder], {
      ...environment(),
      KEEPERS_MODELS: none,
    });
    expect(code).toBe(0);
    expect(stderr).toContain('Photos are grouped without their scores.');
    expect(named(lines)).toEqual(ALL.slice(0, 3));
    expect(lines[1]?.suggested?.path).toBe(`${folder}/A2.dng`);
  });

  it('finds no duplicates where the model does not tell what photos show', async () => {
    const { lines } = await groups([folder], { ...environment(), KEEPERS_MODELS: plain });
    expect(named(lines)).toEqual(ALL.slice(0, 3));
  });
});

describe('keepers groups on the library', () => {
  it('says what the app says: groups made by hand, the gap and clocks that were set, while it runs', async () => {
    const folder = temporaryFolder('groups-library');
    const home = path.join(temporaryFolder('groups-home'), 'home');
    await writeShoot(folder);
    const phone = { make: 'Apple', model: 'iPhone 13' };
    const late = { exif: { ...at(4200), ...phone }, tone: [90, 150, 90], seed: 7 } as const;
    await writeFrame(path.join(folder, 'e.jpg'), late);
    const opened = await openTestEngine(home, models);
    try {
      await opened.client.request('roots.add', { path: folder });
      await untilSettled(opened.client, 11);
      const env = environment(home);
      const app = async () => {
        const photos = await photosByName(opened.client);
        const names = new Map([...photos.values()].map(({ id, name }) => [id, name]));
        const { groups: all, pairs } = await opened.client.request('groups.list', {});
        const name = (ids: readonly number[]) => ids.map((id) => names.get(id)).join(' ');
        return [
          ...pairs.map(({ ids }) => `pair: ${name(ids)}`),
          ...all.map(({ kind, ids }) => `${kind}: ${name(ids)}`),
        ];
      };
      // Of a RAW that is none the library knows no EXIF, so that the JPEG stands for the pair there.
      const alike = (lines: readonly string[]) =>
        lines.map((line) => line.replaceAll('A2.dng', 'a2.jpg'));
      expect(alike(named((await groups([folder], env)).lines))).toEqual(alike(await app()));

      const photos = await photosByName(opened.client);
      const ids = (...names: string[]) => names.map((name) => photos.get(name)?.id ?? 0);
      await opened.client.request('groups.split', { ids: ids('a3.jpg') });
      await opened.client.request('groups.merge', { ids: ids('c1.jpg', 'd.jpg') });
      await opened.client.request('settings.set', { burstGap: 0.1 });
      const [camera] = await opened.client.request('cameras.list', {});
      await opened.client.request('cameras.setClock', {
        cameraId: camera?.id ?? 0,
        seconds: -3570,
      });
      const byHand = named((await groups([folder], env)).lines);
      expect(byHand).toContain('duplicates: c1.jpg c2.jpg e.jpg d.jpg');
      expect(byHand.some((line) => line.startsWith('burst'))).toBe(false);
      expect(alike(byHand)).toEqual(alike(await app()));
      // A gap that is named goes before the one that was set.
      const named_ = named((await groups(['--gap', '1', folder], env)).lines);
      expect(named_).toContain('burst: a1.jpg A2.dng');
      // The person’s word holds for a file that has other contents now.
      await writeFrame(path.join(folder, 'd.jpg'), { exif: at(5000), seed: 3 });
      expect(named((await groups([folder], env)).lines)).toContain(
        'duplicates: c1.jpg c2.jpg e.jpg d.jpg',
      );
    } finally {
      await opened.close();
    }
  });
});

describe('keepers groups on the practice shoot', () => {
  it('finds its bursts, its bracket and its pairs', async () => {
    const shoot = path.join(temporaryFolder('groups-practice'), 'shoot');
    expect((await keepers(['sample', shoot], environment())).code).toBe(0);
    const { code, lines } = await groups([shoot], { ...environment(), KEEPERS_MODELS: plain });
    expect(code).toBe(0);
    const counts = lines.map(({ kind, paths }) => `${kind} ${paths.length}`);
    expect(counts).toEqual([
      ...['pair 2', 'pair 2', 'pair 2', 'burst 6', 'burst 5', 'burst 3'],
      ...['bracket 3', 'burst 5', 'burst 4', 'burst 3', 'burst 3'],
    ]);
    // The frame that is blurred by motion, and the one that is out of focus, are not suggested.
    const suggested = lines.flatMap((line) => path.basename(line.suggested?.path ?? ''));
    expect(suggested).not.toContain('IMG_0045.JPG');
    expect(suggested).not.toContain('IMG_0060.JPG');
  });
});

describe.skipIf(dataPath('photos/heif') === undefined)(
  'keepers groups on a real HEIC (skipped without test data)',
  () => {
    it('pairs it with the film beside it', async () => {
      const folder = temporaryFolder('groups-live');
      mkdirSync(path.join(folder, 'other'));
      for (const place of ['IMG_5195.HEIC', 'other/IMG_5195.HEIC']) {
        copyFileSync(dataPath('photos/heif/IMG_5195.HEIC') ?? '', path.join(folder, place));
      }
      writeFileSync(path.join(folder, 'IMG_5195.MOV'), 'a film that says nothing of itself');
      const { code, lines } = await groups([folder]);
      expect(code).toBe(0);
      expect(lines[0]).toEqual({
        kind: 'pair',
        paths: [`${folder}/IMG_5195.HEIC`, `${folder}/IMG_5195.MOV`],
      });
    });
  },
);
