import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { VerdictVersion } from '../../src-shared/verdict.ts';
import { isNothing, type Statement } from './read-packet.ts';
import type { Said } from './verdict-encodings.ts';

/** One place in which something is written down about a photo: a sidecar, or the photo itself. */
export interface VerdictSource {
  readonly where: 'sidecar' | 'embedded';
  readonly path: string;
  /** Of the file, milliseconds since 1970. */
  readonly modifiedAt: number;
  /** What `xmp:MetadataDate` says, milliseconds since 1970. */
  readonly dated?: number;
  /** What it says as a whole; empty where nothing. */
  readonly says: Said;
  /** Every encoding found. */
  readonly statements: readonly Statement[];
  /** Why it could not be read; it says nothing then. */
  readonly error?: ErrorInfo;
}

export interface MergedVerdict {
  readonly says: Said;
  /** The newest source that speaks. */
  readonly from?: VerdictSource;
  /** What departs from `says`; empty where all agree. */
  readonly dissent: readonly VerdictVersion[];
}

const FIELDS = ['stars', 'flag', 'color'] as const;
type Field = (typeof FIELDS)[number];

/**
 * What sources say together, each part of the verdict by the newest that speaks of it; of equally new ones the first
 * counts. That a source has no stars, flag or colour does not contradict a newer one that has.
 *
 * A file's time is that of its last change. Photos change for other reasons too (a camera writes "unrated", a rotation
 * keeps it), so that nothing stands inside one clears a verdict only where its writer dates it later.
 */
export function mergeSources(sources: readonly VerdictSource[]): MergedVerdict {
  const says: Said = {};
  for (const field of FIELDS) {
    let best: VerdictSource | undefined;
    for (const source of sources) {
      if (source.says[field] === undefined) continue;
      if (best === undefined || timeOf(source, field) > timeOf(best, field)) best = source;
    }
    if (best !== undefined) Object.assign(says, { [field]: best.says[field] });
  }
  const speaking = sources.filter((source) => Object.keys(source.says).length > 0);
  const from = speaking.reduce<VerdictSource | undefined>(
    (newest, source) =>
      newest === undefined || source.modifiedAt > newest.modifiedAt ? source : newest,
    undefined,
  );
  return {
    says,
    ...(from !== undefined && { from }),
    dissent: sources.flatMap((source) => dissentOf(source, says)),
  };
}

function timeOf(source: VerdictSource, field: Field): number {
  const value = source.says[field];
  const isEmpty = value !== undefined && isNothing(value);
  return source.where === 'embedded' && isEmpty ? (source.dated ?? 0) : source.modifiedAt;
}

function dissentOf(source: VerdictSource, says: Said): VerdictVersion[] {
  const { where, path, modifiedAt } = source;
  const versions: VerdictVersion[] = [];
  const told = new Set<string>();
  const whole = departing(source.says, says);
  if (whole !== undefined) {
    versions.push({ ...whole, where, path, modifiedAt });
    for (const [field, value] of Object.entries(whole)) told.add(`${field} ${value}`);
  }
  for (const { name, says: own, sure } of source.statements) {
    const part = sure ? departing(own, says) : undefined;
    const fresh = Object.entries(part ?? {}).filter(
      ([field, value]) => !told.has(`${field} ${value}`),
    );
    if (fresh.length === 0) continue;
    for (const [field, value] of fresh) told.add(`${field} ${value}`);
    versions.push({ ...Object.fromEntries(fresh), where, path, modifiedAt, property: name });
  }
  return versions;
}

/** The parts of `own` that say something else than `says`. */
function departing(own: Said, says: Said): Said | undefined {
  const parts = FIELDS.filter((field) => {
    const value = own[field];
    return value !== undefined && !isNothing(value) && value !== says[field];
  });
  return parts.length === 0
    ? undefined
    : Object.fromEntries(parts.map((field) => [field, own[field]]));
}
