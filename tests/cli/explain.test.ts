/** `keepers explain`: reasons, one object a line, and heat maps as pictures. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { EMOTIONS, RATED_ATTRIBUTES } from '../../src-shared/attribute.ts';
import { openTestEngine, photosByName, untilSettled } from '../support/engine.ts';
import { jsonLines, keepers } from '../support/keepers.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

interface Explained {
  readonly path: string;
  readonly aesthetic: {
    readonly score: number;
    readonly spread: number;
    readonly percentile?: number;
  };
  readonly attributes: Record<
    string,
    { score: number; residual: number; percentile?: number; sentence: string | null }
  >;
  readonly measurements: { readonly measuredAt: { readonly width: number } };
  readonly emotion: Record<string, number>;
  readonly suggestions?: readonly {
    readonly edit: string;
    readonly amount: unknown;
    readonly gain: number;
    readonly attributes: Record<string, number>;
  }[];
  readonly heatmap?: string;
  readonly error?: { readonly code: string };
}

const models = temporaryFolder('explain-models');
const folder = temporaryFolder('explain');
const at = (name: string) => path.join(folder, name);
const environment = (home = path.join(temporaryFolder('explain-home'), 'never-made')) => ({
  KEEPERS_HOME: home,
  KEEPERS_MODELS: models,
});

async function explain(args: readonly string[], home?: string) {
  const outcome = await keepers(['explain', ...args], environment(home));
  const isJson = args.includes('--json');
  return { ...outcome, lines: isJson ? jsonLines<Explained>(outcome.stdout) : [] };
}

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('keepers explain', () => {
  beforeAll(async () => {
    writeTinyModels(models, { id: 'tiny', text: true });
    for (const seed of [1, 2, 3]) await writePicture(at(`${seed}.jpg`), { seed });
    writeFileSync(at('empty.jpg'), '');
    writeFileSync(at('text.jpg'), 'this is no picture');
    writeFileSync(at('notes.txt'), 'not a photo');
  });

  it('gives one object a line in the order of the photos, and each bad one its own error', async () => {
    const names = ['2.jpg', 'empty.jpg', '1.jpg', 'nowhere.jpg', 'text.jpg', 'notes.txt', '3.jpg'];
    const { code, lines, stderr } = await explain(['--json', ...names.map(at)]);
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(lines.map(({ path: file, error }) => [path.basename(file), error?.code])).toEqual([
      ['2.jpg', undefined],
      ['empty.jpg', 'file-empty'],
      ['1.jpg', undefined],
      ['nowhere.jpg', 'file-missing'],
      ['text.jpg', 'photo-damaged'],
      ['notes.txt', 'file-not-photo'],
      ['3.jpg', undefined],
    ]);
    const [first] = lines;
    expect(Object.keys(first?.attributes ?? {})).toEqual([...RATED_ATTRIBUTES]);
    expect(Object.keys(first?.attributes.light ?? {})).toEqual(['score', 'residual', 'sentence']);
    expect(Object.keys(first?.emotion ?? {})).toEqual([...EMOTIONS]);
    expect(first?.measurements.measuredAt.width).toBe(360);
    // Nothing is claimed of a model that does not come with what suggestions take.
    expect(first).not.toHaveProperty('suggestions');
    expect(
      stderr.match(/train-suggestions.*Photos are explained without suggestions\./g),
    ).toHaveLength(1);
    // In words only where the model has shown that it may.
    expect(first?.attributes.light?.sentence).toMatch(/^[A-Z].*\.?$/);
    expect(first?.attributes.content?.sentence).toBeNull();
    // Without a library nothing is compared.
    expect(first?.aesthetic).not.toHaveProperty('percentile');
  });

  it('says the same as score does, and more', async () => {
    const [explained] = (await explain(['--json', at('1.jpg')])).lines;
    const scored = await keepers(['score', '--json', at('1.jpg')], environment());
    const [line] = jsonLines<Explained>(scored.stdout);
    expect(explained?.aesthetic).toEqual(line?.aesthetic);
    expect(explained?.measurements).toEqual(line?.measurements);
    expect(explained?.emotion).toEqual(line?.emotion);
    for (const [of, { score, residual }] of Object.entries(line?.attributes ?? {})) {
      expect(explained?.attributes[of]).toMatchObject({ score, residual });
    }
  });

  it('compares with the library where there is one, photos outside of it too', async () => {
    const home = path.join(temporaryFolder('explain-library'), 'home');
    const shoot = temporaryFolder('explain-shoot');
    for (const name of ['1.jpg', '2.jpg']) copyFileSync(at(name), path.join(shoot, name));
    const opened = await openTestEngine(home, models);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, 2);
    const id = (await photosByName(opened.client)).get('1.jpg')?.id ?? 0;
    await opened.client.request('sentences.say', {
      ...{ id, space: 'color' },
      said: { statements: [{ kind: 'rates', space: 'color', rating: 4 }], shows: 'My own words.' },
    });
    const { sentences } = await opened.client.request('sentences.of', { id });
    await opened.close();
    const { lines } = await explain(['--json', path.join(shoot, '1.jpg'), at('3.jpg')], home);
    const [inside, outside] = lines;
    expect([25, 75]).toContain(inside?.aesthetic.percentile);
    // In the same words as in the window, and in the person's own where they have some.
    const inWindow = Object.fromEntries(sentences.map(({ space, text }) => [space, text]));
    expect(inWindow.light).toBeDefined();
    for (const of of RATED_ATTRIBUTES) {
      expect(inside?.attributes[of]?.sentence ?? undefined, of).toBe(inWindow[of]);
    }
    expect(inside?.attributes.color?.sentence).toBe('My own words.');
    expect([0, 50, 100]).toContain(outside?.aesthetic.percentile);
    expect([0, 50, 100]).toContain(outside?.attributes.light?.percentile);
    const text = await explain([path.join(shoot, '1.jpg')], home);
    expect(text.stdout).toMatch(/Overall +\d\.\d\d ± \d\.\d\d {2}above (25|75) % of 2 photos/);
  });

  it('tells a person what stands out most first', async () => {
    const { code, stdout } = await explain([at('1.jpg')]);
    expect(code).toBe(0);
    const [name, overall, ...rest] = stdout.trimEnd().split('\n');
    expect(name).toBe(at('1.jpg'));
    expect(overall).toMatch(/^ {2}Overall +-?\d\.\d\d ± \d\.\d\d$/);
    const departures = rest.flatMap((line) => {
      const found = /[+−](\d\.\d\d)$/.exec(line);
      return found === null ? [] : [Number(found[1])];
    });
    expect(departures).toHaveLength(6);
    expect(departures).toEqual([...departures].sort((a, b) => b - a));
    expect(rest.at(-1)).toMatch(/^ {2}blur of \d+\.\d px, \d+\.\d % blown out, \d+\.\d % black/);
  });

  it('suggests what would help, best first, in the units of the README', async () => {
    const able = temporaryFolder('explain-suggests');
    const gains = { 'exposure-': 0.4, 'temperature-': 0.3, 'shadows+': 0.04 };
    writeTinyModels(able, { id: 'tiny', suggests: { gains, floor: 0.05 } });
    const own = { ...environment(), KEEPERS_MODELS: able };
    const { code, stdout, stderr } = await keepers(['explain', '--json', at('1.jpg')], own);
    expect([code, stderr.includes('suggest')]).toEqual([0, false]);
    const [line] = jsonLines<Explained>(stdout);
    const found = line?.suggestions ?? [];
    expect(found.map(({ edit, gain }) => [edit, gain])).toEqual([
      ['exposure', 0.4],
      ['temperature', 0.3],
    ]);
    expect(found[0]?.amount).toBeLessThan(0);
    expect(found[1]?.amount).toBeLessThan(0);
    expect(Object.keys(found[0]?.attributes ?? {})).toEqual([...RATED_ATTRIBUTES]);
    const text = await keepers(['explain', at('1.jpg')], own);
    expect(text.stdout).toMatch(
      /Would help: Exposure −\d\.\d EV \(\+0\.40\)\n +Temperature −\d+ mired, cooler/,
    );
    // Left out, they are neither tried nor missed; all else is the same.
    const left = await keepers(['explain', '--json', '--no-suggestions', at('1.jpg')], own);
    expect([left.code, left.stderr.includes('suggest')]).toEqual([0, false]);
    const [without] = jsonLines<Explained>(left.stdout);
    expect(without).not.toHaveProperty('suggestions');
    expect({ ...without, suggestions: found }).toEqual(line);
    const short = await keepers(['explain', '--no-suggestions', at('1.jpg')], own);
    expect(short.stdout).not.toMatch(/Would help|Nothing we know/);
    writeTinyModels(able, { id: 'tiny', suggests: { gains, floor: 1 } });
    const none = await keepers(['explain', '--json', at('1.jpg')], own);
    expect(jsonLines<Explained>(none.stdout)[0]?.suggestions).toEqual([]);
    const said = await keepers(['explain', at('1.jpg')], own);
    expect(said.stdout).toContain('Nothing we know would help.');
  });

  it('draws where the score comes from, upright, and replaces no file', async () => {
    const place = temporaryFolder('explain-heat');
    const photo = path.join(place, 'turned.jpg');
    await writeTurned(photo);
    const before = hashOf(photo);
    const out = path.join(place, 'heat.png');
    const { code, lines } = await explain(['--json', '--heatmap', out, '--of', 'light', photo]);
    expect(code).toBe(0);
    expect(lines[0]?.heatmap).toBe(out);
    const { data, info } = await sharp(out)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([224, 448]);
    /** Above 0 where a pixel is amber, below where it is blue. */
    const colour = (x: number, y: number) => {
      const from = 3 * (y * info.width + x);
      return (data[from] ?? 0) - (data[from + 2] ?? 0);
    };
    // The white patch in the lower left corner pulls the other way than the grey around it.
    expect(Math.sign(colour(10, 440))).toBe(-Math.sign(colour(200, 20)));
    expect(Math.abs(colour(10, 440))).toBeGreaterThan(20);
    const drawn = hashOf(out);
    const again = await explain(['--json', '--heatmap', out, photo]);
    expect(again.code).toBe(1);
    expect(again.lines[0]?.error?.code).toBe('output-exists');
    expect([hashOf(out), hashOf(photo)]).toEqual([drawn, before]);
  });

  it('numbers heat maps of several photos, in their order', async () => {
    const place = temporaryFolder('explain-several');
    mkdirSync(path.join(place, 'shoot'));
    for (const name of ['1.jpg', '2.jpg']) copyFileSync(at(name), path.join(place, 'shoot', name));
    const out = path.join(place, 'heat.png');
    const { code, lines } = await explain(['--json', '--heatmap', out, path.join(place, 'shoot')]);
    expect(code).toBe(0);
    expect(lines.map(({ heatmap }) => heatmap)).toEqual(
      [1, 2].map((number) => path.join(place, `heat-${number}.png`)),
    );
    expect(readdirSync(place).sort()).toEqual(['heat-1.png', 'heat-2.png', 'shoot']);
    expect(existsSync(out)).toBe(false);
  });

  it('refuses what cannot be meant', async () => {
    for (const args of [
      [],
      ['--nonsense', at('1.jpg')],
      ['--heatmap', at('heat.jpg'), at('1.jpg')],
      ['--of', 'light', at('1.jpg')],
      ['--heatmap', at('heat.png'), '--of', 'beauty', at('1.jpg')],
    ]) {
      const { code, stdout, stderr } = await explain(args);
      expect(code, args.join(' ')).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    expect(existsSync(at('heat.png'))).toBe(false);
  });
});

/** Grey, with a white patch in its lower left corner, as a camera that was held upright stores it. */
async function writeTurned(file: string): Promise<void> {
  const upright = { width: 224, height: 448 };
  const data = new Uint8Array(upright.width * upright.height * 3).fill(90);
  for (let y = 400; y < 448; y++) {
    data.fill(255, 3 * y * upright.width, 3 * (y * upright.width + 32));
  }
  const stored = await sharp(data, { raw: { ...upright, channels: 3 } })
    .rotate(270)
    .raw()
    .toBuffer();
  await sharp(stored, { raw: { width: 448, height: 224, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95 })
    .toFile(file);
}
