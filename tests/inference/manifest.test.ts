import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseManifest, type Manifest } from '../../src-main/inference/manifest.ts';
import { repositoryRoot } from '../support/data.ts';
import { modelsFolder, shipped } from './support.ts';

const text = readFileSync(path.join(modelsFolder, 'manifest.json'), 'utf8');
const PARA_TERMS =
  'Any materials and data downloaded from the Site can only be used for research and learning purpose. You are not allowed to sell, transfer or use in any commercial activities any dataset or any research results or outputs based on datasets obtained from the Site.';

/** The shipped manifest with one change. */
function changed(change: (manifest: Manifest) => void): string {
  const manifest = JSON.parse(text) as Manifest;
  change(manifest);
  return JSON.stringify(manifest);
}

function model(manifest: Manifest) {
  const [first] = manifest.models;
  if (first === undefined) throw new Error('no model');
  return first;
}

describe('the shipped manifest', () => {
  it('is valid and quotes the terms of PARA in full', () => {
    const [entry] = parseManifest(text, 'manifest.json').models;
    expect(entry?.licence.text).toBe(PARA_TERMS);
    const columns = entry?.outputs.scores.columns;
    expect(columns).toHaveLength(7);
  });

  it.each([`models/${shipped.card.path}`, 'NOTICE'])('has the terms in %s, too', (file) => {
    const words = readFileSync(path.join(repositoryRoot, file), 'utf8').replace(/[\s>]+/g, ' ');
    expect(words).toContain(PARA_TERMS);
  });
});

describe('parseManifest', () => {
  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /manifest\.json is not valid/],
    ['a short hash', changed((m) => (model(m).model.sha256 = 'abc')), /models\.0\.model\.sha256/],
    [
      'a path that leads out',
      changed((m) => (model(m).model.path = `${shipped.id}/1/../../x`)),
      /not a plain path/,
    ],
    ['an absolute path', changed((m) => (model(m).model.path = '/etc/passwd')), /not a plain path/],
    [
      'a file of another model',
      changed((m) => (model(m).card.path = 'other/1/card.md')),
      /outside the folder/,
    ],
    ['an id that is a path', changed((m) => (model(m).id = '../x')), /not a plain lower-case name/],
    [
      'an unknown column',
      changed((m) => (model(m).outputs.scores.columns[1] = 'beauty' as 'light')),
      /columns/,
    ],
    [
      'a column named twice',
      changed((m) => (model(m).outputs.scores.columns[1] = 'light')),
      /named twice/,
    ],
    ['an unknown default', changed((m) => (m.default = 'other')), /default is none/],
    [
      'a residual of an attribute that it does not score',
      changed((m) => {
        model(m).outputs.scores.columns = ['aesthetic'];
        model(m).residuals = { light: { intercept: 0, slope: 1 } };
      }),
      /a residual is of an attribute that the model does not score/,
    ],
    [
      'an unknown emotion',
      changed(
        (m) => (model(m).outputs.emotion = { name: 'emotion', columns: ['awe', 'envy' as 'fear'] }),
      ),
      /models\.0\.outputs\.emotion\.columns\.1/,
    ],
    [
      'a scene named twice',
      changed((m) => (model(m).outputs.scene = { name: 's', columns: ['food', 'food'] })),
      /outputs\.scene\.columns: a column is named twice/,
    ],
    [
      'an ability that no correlation can be',
      changed((m) => {
        const residual = { srcc: 32, lower: 0.2 };
        model(m).abilities = { attributes: { light: { level: { srcc: 0.8 }, residual } } };
      }),
      /abilities\.attributes\.light\.residual\.srcc/,
    ],
    [
      'a deviation of nothing',
      changed((m) => (model(m).standardDeviations = { light: 0 })),
      /standardDeviations\.light/,
    ],
    ['an id used twice', changed((m) => m.models.push({ ...model(m) })), /the same id/],
  ])('refuses %s and says where', (_, manifest, reason) => {
    expect(() => parseManifest(manifest, 'manifest.json')).toThrow(reason);
    expect(() => parseManifest(manifest, 'manifest.json')).toThrow(
      expect.objectContaining({ code: 'model-manifest-invalid' }),
    );
  });
});
