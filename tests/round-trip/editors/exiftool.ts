import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Color, Flag, Stars } from '../../../src-shared/verdict.ts';
import { run, versionOf } from './run.ts';
import type { Editor, Seen } from './types.ts';

/** Debian's own, not the newer one that comes with Keepers. */
const COMMAND = existsSync('/usr/bin/exiftool') ? '/usr/bin/exiftool' : 'exiftool';
const version = versionOf(COMMAND, ['-ver'], /^([\d.]+)/);

/** What the standard properties say, read as Lightroom and Bridge name them. */
export function seenIn(tags: Readonly<Record<string, unknown>>): Seen {
  const rating = Number(tags.Rating ?? 0);
  const good = tags.Good === undefined ? undefined : String(tags.Good).toLowerCase() === 'true';
  const flag: Flag = good === true ? 'pick' : good === false || rating < 0 ? 'reject' : 'none';
  return {
    stars: Math.max(0, rating) as Stars,
    flag,
    color: String(tags.Label ?? 'none').toLowerCase() as Color,
  };
}

export const exiftool: Editor = {
  name: 'ExifTool',
  profile: 'lightroom',
  ...(version === undefined ? { missing: 'exiftool is not installed' } : { version }),
  note: 'It does not know xmpDM:pick and photoshop:LabelColor, so what Lightroom’s profile wrote there stays when it takes a verdict away.',
  how: '`exiftool` on the sidecar: xmp:Rating, xmpDM:good, xmp:Label',
  async read(folder, names) {
    const files = names.map((name) => path.join(folder, `${name}.xmp`));
    const output = await run(COMMAND, ['-j', '-XMP:all', ...files], 60);
    const all = JSON.parse(output) as Record<string, unknown>[];
    return new Map(
      all.map((tags) => [path.basename(String(tags.SourceFile), '.xmp'), seenIn(tags)] as const),
    );
  },
  async write(folder, cases) {
    for (const { name, verdict } of cases) {
      const { stars, flag, color } = verdict;
      const good = { pick: 'True', reject: 'False', none: '' }[flag];
      const label = color === 'none' ? '' : `${color.charAt(0).toUpperCase()}${color.slice(1)}`;
      await run(
        COMMAND,
        [
          ...['-q', '-overwrite_original', `-XMP-xmp:Rating=${stars}`, `-XMP-xmpDM:Good=${good}`],
          ...[
            `-XMP-xmpDM:Pick=${{ pick: 1, none: 0, reject: -1 }[flag]}`,
            `-XMP-xmp:Label=${label}`,
          ],
          `-XMP-photoshop:LabelColor=${color === 'none' ? '' : color}`,
          path.join(folder, `${name}.xmp`),
        ],
        60,
      );
    }
    return new Map(cases.map(({ name, verdict }) => [name, verdict]));
  },
};
