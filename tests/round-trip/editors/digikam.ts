import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Color, Flag, Stars } from '../../../src-shared/verdict.ts';
import type { Case } from '../cases.ts';
import { pause, withDigikam } from './digikam-process.ts';
import { DigikamWindow } from './digikam-window.ts';
import type { Editor, Seen } from './types.ts';

const COLORS: Readonly<Record<string, Color>> = {
  Red: 'red',
  Yellow: 'yellow',
  Green: 'green',
  Blue: 'blue',
  Magenta: 'purple',
};
const FLAGS: Readonly<Record<string, Flag>> = { Rejected: 'reject', Accepted: 'pick' };

/** Its numbers for what Keepers can say. */
const COLOR_LABELS = { none: 0, red: 1, yellow: 3, green: 4, blue: 5, purple: 6 } as const;
const PICK_LABELS = { none: 0, reject: 1, pick: 3 } as const;

/** How long all verdicts of a folder may take, and one of them before it is given again, milliseconds. */
const PATIENCE = 240_000;
const PATIENCE_FOR_ONE = 5000;

const NEEDED = ['digikam', 'Xvfb', 'dbus-run-session', 'dbus-send', 'xdotool'];

function installed(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
}

const lacking = NEEDED.filter((command) => !installed(command));

function packageVersion(): string {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'digikam'], {
    encoding: 'utf8',
  });
  return /(?:\d+:)?([\d.]+)/.exec(stdout)?.[1] ?? 'of unknown version';
}

function readDatabase(file: string): Map<string, Seen> {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 });
  try {
    const seen = new Map<string, Seen>();
    for (const { name, rating } of database
      .prepare(
        'SELECT Images.name, rating FROM Images JOIN ImageInformation ON imageid = Images.id',
      )
      .all()) {
      const stars = Math.max(0, Number(rating)) as Stars;
      seen.set(path.parse(String(name)).name, { stars, flag: 'none', color: 'none' });
    }
    for (const { name, tag } of database
      .prepare(
        `SELECT Images.name, Tags.name AS tag FROM ImageTags
         JOIN Tags ON Tags.id = tagid JOIN Images ON Images.id = imageid`,
      )
      .all()) {
      const key = path.parse(String(name)).name;
      const [, kind, value = ''] = /^(Color|Pick) Label (\w+)$/.exec(String(tag)) ?? [];
      const before = seen.get(key) ?? {};
      if (kind === 'Color') seen.set(key, { ...before, color: COLORS[value] ?? 'none' });
      if (kind === 'Pick') seen.set(key, { ...before, flag: FLAGS[value] ?? 'none' });
    }
    return seen;
  } finally {
    database.close();
  }
}

/** One part of a verdict that digiKam is to give. */
interface Label {
  readonly part: 'stars' | 'flag' | 'color';
  readonly name: string;
  /** In the album's order. */
  readonly place: number;
  /** The action that gives it. */
  readonly action: string;
  /** What stands for it in XMP, once it is written. */
  readonly property: string;
  readonly value: number;
}

function labelsOf({ name, verdict }: Case, place: number): Label[] {
  const { stars, flag, color } = verdict;
  const [pick, hue] = [PICK_LABELS[flag], COLOR_LABELS[color]];
  return [
    ['stars', `rateshortcut-${stars}`, 'xmp:Rating', stars] as const,
    ['flag', `pickshortcut-${pick}`, 'digiKam:PickLabel', pick] as const,
    ['color', `colorshortcut-${hue}`, 'digiKam:ColorLabel', hue] as const,
  ].map(([part, action, property, value]) => ({ part, name, place, action, property, value }));
}

/** Whether a file, read as plain text, says it, or says nothing where there is nothing to say. */
function isWritten({ property, value }: Label, file: string): boolean {
  const text = existsSync(file) ? readFileSync(file, 'latin1') : '';
  const said = new RegExp(`${property}(?:="|>)(-?\\d+)`).exec(text)?.[1] ?? '0';
  return Number(said) === value;
}

/**
 * Gives each photo its verdict in digiKam's window, until its database, every sidecar and every photo say so. One label
 * at a time: it may lose one where it is still writing another into the same file.
 */
async function writeVerdicts(folder: string, cases: readonly Case[]): Promise<Map<string, Seen>> {
  const verdicts = new Map(cases.map(({ name, verdict }) => [name, verdict]));
  const labels = cases
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((each, place) => labelsOf(each, place));
  return await withDigikam(folder, cases.length, async (digikam) => {
    const isDone = (label: Label) => {
      const { part, name } = label;
      const photo = path.join(folder, `${name}.jpg`);
      return (
        [photo, `${photo}.xmp`].every((file) => isWritten(label, file)) &&
        readDatabase(digikam.database).get(name)?.[part] === verdicts.get(name)?.[part]
      );
    };
    const window = new DigikamWindow(digikam);
    // A label that went to the wrong photo is open there: what a photo is not to have counts as well.
    const giveUp = Date.now() + PATIENCE;
    for (;;) {
      const open = labels.filter((label) => !isDone(label));
      if (open.length === 0) break;
      await window.openAlbum();
      for (const label of open) {
        if (Date.now() > giveUp)
          throw new Error(`digiKam did not do ${label.action} on ${label.name}`);
        await window.labelAt(label.place, label.action);
        const next = Date.now() + PATIENCE_FOR_ONE;
        while (!isDone(label) && Date.now() < next) await pause(25);
        // Something came in between, or is in front: all that is still open is looked at anew.
        if (!isDone(label)) break;
      }
    }
    const set = readDatabase(digikam.database);
    await window.quit();
    return set;
  });
}

export const digikam: Editor = {
  name: 'digiKam',
  profile: 'digikam',
  ...(lacking.length > 0
    ? { missing: `${lacking.join(', ')} not installed` }
    : { version: packageVersion() }),
  how: '`digikam` under Xvfb scans the folder into a fresh database; `digikam4.db` is queried. It writes what the actions of its window are told to, into sidecar and photo',
  note: 'Where a `photo.xmp` lies beside a photo, it reads that one. Where `xmp:Rating` is -1 it takes the stars from `acdsee:rating`, which it writes itself and Keepers keeps true, or from `MicrosoftPhoto:Rating`.',
  embeds: true,
  read: (folder, names) =>
    withDigikam(folder, names.length, ({ database }) => readDatabase(database)),
  write: writeVerdicts,
};
