import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { xmp } from '../metadata/support.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { temporaryFolder } from '../support/temporary.ts';

const home = path.join(temporaryFolder('verdict-home'), 'never-made');

function verdict(...args: string[]) {
  return keepers(['verdict', ...args], { KEEPERS_HOME: home });
}

/** A RAW and a JPEG of different names. */
async function shoot(): Promise<string> {
  const folder = temporaryFolder('verdict');
  writeFileSync(path.join(folder, 'a.nef'), 'a RAW');
  await sharp({ create: { width: 16, height: 12, channels: 3, background: '#456' } }).toFile(
    path.join(folder, 'b.jpg'),
  );
  return folder;
}

const text = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8');

describe('keepers verdict', () => {
  it('writes sidecars for Lightroom, keeps what is not named, and never touches the photo', async () => {
    const folder = await shoot();
    const photo = readFileSync(path.join(folder, 'b.jpg'));
    const first = await verdict(folder, '--stars', '4', '--color', 'blue');
    expect([first.code, first.stderr]).toEqual([0, '2 photos: 2 files written.\n']);
    expect(first.stdout).toContain(`${path.join(folder, 'a.nef')}: 4 stars, no flag, blue`);
    expect(readdirSync(folder).sort()).toEqual(['a.nef', 'a.xmp', 'b.jpg', 'b.xmp']);
    const second = await verdict(path.join(folder, 'a.nef'), '--flag', 'reject');
    expect(second.stdout).toContain('4 stars, rejected, blue');
    for (const part of ['xmp:Rating="4"', 'xmpDM:pick="-1"', 'photoshop:LabelColor="blue"']) {
      expect(text(folder, 'a.xmp')).toContain(part);
    }
    expect(readFileSync(path.join(folder, 'b.jpg')).equals(photo)).toBe(true);
    const again = await verdict(folder, '--stars', '4');
    expect(again.stderr).toBe('2 photos: 0 files written.\n');
  });

  it('names and fills sidecars by profile', async () => {
    const folder = await shoot();
    await verdict(folder, '--stars', '2', '--flag', 'reject', '--profile', 'darktable');
    expect(readdirSync(folder).sort()).toEqual(['a.nef', 'a.nef.xmp', 'b.jpg', 'b.jpg.xmp']);
    expect(text(folder, 'a.nef.xmp')).toContain('xmp:Rating="-1"');
    // What is written down already, for other editors: nothing is lost.
    const all = await verdict(folder, '--profile', 'all');
    expect([all.code, all.stderr]).toEqual([0, '2 photos: 4 files written.\n']);
    expect(text(folder, 'a.xmp')).toContain('xmp:Rating="2"');
    expect(text(folder, 'a.xmp')).toContain('photomechanic:ColorClass="8"');
    expect(text(folder, 'a.nef.xmp')).toContain('digiKam:PickLabel="1"');
  });

  it('embeds on request alone', async () => {
    const folder = await shoot();
    const outcome = await verdict(folder, '--stars', '5', '--embed');
    expect(outcome.stdout).toContain(`embedded into ${path.join(folder, 'b.jpg')}`);
    expect(readdirSync(folder).sort()).toEqual(['a.nef', 'a.xmp', 'b.jpg']);
    const shown = await verdict(path.join(folder, 'b.jpg'), '--show', '--json');
    expect(jsonLines(shown.stdout)).toMatchObject([
      { verdict: { stars: 5 }, sources: [{ where: 'embedded', says: { stars: 5 } }] },
    ]);
  });

  it('lists what would change, and changes nothing', async () => {
    const folder = await shoot();
    writeFileSync(path.join(folder, 'a.xmp'), xmp('xmp:Rating="1" digiKam:PickLabel="3"'));
    const before = text(folder, 'a.xmp');
    const outcome = await verdict(folder, '--stars', '3', '--flag', 'none', '--dry-run');
    expect([outcome.code, outcome.stderr]).toEqual([0, '2 photos: 2 files would be changed.\n']);
    expect(outcome.stdout).toContain(`would change ${path.join(folder, 'a.xmp')}`);
    expect(outcome.stdout).toContain('xmp:Rating: 1 → 3');
    expect(outcome.stdout).toContain('digiKam:PickLabel: 3 → 0');
    expect(outcome.stdout).toContain(`would create ${path.join(folder, 'b.xmp')}`);
    expect(text(folder, 'a.xmp')).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(['a.nef', 'a.xmp', 'b.jpg']);
    const json = await verdict(folder, '--stars', '3', '--dry-run', '--json');
    expect(jsonLines(json.stdout)[0]).toMatchObject({
      path: path.join(folder, 'a.nef'),
      dryRun: true,
      verdict: { stars: 3, flag: 'pick' },
      files: [
        {
          as: 'sidecar',
          changes: expect.arrayContaining([{ name: 'xmp:Rating', before: '1', after: '3' }]),
        },
      ],
    });
  });

  it('leaves a sidecar that cannot be parsed byte for byte, goes on, and exits with 1', async () => {
    const folder = await shoot();
    const junk = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><broken';
    writeFileSync(path.join(folder, 'a.xmp'), junk);
    for (const args of [['--stars', '3'], ['--stars', '3', '--dry-run'], ['--show']]) {
      const outcome = await verdict(folder, ...args);
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain(
        `The sidecar ${path.join(folder, 'a.xmp')} is not valid XMP`,
      );
      expect(text(folder, 'a.xmp')).toBe(junk);
    }
    expect(text(folder, 'b.xmp')).toContain('xmp:Rating="3"');
    const json = await verdict(folder, '--show', '--json');
    expect(json.code).toBe(1);
    expect(jsonLines(json.stdout)[0]).toMatchObject({
      sources: [{ path: path.join(folder, 'a.xmp'), error: { code: 'sidecar-invalid' } }],
    });
  });

  it('shows what every encoding says, and where they disagree', async () => {
    const folder = await shoot();
    const [raw, own, shared] = ['a.nef', 'a.nef.xmp', 'a.xmp'].map((n) => path.join(folder, n));
    writeFileSync(own ?? '', xmp('xmp:Rating="2" digiKam:ColorLabel="1"'));
    writeFileSync(shared ?? '', xmp('xmp:Rating="5" xmpDM:pick="1"'));
    utimesSync(own ?? '', 1000, 1000);
    const outcome = await verdict(raw ?? '', '--show');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout.split('\n')).toEqual([
      `${raw}: 5 stars, picked, no colour`,
      `  ${own}, 1970-01-01T00:16:40.000Z`,
      '    xmp:Rating = 2: 2 stars',
      '    digiKam:ColorLabel = 1: red',
      expect.stringContaining(`  ${shared}, `),
      '    xmp:Rating = 5: 5 stars',
      '    xmpDM:pick = 1: picked',
      `  conflict: 2 stars, red in ${own}`,
      '',
    ]);
    const [line] = jsonLines<{ conflict: boolean; dissent: unknown }>(
      (await verdict(raw ?? '', '--show', '--json')).stdout,
    );
    expect(line).toMatchObject({
      verdict: { stars: 5, flag: 'pick', color: 'none' },
      conflict: true,
      dissent: [{ stars: 2, color: 'red', where: 'sidecar', path: own }],
    });
  });

  it('writes for the editors that are set in the library, where none are named', async () => {
    const library = temporaryFolder('verdict-library');
    mkdirSync(library, { recursive: true });
    const catalogue = openCatalogue(path.join(library, 'catalogue.db'));
    catalogue.setSettings({ profile: 'digikam' });
    catalogue.close();
    const folder = await shoot();
    await keepers(['verdict', folder, '--stars', '1'], { KEEPERS_HOME: library });
    expect(text(folder, 'a.nef.xmp')).toContain('digiKam:PickLabel="0"');
  });

  it.each([
    [['--stars', '3'], /name at least one/],
    [['x.nef'], /say what to write/],
    [['x.nef', '--stars', '6'], /--stars/],
    [['x.nef', '--stars', '2.5'], /--stars/],
    [['x.nef', '--flag', 'maybe'], /expected one of pick, reject, none/],
    [['x.nef', '--color', 'orange'], /expected one of red/],
    [['x.nef', '--profile', 'bridge'], /expected one of lightroom/],
    [['x.nef', '--show', '--stars', '1'], /--show writes nothing/],
    [['x.nef', '--frob'], /frob/],
  ])('refuses %j', async (args, sentence) => {
    const outcome = await verdict(...args);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(sentence);
  });

  it('names what it cannot reach, and exits with 1', async () => {
    const folder = await shoot();
    writeFileSync(path.join(folder, 'c.txt'), 'x');
    const outcome = await verdict(
      ...['nowhere.nef', path.join(folder, 'c.txt'), path.join(folder, 'a.nef'), '--stars', '1'],
    );
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/There is no file at nowhere\.nef/);
    expect(outcome.stderr).toMatch(/c\.txt: This is not a photo/);
    expect(text(folder, 'a.xmp')).toContain('xmp:Rating="1"');
  });
});
