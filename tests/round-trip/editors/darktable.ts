import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Color, Stars } from '../../../src-shared/verdict.ts';
import type { Case } from '../cases.ts';
import { run, versionOf } from './run.ts';
import type { Editor, Seen } from './types.ts';

const COLORS: readonly Color[] = ['red', 'yellow', 'green', 'blue', 'purple'];
/** In the column `flags` of a photo: three bits of stars, then one that rejects. */
const STARS = 7;
const REJECTED = 8;

const version = versionOf('darktable-cli', ['--version'], /darktable(?:-cli)? ([\d.]+)/);

/**
 * Imports a folder into a fresh library, by darktable's own command line, and looks into the library. A Lua script may
 * change each photo as it comes in; darktable then writes its sidecars itself.
 */
async function importFolder(folder: string, script?: string): Promise<Map<string, Seen>> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'keepers-darktable-'));
  try {
    const library = path.join(work, 'library.db');
    for (const name of ['config', 'cache', 'out']) mkdirSync(path.join(work, name));
    const lua = path.join(work, 'script.lua');
    if (script !== undefined) writeFileSync(lua, script);
    await run(
      'darktable-cli',
      [
        ...[folder, path.join(work, 'out'), '--out-ext', 'png', '--width', '16', '--height', '16'],
        ...[
          '--core',
          '--configdir',
          path.join(work, 'config'),
          '--cachedir',
          path.join(work, 'cache'),
        ],
        ...['--library', library, '--disable-opencl'],
        ...['--conf', `write_sidecar_files=${script === undefined ? 'never' : 'on import'}`],
        ...(script === undefined ? [] : ['--luacmd', `dofile('${lua}')`]),
      ],
      240,
    );
    return readLibrary(library);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readLibrary(file: string): Map<string, Seen> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const labels = new Map(
      database
        .prepare('SELECT imgid, color FROM color_labels')
        .all()
        .map(({ imgid, color }) => [imgid, COLORS[Number(color)]] as const),
    );
    return new Map(
      database
        .prepare('SELECT id, filename, flags FROM images')
        .all()
        .map(({ id, filename, flags }) => {
          const rejected = (Number(flags) & REJECTED) !== 0;
          const seen: Seen = {
            stars: (Number(flags) & STARS) as Stars,
            flag: rejected ? 'reject' : 'none',
            color: labels.get(id ?? 0) ?? 'none',
          };
          return [path.parse(String(filename)).name, seen] as const;
        }),
    );
  } finally {
    database.close();
  }
}

/** darktable has no pick; a rejected photo keeps no stars in its sidecar. */
function settable({ verdict }: Case): Seen {
  return {
    stars: verdict.flag === 'reject' ? 0 : verdict.stars,
    flag: verdict.flag === 'reject' ? 'reject' : 'none',
    color: verdict.color,
  };
}

export const darktable: Editor = {
  name: 'darktable',
  profile: 'darktable',
  ...(version === undefined ? { missing: 'darktable is not installed' } : { version }),
  how: '`darktable-cli` imports the folder into a fresh library; `library.db` is queried. It writes from Lua, with its own sidecar writer',
  read: (folder) => importFolder(folder),
  note: 'It has no pick, and no stars beneath a rejection. Keepers keeps both beside what it reads, and they are there again afterwards.',
  async write(folder, cases) {
    const lines = cases.map((each) => {
      const { stars, flag, color } = settable(each);
      const labels = COLORS.map((name) => `${name}=${name === color}`).join(', ');
      return `  ["${each.name}.jpg"] = {rating=${flag === 'reject' ? -1 : stars}, ${labels}},`;
    });
    await importFolder(
      folder,
      `local dt = require "darktable"
local wanted = {
${lines.join('\n')}
}
dt.register_event("keepers", "post-import-image", function(event, image)
  local verdict = wanted[image.filename]
  if verdict == nil then return end
  for name, value in pairs(verdict) do image[name] = value end
end)
`,
    );
    return new Map(cases.map((each) => [each.name, settable(each)]));
  },
};
