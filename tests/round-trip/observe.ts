/** Has every editor that is installed here read what Keepers writes, and Keepers what it writes. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
  /** What the editor wrote. */
  readonly writes: readonly Observation[];
  /** What it wrote into the photos, read without their sidecars; absent where it writes beside them alone. */
  readonly embeds?: readonly Observation[];
  /** What it made of other verdicts that Keepers wrote for all editors upon that. */
  readonly rereads: readonly Observation[];
}

/** Photos that get another verdict after the editor's get that of the case so many further on. */
const SHIFT = 9;

/** Runs an editor through all cases, both ways. */
export async function observe(editor: Editor): Promise<Observed> {
  const reads = [];
  for (const profile of new Set<Profile>([editor.profile, 'all'])) {
    reads.push({ profile, observations: await editorReads(editor, profile) });
  }
  return { editor, reads, ...(await keepersReads(editor)) };
}

async function editorReads(editor: Editor, profile: Profile): Promise<Observation[]> {
  return await inShoot(async (folder, photoOf) => {
    await writeByKeepers(
      CASES.flatMap((each) =>
        [each.before, each.verdict].map((verdict) => ({ photo: photoOf(each), verdict })),
      ),
      { profile, embed: false },
    );
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

/** The editor writes upon what Keepers wrote before, where a case has something before; then Keepers writes once more. */
async function keepersReads(
  editor: Editor,
): Promise<Pick<Observed, 'writes' | 'embeds' | 'rereads'>> {
  return await inShoot(async (folder, photoOf) => {
    await writeByKeepers(
      CASES.map((each) => ({ photo: photoOf(each), verdict: each.before })),
      { profile: editor.profile, embed: false },
    );
    const set = await editor.write(folder, CASES);
    const writes = await readByKeepers(set, photoOf);
    if (editor.embeds !== true)
      return { writes, rereads: await editorRereads(editor, folder, photoOf) };
    const alone = path.join(path.dirname(folder), 'alone');
    mkdirSync(alone);
    const copyOf = (each: Case) => path.join(alone, path.basename(photoOf(each)));
    for (const each of CASES) copyFileSync(photoOf(each), copyOf(each));
    const embeds = await readByKeepers(set, copyOf);
    return { writes, embeds, rereads: await editorRereads(editor, folder, photoOf) };
  });
}

async function editorRereads(
  editor: Editor,
  folder: string,
  photoOf: (each: Case) => string,
): Promise<Observation[]> {
  const photos = CASES.map((_, index) => CASES[(index + SHIFT) % CASES.length] as Case);
  await writeByKeepers(
    photos.map((other, index) => ({ photo: photoOf(other), verdict: CASES[index]?.verdict })),
    { profile: 'all', embed: editor.embeds === true },
  );
  const seen = await editor.read(
    folder,
    CASES.map(({ name }) => name),
  );
  return CASES.map((each, index) => ({
    case: each,
    expected: each.verdict,
    seen: seen.get(photos[index]?.name ?? '') ?? {},
  }));
}

async function readByKeepers(
  set: ReadonlyMap<string, Seen>,
  photoOf: (each: Case) => string,
): Promise<Observation[]> {
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
}

/** One after the other; where there is no verdict nothing is written. */
async function writeByKeepers(
  list: readonly { readonly photo: string; readonly verdict: Verdict | undefined }[],
  options: { readonly profile: Profile; readonly embed: boolean },
): Promise<void> {
  const metadata = createMetadata();
  try {
    for (const { photo, verdict } of list) {
      if (verdict !== undefined) await metadata.writeVerdict(photo, verdict, options);
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
