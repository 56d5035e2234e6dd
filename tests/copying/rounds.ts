import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inspectBackup } from '../../src-main/backup/index.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { campaign, type Deed } from './campaign.ts';
import { hashesIn, problemsOfCopies } from './checks.ts';
import { put, stateOf } from './card.ts';

export interface Round {
  readonly kills: number;
  readonly problems: readonly string[];
}

export interface Chance {
  /** Kills in a round, at most. */
  readonly kills: number;
  /** Milliseconds over which they fall. */
  readonly span: number;
  random(): number;
}

/** One import that is killed again and again; the card is given, `folder` is empty. */
export async function importRound(card: string, folder: string, chance: Chance): Promise<Round> {
  const [to, also, home] = ['to', 'also', 'home'].map((name) => path.join(folder, name));
  if (to === undefined || also === undefined || home === undefined) throw new Error('no folders');
  mkdirSync(home, { recursive: true });
  const bystanders = new Map([['2026-05-31/IMG_0001.JPG', 'another photo of that name']]);
  for (const [name, text] of bystanders) put(path.join(to, name), text);
  const before = stateOf(card);
  const settings = { card, to, also, template: '{date}/{name}' };
  const kills = await campaign({ kind: 'import', home, settings }, chance);
  const originals = hashesIn(card);
  originals.delete('.DS_Store');
  const problems = [
    ...problemsOfCopies(originals, to, bystanders),
    ...problemsOfCopies(originals, also),
    ...(stateOf(card).join() === before.join() ? [] : ['the card was written to']),
  ];
  return { kills, problems };
}

/** One delivery by copies or by moving, killed again and again. */
export async function deliverRound(
  as: 'copy' | 'move',
  card: string,
  folder: string,
  chance: Chance,
): Promise<Round> {
  const [from, to, home] = ['from', 'to', 'home'].map((name) => path.join(folder, name));
  if (from === undefined || to === undefined || home === undefined) throw new Error('no folders');
  cpSync(path.join(card, 'DCIM'), from, { recursive: true, preserveTimestamps: true });
  put(path.join(from, '100CANON/IMG_0003.xmp'), '<x/>');
  mkdirSync(home, { recursive: true });
  const bystanders = new Map([['IMG_0003.JPG', 'another photo of that name']]);
  for (const [name, text] of bystanders) put(path.join(to, name), text);
  const originals = hashesIn(from);
  // A film is delivered with its photo alone.
  originals.delete('101CANON/MVI_0004.MP4');
  const settings = { to, as, template: '{name}' };
  const kills = await campaign({ kind: 'deliver', home, from, settings }, chance);
  const problems = problemsOfCopies(originals, to, bystanders);
  const left = [...hashesIn(from).keys()];
  const expected =
    as === 'move' ? ['101CANON/MVI_0004.MP4'] : [...originals.keys(), '101CANON/MVI_0004.MP4'];
  if (left.sort().join() !== expected.sort().join())
    problems.push(`left at the source: ${left.join()}`);
  return { kills, problems };
}

/** One backup that is killed again and again: what has the name is whole, at any moment. */
export async function backupRound(home: string, folder: string, chance: Chance): Promise<Round> {
  const problems: string[] = [];
  const file = path.join(folder, 'library.keepers-backup');
  const deed: Deed = { kind: 'backup', home, file };
  const checks: Promise<unknown>[] = [];
  const kills = await campaign(deed, chance, (state) => {
    if (state === 'done' && !existsSync(file)) problems.push('no backup was made');
    if (existsSync(file)) {
      checks.push(inspectBackup(file).catch((thrown: unknown) => problems.push(String(thrown))));
    }
  }).catch((thrown: unknown) => {
    // Killed between the name and the end: the backup is there, and is not made again.
    if (existsSync(file) && String(thrown).includes('another file')) return 0;
    throw thrown;
  });
  await Promise.all(checks);
  const left = readdirSync(home).filter((name) => name === 'backup.part');
  rmSync(`${file}.part`, { force: true });
  if (kills === 0 && left.length > 0) problems.push('its work folder is left over');
  return { kills, problems };
}

/** One restoring that is killed again and again: at any moment the library is the old one or the new one, whole. */
export async function restoreRound(
  {
    home,
    backup,
    theme,
  }: { readonly home: string; readonly backup: string; readonly theme: string },
  chance: Chance,
): Promise<Round> {
  const problems: string[] = [];
  const kills = await campaign({ kind: 'restore', home, file: backup }, chance);
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  if (catalogue.settings().theme !== theme) problems.push('the library is not the one restored');
  catalogue.close();
  const names = readdirSync(home);
  if (names.includes('restore')) problems.push('the restoring is not finished');
  const kept = names.filter((name) => name.startsWith('before-restore-'));
  if (kept.length === 0) problems.push('the library from before is lost');
  return { kills, problems };
}
