/**
 * Kills imports, deliveries, backups and restorings at random moments and lets them go on: `node scripts/crash-campaign.ts [ROUNDS]
 * [SEED]`. Prints one JSON line for each kind: kills, and what was wrong in the end.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createBackup } from '../src-main/backup/index.ts';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import { Random } from '../src-aesnet/random.ts';
import { makeCardIn, put } from '../tests/copying/card.ts';
import {
  backupRound,
  deliverRound,
  importRound,
  restoreRound,
  type Round,
} from '../tests/copying/rounds.ts';

const [rounds = 10, seed = 1] = process.argv.slice(2).map(Number);
const random = Random.from(seed);
const chance = { kills: 8, random: () => random.uniform() };
const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-campaign-'));
let count = 0;
const fresh = () => {
  const made = path.join(folder, String(count++));
  mkdirSync(made, { recursive: true });
  return made;
};

async function run(what: string, round: () => Promise<Round>): Promise<void> {
  let kills = 0;
  const problems: string[] = [];
  for (let at = 0; at < rounds; at++) {
    const done = await round();
    kills += done.kills;
    problems.push(...done.problems);
  }
  console.log(JSON.stringify({ what, rounds, kills, problems }));
  if (problems.length > 0) process.exitCode = 1;
}

try {
  const card = fresh();
  await makeCardIn(card);
  await run('import', () => importRound(card, fresh(), chance));
  await run('deliver by copy', () => deliverRound('copy', card, fresh(), chance));
  await run('deliver by move', () => deliverRound('move', card, fresh(), chance));
  const home = fresh();
  openCatalogue(path.join(home, 'catalogue.db')).close();
  await run('backup', () => {
    const own = fresh();
    cpSync(home, own, { recursive: true });
    return backupRound(own, fresh(), chance);
  });
  const source = openCatalogue(path.join(home, 'catalogue.db'));
  source.setSettings({ theme: 'bright' });
  put(path.join(home, 'profiles/mine.json'), '{}');
  const backup = path.join(fresh(), 'library.keepers-backup');
  await createBackup(backup, {
    ...{ home, version: '0', photos: 0, roots: [] },
    copyCatalogue: (to) => source.copyTo(to),
  });
  source.close();
  await run('restore', () => {
    const own = fresh();
    openCatalogue(path.join(own, 'catalogue.db')).close();
    return restoreRound({ home: own, backup, theme: 'bright' }, chance);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
