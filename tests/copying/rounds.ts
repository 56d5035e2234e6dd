import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inspectBackup } from '../../src-main/backup/index.ts';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { campaign, type Chance, type Deed } from './campaign.ts';
import { hashesIn, problemsOfCopies } from './checks.ts';
import { put, stateOf } from './card.ts';

export interface Round {
  readonly kills: number;
  readonly problems: readonly string[];
}

/** Folders of these names in one, which is made. */
function foldersIn<Name extends string>(
  folder: string,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const made = names.map((name) => [name, path.join(folder, name)] as const);
  for (const [, each] of made) mkdirSync(each, { recursive: true });
  return Object.fromEntries(made) as Record<Name, string>;
}

/** One import that is killed again and again; the card is given, `folder` is empty. */
export async function importRound(card: string, folder: string, chance: Chance): Promise<Round> {
  const make = (name: string) => {
    const { to, also, home } = foldersIn(path.join(folder, name), ['to', 'also', 'home']);
    const settings = { card, to, also, template: '{date}/{name}' };
    return { to, also, deed: { kind: 'import', home, settings } as const };
  };
  const { to, also, deed } = make('killed');
  const bystanders = new Map([['2026-05-31/IMG_0001.JPG', 'another photo of that name']]);
  for (const [name, text] of bystanders) put(path.join(to, name), text);
  const before = stateOf(card);
  const kills = await campaign({ deed, trial: make('trial').deed }, chance);
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
  const make = (name: string) => {
    const { from, to, home } = foldersIn(path.join(folder, name), ['from', 'to', 'home']);
    cpSync(path.join(card, 'DCIM'), from, { recursive: true, preserveTimestamps: true });
    put(path.join(from, '100CANON/IMG_0003.xmp'), '<x/>');
    const settings = { to, as, template: '{name}' };
    return { from, to, deed: { kind: 'deliver', home, from, settings } as const };
  };
  const { from, to, deed } = make('killed');
  const bystanders = new Map([['IMG_0003.JPG', 'another photo of that name']]);
  for (const [name, text] of bystanders) put(path.join(to, name), text);
  const originals = hashesIn(from);
  // A film is delivered with its photo alone.
  originals.delete('101CANON/MVI_0004.MP4');
  const kills = await campaign({ deed, trial: make('trial').deed }, chance);
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
  const trial: Deed = { ...deed, file: path.join(folder, 'trial.keepers-backup') };
  const checks: Promise<unknown>[] = [];
  const kills = await campaign({ deed, trial }, chance, (state) => {
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
  const trial = temporaryHome(home);
  const deed = { kind: 'restore', file: backup } as const;
  const kills = await campaign(
    { deed: { ...deed, home }, trial: { ...deed, home: trial } },
    chance,
  );
  rmSync(trial, { recursive: true });
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  if (catalogue.settings().theme !== theme) problems.push('the library is not the one restored');
  catalogue.close();
  const names = readdirSync(home);
  if (names.includes('restore')) problems.push('the restoring is not finished');
  const kept = names.filter((name) => name.startsWith('before-restore-'));
  if (kept.length === 0) problems.push('the library from before is lost');
  return { kills, problems };
}

/** A library like another, beside it. */
function temporaryHome(home: string): string {
  cpSync(home, `${home}-trial`, { recursive: true });
  return `${home}-trial`;
}
