import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackup } from '../../src-main/backup/index.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { Random } from '../catalogue/support.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { put } from './card.ts';
import { backupRound, deliverRound, importRound, restoreRound, type Round } from './rounds.ts';
import { makeCard } from './support.ts';

/** More rounds at most where none was killed. */
const ROUNDS = 5;
const seeded = new Random(8);
const chance = (kills: number) => ({ kills, random: () => seeded.below(10_000) / 10_000 });

/** Rounds, until one was killed: a process may be done before the first moment that was drawn for it. */
async function killedRounds(round: (folder: string) => Promise<Round>): Promise<Round> {
  const problems: string[] = [];
  for (let left = ROUNDS; ; left--) {
    const { kills, problems: found } = await round(temporaryFolder('kill'));
    problems.push(...found);
    if (kills > 0 || left === 0) return { kills, problems };
  }
}

describe('killed at random moments and begun again', () => {
  it('an import brings every file once, whole, and overwrites nothing', async () => {
    const card = await makeCard();
    const round = await killedRounds((folder) => importRound(card, folder, chance(5)));
    expect(round.problems).toEqual([]);
    expect(round.kills).toBeGreaterThan(0);
  }, 120_000);

  it.each(['copy', 'move'] as const)(
    'a delivery by %s does the same, and what moves is never nowhere',
    async (as) => {
      const card = await makeCard();
      const round = await killedRounds((folder) => deliverRound(as, card, folder, chance(5)));
      expect(round.problems).toEqual([]);
      expect(round.kills).toBeGreaterThan(0);
    },
    120_000,
  );

  it('a backup is whole or not there', async () => {
    const home = temporaryFolder('home');
    openCatalogue(path.join(home, 'catalogue.db')).close();
    const round = await backupRound(home, temporaryFolder('kill'), chance(4));
    expect(round.problems).toEqual([]);
  }, 120_000);

  it('a restoring leaves the old library or the new one, and keeps the old', async () => {
    const [from, home] = [temporaryFolder('from'), temporaryFolder('home')];
    mkdirSync(path.join(from, 'profiles'));
    put(path.join(from, 'profiles/mine.json'), '{}');
    const source = openCatalogue(path.join(from, 'catalogue.db'));
    source.setSettings({ theme: 'bright' });
    const backup = path.join(from, 'library.keepers-backup');
    await createBackup(backup, {
      ...{ home: from, version: '0', photos: 0, roots: [] },
      copyCatalogue: (to) => source.copyTo(to),
    });
    source.close();
    openCatalogue(path.join(home, 'catalogue.db')).close();
    const round = await restoreRound({ home, backup, theme: 'bright' }, chance(4));
    expect(round.problems).toEqual([]);
  }, 120_000);
});
