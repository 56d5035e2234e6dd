/** Has every editor that is installed here read what Keepers writes, and Keepers what it writes. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { NO_VERDICT, type Profile, type Verdict } from '../../src-shared/verdict.ts';
import { CASES, type Case } from './cases.ts';
import { darktable } from './editors/darktable.ts';
import { digikam } from './editors/digikam.ts';
import { exiftool } from './editors/exiftool.ts';
import { exiv2 } from './editors/exiv2.ts';
import type { Editor, Seen } from './editors/types.ts';

export const EDITORS: readonly Editor[] = [exiftool, exiv2, darktable, digikam];

/** What was written on one side, and what was made of it on the other. */
export interface Observation {
  readonly case: Case;
  readonly expected: Seen;
  readonly seen: Seen;
  /** Keepers reads it so, and shows that something else is said as well. */
  readonly conflict?: boolean;
}

export interface Observed {
  readonly editor: Editor;
  /** What Keepers wrote, in the editor's profile and in the one for all. */
  readonly reads: readonly {
    readonly profile: Profile;
    readonly observations: readonly Observation[];
  }[];
  /** What the editor wrote; absent where it was not asked to. */
  readonly writes?: readonly Observation[];
}

/** Runs an editor through all cases, both ways. */
export async function observe(editor: Editor): Promise<Observed> {
  const reads = [];
  for (const profile of new Set<Profile>([editor.profile, 'all'])) {
    reads.push({ profile, observations: await editorReads(editor, profile) });
  }
  return {
    editor,
    reads,
    ...(editor.write !== undefined && { writes: await keepersReads(editor) }),
  };
}

async function editorReads(editor: Editor, profile: Profile): Promise<Observation[]> {
  return await inShoot(async (folder, photoOf) => {
    await writeByKeepers(CASES, photoOf, profile);
    const seen = await editor.read(
      folder,
      CASES.map(({ name }) => name),
    );
    return CASES.map((each) => ({
      case: each,
      expected: each.verdict,
      seen: seen.get(each.name) ?? {},
    }));
  });
}

/** The editor writes upon what Keepers wrote before, where a case has something before. */
async function keepersReads(editor: Editor): Promise<Observation[]> {
  return await inShoot(async (folder, photoOf) => {
    const before = CASES.flatMap((each) =>
      each.before === undefined ? [] : [{ ...each, verdict: each.before }],
    );
    await writeByKeepers(before, photoOf, editor.profile);
    const set = (await editor.write?.(folder, CASES)) ?? new Map<string, Seen>();
    const metadata = createMetadata();
    try {
      return await Promise.all(
        CASES.map(async (each) => {
          const found = await metadata.readVerdict(photoOf(each));
          const { stars, flag, color } = found ?? {};
          const seen: Verdict = {
            stars: stars ?? NO_VERDICT.stars,
            flag: flag ?? NO_VERDICT.flag,
            color: color ?? NO_VERDICT.color,
          };
          const conflict = found?.dissent !== undefined;
          return { case: each, expected: set.get(each.name) ?? {}, seen, conflict };
        }),
      );
    } finally {
      await metadata.close();
    }
  });
}

async function writeByKeepers(
  cases: readonly Case[],
  photoOf: (each: Case) => string,
  profile: Profile,
): Promise<void> {
  const metadata = createMetadata();
  try {
    for (const each of cases) {
      for (const verdict of [each.before, each.verdict]) {
        if (verdict === undefined) continue;
        await metadata.writeVerdict(photoOf(each), verdict, { profile, embed: false });
      }
    }
  } finally {
    await metadata.close();
  }
}

/** A folder with a small JPEG for every case. */
async function inShoot<T>(
  use: (folder: string, photoOf: (each: Case) => string) => Promise<T>,
): Promise<T> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'keepers-round-trip-'));
  const folder = path.join(work, 'shoot');
  mkdirSync(folder);
  const photoOf = ({ name }: Case) => path.join(folder, `${name}.jpg`);
  try {
    for (const [index, each] of CASES.entries()) {
      const background = { r: index * 12, g: 90, b: 120 };
      await sharp({ create: { width: 64, height: 48, channels: 3, background } }).toFile(
        photoOf(each),
      );
    }
    return await use(folder, photoOf);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
