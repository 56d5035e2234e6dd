/** What the shipped networks say of real photos that have nothing to do with what they learnt from, turned and damaged by known amounts. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EditName } from '../../src-aesnet/edits/index.ts';
import { DIRECTIONS, INVERSES } from '../../src-aesnet/suggestions/directions.ts';
import { TURNS } from '../../src-aesnet/suggestions/turn-features.ts';
import { readWholePicture } from '../../src-main/decoding/training-pictures.ts';
import { openDamage, type DamageSession } from '../../src-main/inference/damage-session.ts';
import { parseManifest } from '../../src-main/inference/manifest.ts';
import { inspect } from '../../src-main/training/suggestions/ask-model.ts';
import { knownCopies, type KnownCopy } from '../../src-main/training/suggestions/known-copies.ts';
import { dataPath, repositoryRoot } from '../support/data.ts';

const photos = dataPath('photos/clean');
const models = path.join(repositoryRoot, 'models');
/** Every so many of the photos. */
const EACH = 5;

describe.skipIf(photos === undefined)('the shipped networks, on photos from elsewhere', () => {
  let session: DamageSession;
  const copies: KnownCopy[] = [];

  beforeAll(async () => {
    const file = path.join(models, 'manifest.json');
    const { models: entries, default: id } = parseManifest(readFileSync(file, 'utf8'), file);
    const entry = entries.find((each) => each.id === id);
    if (entry === undefined) throw new Error('no model is shipped');
    session = await openDamage(entry, models, { threads: 1 });
    const names = readdirSync(photos ?? '').filter((name) => name.endsWith('.jpg'));
    for (const [at, name] of names.sort().entries()) {
      if (at % EACH !== 0) continue;
      const picture = await readWholePicture(path.join(photos ?? '', name));
      const made = await knownCopies(picture, at, { kinds: 3, strength: 'strong' });
      copies.push(...made.filter(({ kind }) => kind !== 'none'));
    }
  }, 240_000);

  it('tell what would undo the damage, mostly', async () => {
    const damaged = copies.filter(({ kind }) => kind !== 'tilt');
    let told = 0;
    for (const { kind, picture } of damaged) {
      const { gains } = await inspect(session, picture);
      const best = [...DIRECTIONS.keys()].sort((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0));
      const ways = best.slice(0, 3).map((at) => DIRECTIONS[at]);
      if (ways.includes(INVERSES[kind as EditName])) told++;
    }
    // Three of fourteen at random are 21 %.
    expect(told / damaged.length).toBeGreaterThan(0.65);
  }, 240_000);

  it('tell by how much a photo leans, mostly', async () => {
    const tilted = copies.filter(({ kind }) => kind === 'tilt');
    let told = 0;
    for (const { amount, picture } of tilted) {
      const { turns } = await inspect(session, picture);
      const likeliest = TURNS[turns.indexOf(Math.max(...turns))] ?? NaN;
      if (Math.abs(likeliest - amount) <= 2) told++;
    }
    // Five of twenty-one at random are 24 %.
    expect(told / tilted.length).toBeGreaterThan(0.45);
  }, 240_000);
});
