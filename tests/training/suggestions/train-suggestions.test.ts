/** Learning what a model's answers are worth, with a model of a few kilobytes on real pictures. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCalibration } from '../../../src-main/explaining/suggestions/index.ts';
import { parseManifest } from '../../../src-main/inference/manifest.ts';
import { evaluateSuggestions } from '../../../src-main/training/suggestions/evaluate-suggestions.ts';
import { knownCopies, UNDONE } from '../../../src-main/training/suggestions/known-copies.ts';
import { suggestionReportText } from '../../../src-main/training/suggestions/report.ts';
import { trainSuggestions } from '../../../src-main/training/suggestions/train-suggestions.ts';
import { DIRECTIONS } from '../../../src-aesnet/suggestions/directions.ts';
import { WEIGHED_TONES } from '../../../src-aesnet/suggestions/tone-features.ts';
import { dataPath } from '../../support/data.ts';
import { writeFrame } from '../../support/frames.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { writeTinyModels } from '../../support/tiny-model.ts';
import { tinyDamage, tinyTurns } from '../../support/tiny-damage.ts';

const data = dataPath('para');
const PICTURES = 6;

describe('copies with known edits', () => {
  const picture = { width: 60, height: 40, data: new Uint8Array(60 * 40 * 3).fill(120) };

  it('are the same for a picture in every run, the picture first and a tilted one last', async () => {
    const copies = await knownCopies(picture, 7, { kinds: 3, strength: 'strong' });
    expect(copies).toHaveLength(5);
    expect(copies[0]).toEqual({ kind: 'none', amount: 0, picture });
    expect(copies.at(-1)?.kind).toBe('tilt');
    const drawn = copies.slice(1, -1).map(({ kind }) => kind);
    for (const kind of drawn) expect(UNDONE).toContain(kind);
    expect(new Set(drawn).size).toBe(3);
    expect(await knownCopies(picture, 7, { kinds: 3, strength: 'strong' })).toEqual(copies);
    const other = await knownCopies(picture, 8, { kinds: 3, strength: 'strong' });
    expect(other.map(({ amount }) => amount)).not.toEqual(copies.map(({ amount }) => amount));
    const all = await knownCopies(picture, 7);
    expect(all.map(({ kind }) => kind).sort()).toEqual([...UNDONE, 'none', 'tilt'].sort());
  });
});

describe.skipIf(data === undefined)('a model’s calibration', () => {
  const models = temporaryFolder('calibrate-models');
  const photos = temporaryFolder('calibrate-photos');
  const cache = temporaryFolder('calibrate-cache');
  const networks = temporaryFolder('calibrate-networks');
  const turns = path.join(networks, 'turns.onnx');
  const damage = path.join(networks, 'damage.onnx');
  const controller = new AbortController();
  const options = {
    ...{ data: data ?? '', cache, photos, modelsFolder: models, pictures: PICTURES },
    ...{ turns, damage },
    ...{ provider: 'cpu', threads: 1, processes: 2, signal: controller.signal },
    onProgress: () => undefined,
  };

  it('is learnt, goes on where it was stopped, and is named in the manifest with its floor', async () => {
    writeTinyModels(models, { id: 'tiny' });
    await expect(trainSuggestions(options)).rejects.toMatchObject({ code: 'file-missing' });
    writeFileSync(turns, 'no network');
    writeFileSync(damage, tinyDamage());
    await expect(trainSuggestions(options)).rejects.toMatchObject({
      code: 'training-data-invalid',
    });
    writeFileSync(turns, tinyTurns());
    writeFileSync(damage, tinyDamage());
    for (const seed of [1, 2, 3]) {
      await writeFrame(path.join(photos, `${seed}.jpg`), {
        seed,
        tone: [90 + 30 * seed, 120, 110],
      });
    }
    const stop = new AbortController();
    const stopped = trainSuggestions({
      ...options,
      signal: stop.signal,
      onProgress: (what, done) => {
        if (what.startsWith('Asking about edited') && done === 2) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const kept = () => {
      const text = readFileSync(path.join(models, 'manifest.json'), 'utf8');
      const [entry] = parseManifest(text, 'manifest.json').models;
      if (entry === undefined) throw new Error('no model');
      const name = `suggestions-${entry.model.sha256.slice(0, 16)}.jsonl`;
      return { entry, lines: readFileSync(path.join(cache, name), 'utf8').trim().split('\n') };
    };
    const before = kept().lines;
    expect(before).toHaveLength(2);
    const { file, floor } = await trainSuggestions(options);
    expect(file).toBe(path.join(models, 'tiny', '1', 'suggestions.json'));
    const { entry, lines } = kept();
    expect(lines).toHaveLength(PICTURES);
    expect(lines.slice(0, 2)).toEqual(before);
    // As it is, six edits, a tilt.
    expect(JSON.parse(lines[0] ?? '')).toHaveLength(8);
    expect(entry.suggestions?.floor).toBe(floor);
    expect(floor).toBeGreaterThanOrEqual(0.02);
    expect(entry.suggestions?.turns.path).toBe('tiny/1/turns.onnx');
    expect(entry.suggestions?.damage.path).toBe('tiny/1/damage.onnx');
    expect(readFileSync(path.join(models, 'tiny', '1', 'turns.onnx'))).toEqual(readFileSync(turns));
    const read = await readCalibration({ entry, folder: models });
    expect(read?.pictures).toBe(PICTURES);
    expect(read?.calibration.tones.weights).toHaveLength(WEIGHED_TONES * DIRECTIONS.length);
    expect(read?.calibration.turns.weights.some((weight) => weight !== 0)).toBe(true);
    const usual = Array.from(read?.calibration.usual.tones ?? []);
    expect(Math.min(...usual)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...usual)).toBeGreaterThan(0);
  }, 240_000);

  it('is judged by pictures that were not learnt from', async () => {
    const report = await evaluateSuggestions({
      ...options,
      ...{ split: 'validation', pictures: 2, kinds: 2, strength: 'strong' },
    });
    const set = report.sets['PARA validation'];
    expect([set?.pictures, set?.inverse.of, set?.tilt.of, set?.twins.of]).toEqual([2, 4, 2, 6]);
    expect(set?.told.anything?.of).toBe(2);
    expect(report.sets.photos?.pictures).toBe(3);
    const text = suggestionReportText(report);
    expect(text).toContain('inverse suggested');
    expect(text).toMatch(/tilt undone within 2° +\d\.\d{3} .* of 2/);
    await expect(
      evaluateSuggestions({
        ...options,
        ...{ modelsFolder: withoutCalibration(), split: 'validation', pictures: 1, kinds: 1 },
        strength: 'any',
      }),
    ).rejects.toMatchObject({ code: 'suggestions-missing' });
  }, 240_000);

  function withoutCalibration(): string {
    const folder = temporaryFolder('calibrate-plain');
    writeTinyModels(folder, { id: 'tiny' });
    return folder;
  }
});
