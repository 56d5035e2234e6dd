import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KeepersError } from '../../src-shared/errors.ts';
import { NO_VERDICT, type Profile, type Verdict } from '../../src-shared/verdict.ts';
import { isEmbeddable, openEmbedded } from './embed.ts';
import { ChangedMeanwhile, FileLocked, replaceFile } from './replace-file.ts';
import { findSoundSidecars, newSidecarPath, packetFor, sidecarPath } from './sidecar-files.ts';
import { writeRightsInto } from './rights.ts';
import type { Rights, WrittenVerdict } from './types.ts';
import type { Said } from './verdict-encodings.ts';
import { namingsOf, NOTHING_ADDED, rulesFor } from './verdict-profiles.ts';
import { writeKeywordsInto, writeVerdictInto, type PropertyChange } from './write-packet.ts';
import type { XmpPacket } from './xmp.ts';

/** How often a file that keeps changing under us is merged again before giving up. */
const ATTEMPTS = 20;
/** The pause before the next attempt grows by this. */
const PAUSE_MS = 5;

/** What is to be written down about a photo. */
export interface ToWrite {
  readonly verdict?: Verdict;
  readonly keywords?: { readonly add: readonly string[]; readonly remove: readonly string[] };
  /** Who made it. */
  readonly rights?: Rights;
}

export interface WriteOptions {
  readonly profile: Profile;
  /** Whether JPEG, TIFF and DNG are to hold it themselves. */
  readonly embed: boolean;
}

/** One file as a write would change it. */
export interface PlannedWrite {
  readonly path: string;
  readonly as: 'new-sidecar' | 'sidecar' | 'embedded';
  readonly changes: readonly PropertyChange[];
}

interface Write extends PlannedWrite {
  commit(): Promise<void>;
}

/**
 * What has to change so that every file that speaks of the photo says what is to be written: the sidecars that it
 * has, those that the profile's editors look for, and where asked the photo itself; inside it stands for the
 * `photo.xmp` beside it. Nothing is created for an empty verdict on a photo about which nothing is written down;
 * `embedded` says what the photo itself holds, and is asked only then.
 */
export async function planWrites(
  photo: string,
  what: ToWrite,
  { profile, embed }: WriteOptions,
  embedded: () => Promise<Said | undefined>,
): Promise<Write[]> {
  const found = await findSoundSidecars(photo);
  const now = new Date();
  const writes: Write[] = [];
  const change = (packet: XmpPacket, where: 'shared' | 'extension' | 'embedded') => [
    ...(what.verdict === undefined
      ? []
      : writeVerdictInto(packet, what.verdict, rulesFor(profile, where, packet), now)),
    ...(what.keywords === undefined ? [] : writeKeywordsInto(packet, what.keywords, now)),
    ...(what.rights === undefined ? [] : writeRightsInto(packet, what.rights)),
  ];
  for (const { path: target, naming, bytes, packet } of found) {
    const changes = change(packet, naming);
    if (!packet.changed) continue;
    // A linked sidecar stays a link: what it leads to is replaced.
    const commit = async () => replaceFile(await realpath(target), packet.serialize(), bytes);
    writes.push({ path: target, as: 'sidecar', changes, commit });
  }
  const inside = embed && isEmbeddable(photo);
  const isNothing = isEmpty(what) && !contradicts(await embedded(), what.verdict);
  if (isNothing && found.length === 0) return [];
  if (inside) writes.push(...(await planEmbedding(photo, what, change)));
  for (const naming of namingsOf(profile)) {
    const isThere = found.some((sidecar) => sidecar.naming === naming);
    if (isThere || isNothing || (inside && naming === 'shared')) continue;
    const target = await newSidecarPath(photo, naming);
    // Of two names one may be all that this photo can have.
    if ([...found, ...writes].some((other) => other.path === target)) continue;
    const packet = packetFor(photo, target);
    const changes = change(packet, naming);
    const commit = async () => replaceFile(target, packet.serialize(), undefined);
    writes.push({ path: target, as: 'new-sidecar', changes, commit });
  }
  return writes;
}

async function planEmbedding(
  photo: string,
  what: ToWrite,
  change: (packet: XmpPacket, where: 'embedded') => PropertyChange[],
): Promise<Write[]> {
  const { packet, extended, write } = await openEmbedded(photo);
  const changes = change(packet, 'embedded');
  if (extended !== undefined && what.verdict !== undefined) {
    changes.push(...writeVerdictInto(extended, what.verdict, NOTHING_ADDED));
  }
  return packet.changed || extended?.changed === true
    ? [{ path: photo, as: 'embedded', changes, commit: write }]
    : [];
}

/** Plans and writes; merges again where another program wrote meanwhile. */
export async function writeFiles(
  photo: string,
  what: ToWrite,
  options: WriteOptions,
  embedded: () => Promise<Said | undefined>,
): Promise<WrittenVerdict> {
  let target = photo;
  try {
    const files = new Map<string, PlannedWrite>();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        for (const { commit, ...planned } of await planWrites(photo, what, options, embedded)) {
          target = planned.path;
          await commit();
          if (!files.has(target)) files.set(target, planned);
        }
        return await written(photo, [...files.values()]);
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error;
        await setTimeout(attempt * PAUSE_MS);
      }
    }
    throw new Error('another program keeps changing it');
  } catch (error) {
    throw asKeepersError(error, target === photo ? sidecarPath(photo) : target);
  }
}

/** Which file is read first now, and what was written. */
async function written(photo: string, files: readonly PlannedWrite[]): Promise<WrittenVerdict> {
  const [first] = await findSoundSidecars(photo);
  if (first !== undefined) return { path: first.path, modifiedAt: first.modifiedAt, files };
  if (files.length === 0) return { files };
  return { path: photo, modifiedAt: (await stat(photo)).mtimeMs, files };
}

function isEmpty({ verdict, keywords, rights }: ToWrite): boolean {
  const isUnjudged =
    verdict === undefined ||
    (['stars', 'flag', 'color'] as const).every((part) => verdict[part] === NO_VERDICT[part]);
  const isNobodys = rights?.creator === undefined && rights?.copyright === undefined;
  return isUnjudged && isNobodys && (keywords?.add.length ?? 0) === 0;
}

function contradicts(said: Said | undefined, verdict: Verdict | undefined): boolean {
  if (verdict === undefined) return false;
  const full: Verdict = { ...NO_VERDICT, ...said };
  return full.stars !== verdict.stars || full.flag !== verdict.flag || full.color !== verdict.color;
}

/** The file system's errors in the words of Keepers. */
export function asKeepersError(error: unknown, target: string): KeepersError {
  if (error instanceof KeepersError) return error;
  if (error instanceof FileLocked) {
    return new KeepersError('file-locked', { path: target }, { cause: error });
  }
  const { code = '' } = error as NodeJS.ErrnoException;
  if (['EROFS', 'EACCES', 'EPERM'].includes(code)) {
    return new KeepersError('read-only-volume', { path: path.dirname(target) }, { cause: error });
  }
  if (['ENOSPC', 'EDQUOT'].includes(code)) {
    return new KeepersError('disk-full', { what: target }, { cause: error });
  }
  const reason = code === '' && error instanceof Error ? error.message : code;
  return new KeepersError('write-failed', { path: target, reason }, { cause: error });
}
