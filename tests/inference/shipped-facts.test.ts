/** What is found out about a shipped model after its export must be in its entry: a new version begins without it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseManifest } from '../../src-main/inference/manifest.ts';
import { repositoryRoot } from '../support/data.ts';

it('says of every shipped model what its content embeddings, taste and suggestions go by', () => {
  const file = path.join(repositoryRoot, 'models/manifest.json');
  const { models } = parseManifest(readFileSync(file, 'utf8'), file);
  expect(models.length).toBeGreaterThan(0);
  for (const { contentSimilarity, personal, gateOpens, suggestions } of models) {
    expect(contentSimilarity?.duplicates).toBeGreaterThan(contentSimilarity?.unrelated ?? NaN);
    expect(personal?.sha256).toBeDefined();
    expect(Object.keys(gateOpens ?? {}).length).toBeGreaterThan(0);
    expect(suggestions?.floor).toBeGreaterThan(0);
  }
});
