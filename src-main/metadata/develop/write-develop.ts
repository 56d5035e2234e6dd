/** Develop settings into sidecars that have none, and out of them again. */
import { rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { KeepersError, reasonOf } from '../../../src-shared/errors.ts';
import { readIfThere, replaceFile } from '../replace-file.ts';
import { findSoundSidecars, newSidecarPath, packetFor } from '../sidecar-files.ts';
import { DARKTABLE_HISTORY } from '../verdict-properties.ts';
import { XmpPacket, type Property } from '../xmp.ts';
import { CAMERA_RAW, type DevelopProperties } from './develop-properties.ts';

/** A property of XMP with its value. */
export type WrittenProperty = Property & { readonly value: string };

/** What was written, from which it can be taken back. */
export interface WrittenDevelop {
  /** The sidecar. */
  readonly file: string;
  /** SHA-256 of a sidecar that was made for it; absent where there was one. */
  readonly made?: string;
  readonly properties: readonly WrittenProperty[];
}

/**
 * Writes settings into the photo's `photo.xmp`, or makes one. Throws `sidecar-developed` where a sidecar holds develop settings of any
 * program, `sidecar-invalid`, `disk-full` or `write-failed`.
 */
export async function writeDevelop(
  photo: string,
  { properties }: Pick<DevelopProperties, 'properties'>,
): Promise<WrittenDevelop> {
  const sidecars = await findSoundSidecars(photo);
  for (const { path, packet } of sidecars) {
    if (isDeveloped(packet)) throw new KeepersError('sidecar-developed', { path });
  }
  const present = sidecars.find(({ naming }) => naming === 'shared');
  const file = present?.path ?? (await newSidecarPath(photo, 'shared'));
  const own = present ?? sidecars.find(({ path }) => path === file);
  const packet = own?.packet ?? packetFor(photo, file);
  const added = properties.filter(({ property }) => !packet.has(property));
  for (const { property, value } of added) packet.set(property, value);
  const bytes = packet.serialize();
  await inWords(file, () => replaceFile(file, bytes, own?.bytes));
  return {
    file,
    ...(own === undefined && { made: sha256(bytes) }),
    properties: added.map(({ property, value }) => ({ ...property, value })),
  };
}

/**
 * Takes back what `writeDevelop` wrote: a sidecar that it made and nobody changed goes, and of any other the settings that are still
 * as they were written. Returns whether there was anything left of it. Throws as `writeDevelop` does.
 */
export async function takeBackDevelop({
  file,
  made,
  properties,
}: WrittenDevelop): Promise<boolean> {
  const bytes = await inWords(file, () => readIfThere(file));
  if (bytes === undefined) return false;
  if (made !== undefined && sha256(bytes) === made) {
    await inWords(file, () => rm(file));
    return true;
  }
  const packet = parse(file, bytes);
  for (const { value, ...property } of properties) {
    if (packet.get(property) === value) packet.remove(property);
  }
  if (!packet.changed) return false;
  await inWords(file, () => replaceFile(file, packet.serialize(), bytes));
  return true;
}

/** Whether a program's settings are in a sidecar: Camera Raw's, or darktable's history. */
function isDeveloped(packet: XmpPacket): boolean {
  return packet.hasAny(CAMERA_RAW.namespace) || (packet.list(DARKTABLE_HISTORY) ?? []).length > 0;
}

function parse(path: string, bytes: Uint8Array): XmpPacket {
  try {
    return XmpPacket.parse(bytes);
  } catch (error) {
    throw new KeepersError('sidecar-invalid', { path, reason: reasonOf(error) }, { cause: error });
  }
}

/** What the file system answers, in the words of Keepers: not those of verdicts, which the catalogue keeps meanwhile. */
async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code = reasonOf(error) } = error as NodeJS.ErrnoException;
    if (['ENOSPC', 'EDQUOT'].includes(code)) {
      throw new KeepersError('disk-full', { what: path }, { cause: error });
    }
    const readOnly = ['EROFS', 'EACCES', 'EPERM'].includes(code);
    const reason = readOnly ? 'it may not be written to' : code;
    throw new KeepersError('write-failed', { path, reason }, { cause: error });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
