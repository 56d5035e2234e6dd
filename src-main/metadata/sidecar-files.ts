import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { readIfThere } from './replace-file.ts';
import { setSidecarExtension, sidecarExtension } from './verdict-encodings.ts';
import type { SidecarNaming } from './verdict-profiles.ts';
import { XmpError, XmpPacket } from './xmp.ts';

const NEW_PACKET = Buffer.from(
  `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Keepers">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`,
);

/** A packet that says nothing yet. */
export function newPacket(): XmpPacket {
  return XmpPacket.parse(NEW_PACKET);
}

/** `photo.xmp`: the name that Lightroom, Capture One, FastRawViewer and Photo Mechanic use. */
export function sidecarPath(photo: string): string {
  const { dir, name } = path.parse(photo);
  return path.join(dir, `${name}.xmp`);
}

/** `photo.ext.xmp`: the name that darktable and digiKam use. */
function extensionSidecarPath(photo: string): string {
  return `${photo}.xmp`;
}

export interface Sidecar {
  readonly path: string;
  readonly naming: SidecarNaming;
  readonly bytes: Buffer;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly packet: XmpPacket;
}

/** A sidecar that cannot be parsed (`sidecar-invalid`) or read (`file-unreadable`). */
export interface BrokenSidecar extends Pick<Sidecar, 'path' | 'naming'> {
  readonly error: KeepersError;
}

/** All sidecars of this photo, in the order in which they are read: extension form first. */
export async function findSidecars(photo: string): Promise<(Sidecar | BrokenSidecar)[]> {
  const found: (Sidecar | BrokenSidecar)[] = [];
  for (const naming of ['extension', 'shared'] as const) {
    const stem = naming === 'extension' ? extensionSidecarPath(photo) : sidecarPath(photo);
    for (const candidate of [stem, stem.replace(/xmp$/, 'XMP')]) {
      const sidecar = await readSidecar(candidate, naming);
      if (sidecar === undefined) continue;
      const owner =
        naming === 'shared' && 'packet' in sidecar ? sidecarExtension(sidecar.packet) : undefined;
      if (owner === undefined || owner === extensionOf(photo)) found.push(sidecar);
      // Where case does not count, both spellings are one file.
      break;
    }
  }
  return found;
}

/** The same, all of them sound. Throws the error of the first that is not. */
export async function findSoundSidecars(photo: string): Promise<Sidecar[]> {
  const all = await findSidecars(photo);
  return all.map((sidecar) => {
    if ('error' in sidecar) throw sidecar.error;
    return sidecar;
  });
}

/**
 * Where a new sidecar of this naming goes. `photo.xmp` is not taken where that name belongs to another photo of the
 * same stem: it is there already and says so, or this photo is the JPEG of a RAW. Then it is `photo.ext.xmp`, which
 * can be nobody else's.
 */
export async function newSidecarPath(photo: string, naming: SidecarNaming): Promise<string> {
  const shared = sidecarPath(photo);
  if (naming === 'extension' || (await isThere(shared))) return extensionSidecarPath(photo);
  if (formatOfPath(photo) === 'raw') return shared;
  const { dir, name, base } = path.parse(photo);
  const siblings = await readdir(dir === '' ? '.' : dir);
  const isPaired = siblings.some(
    (other) =>
      other !== base && path.parse(other).name === name && formatOfPath(other) !== undefined,
  );
  return isPaired ? extensionSidecarPath(photo) : shared;
}

/** A new packet for a sidecar at `target`, which says whose it is where its name does not. */
export function packetFor(photo: string, target: string): XmpPacket {
  const packet = newPacket();
  if (formatOfPath(photo) === 'raw' && target === sidecarPath(photo)) {
    setSidecarExtension(packet, extensionOf(photo));
  }
  return packet;
}

async function readSidecar(
  file: string,
  naming: SidecarNaming,
): Promise<Sidecar | BrokenSidecar | undefined> {
  let bytes: Buffer | undefined;
  let modifiedAt = 0;
  try {
    bytes = await readIfThere(file);
    if (bytes === undefined) return undefined;
    modifiedAt = (await stat(file)).mtimeMs;
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const cause = new KeepersError('file-unreadable', { reason }, { cause: error });
    return { path: file, naming, error: cause };
  }
  try {
    return { path: file, naming, bytes, modifiedAt, packet: XmpPacket.parse(bytes) };
  } catch (error) {
    const reason = error instanceof XmpError ? error.message : String(error);
    const invalid = new KeepersError('sidecar-invalid', { path: file, reason }, { cause: error });
    return { path: file, naming, error: invalid };
  }
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

function extensionOf(photo: string): string {
  return path.extname(photo).slice(1).toLowerCase();
}
