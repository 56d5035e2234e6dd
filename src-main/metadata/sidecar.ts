import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { KeepersError } from '../../src-shared/errors.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { NO_VERDICT, type Verdict } from '../../src-shared/verdict.ts';
import { ChangedMeanwhile, readIfThere, replaceFile } from './replace-file.ts';
import type { FoundVerdict, WrittenSidecar } from './types.ts';
import {
  readVerdictFrom,
  setSidecarExtension,
  sidecarExtension,
  writeVerdictInto,
  type Said,
} from './verdict-encodings.ts';
import { XmpError, XmpPacket } from './xmp.ts';

/** How often a sidecar that keeps changing under us is merged again before giving up. */
const ATTEMPTS = 20;
/** The pause before the next attempt grows by this. */
const PAUSE_MS = 5;

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

/** `photo.xmp`: the name that Lightroom, Capture One, FastRawViewer and Photo Mechanic use. */
export function sidecarPath(photo: string): string {
  const { dir, name } = path.parse(photo);
  return path.join(dir, `${name}.xmp`);
}

/** `photo.ext.xmp`: the name that darktable and digiKam use. */
function extensionSidecarPath(photo: string): string {
  return `${photo}.xmp`;
}

interface Sidecar {
  readonly path: string;
  readonly bytes: Buffer;
  readonly packet: XmpPacket;
}

/**
 * What the sidecars of a photo say: the first that says anything, extension form first. Throws
 * `sidecar-invalid` for one that cannot be parsed, `file-unreadable` for one that cannot be read.
 */
export async function readSidecars(photo: string): Promise<FoundVerdict | undefined> {
  for (const sidecar of await findSidecars(photo)) {
    const said = readVerdictFrom(sidecar.packet);
    if (said === undefined) continue;
    const { mtimeMs } = await stat(sidecar.path);
    return { ...said, path: sidecar.path, modifiedAt: mtimeMs };
  }
  return undefined;
}

/**
 * Merges the verdict into every sidecar that the photo has, so that they agree, or creates one. Nothing
 * is created for an empty verdict on a photo about which nothing is written down.
 * `embedded` says what the photo itself holds; it is asked only then.
 */
export async function writeSidecars(
  photo: string,
  verdict: Verdict,
  embedded: () => Promise<Said | undefined>,
): Promise<WrittenSidecar> {
  const isNeedless = async () => isEmpty(verdict) && !contradicts(await embedded(), verdict);
  const write = (packet: XmpPacket) => writeVerdictInto(packet, verdict, new Date());
  return await untilWritten(photo, () => writeOnce(photo, write, isNeedless));
}

/** Merges anything else into every sidecar of the photo, or creates one. `write` says whether it changed anything. */
export async function mergeSidecars(
  photo: string,
  write: (packet: XmpPacket) => boolean,
): Promise<WrittenSidecar> {
  return await untilWritten(photo, () => writeOnce(photo, write, () => Promise.resolve(false)));
}

async function untilWritten(
  photo: string,
  writeNow: () => Promise<WrittenSidecar>,
): Promise<WrittenSidecar> {
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await writeNow();
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error;
        await setTimeout(attempt * PAUSE_MS);
      }
    }
    throw new Error('another program keeps changing it');
  } catch (error) {
    throw asKeepersError(error, photo);
  }
}

async function writeOnce(
  photo: string,
  write: (packet: XmpPacket) => boolean,
  isNeedless: () => Promise<boolean>,
): Promise<WrittenSidecar> {
  const found = await findSidecars(photo);
  if (found.length === 0) {
    if (await isNeedless()) return {};
    return create(photo, write);
  }
  for (const { path: target, bytes, packet } of found) {
    if (write(packet)) {
      // A linked sidecar stays a link: what it leads to is replaced.
      await replaceFile(await realpath(target), packet.serialize(), bytes);
    }
  }
  return written(found[0]?.path ?? sidecarPath(photo));
}

async function create(
  photo: string,
  write: (packet: XmpPacket) => boolean,
): Promise<WrittenSidecar> {
  const packet = XmpPacket.parse(NEW_PACKET);
  write(packet);
  const target = await newSidecarPath(photo);
  if (formatOfPath(photo) === 'raw' && target === sidecarPath(photo)) {
    setSidecarExtension(packet, extensionOf(photo));
  }
  await replaceFile(target, packet.serialize(), undefined);
  return written(target);
}

async function written(target: string): Promise<WrittenSidecar> {
  return { path: target, modifiedAt: (await stat(target)).mtimeMs };
}

function isEmpty({ stars, flag, color }: Verdict): boolean {
  return stars === NO_VERDICT.stars && flag === NO_VERDICT.flag && color === NO_VERDICT.color;
}

function contradicts(said: Said | undefined, verdict: Verdict): boolean {
  const full: Verdict = { ...NO_VERDICT, ...said };
  return full.stars !== verdict.stars || full.flag !== verdict.flag || full.color !== verdict.color;
}

/**
 * `photo.xmp`, unless that name belongs to another photo of the same stem: it is there already and says
 * so, or this photo is the JPEG of a RAW. Then `photo.ext.xmp`, which can be nobody else's.
 */
async function newSidecarPath(photo: string): Promise<string> {
  const shared = sidecarPath(photo);
  if ((await readIfThere(shared)) !== undefined) return extensionSidecarPath(photo);
  if (formatOfPath(photo) === 'raw') return shared;
  const { dir, name, base } = path.parse(photo);
  const siblings = await readdir(dir === '' ? '.' : dir);
  const isPaired = siblings.some(
    (other) =>
      other !== base && path.parse(other).name === name && formatOfPath(other) !== undefined,
  );
  return isPaired ? extensionSidecarPath(photo) : shared;
}

/** All sidecars of this photo, in the order in which they are read. */
async function findSidecars(photo: string): Promise<Sidecar[]> {
  const [extended, shared] = [extensionSidecarPath(photo), sidecarPath(photo)];
  const found: Sidecar[] = [];
  for (const stem of [extended, shared]) {
    for (const candidate of [stem, stem.replace(/xmp$/, 'XMP')]) {
      const sidecar = await readSidecar(candidate);
      if (sidecar === undefined) continue;
      const owner = stem === shared ? sidecarExtension(sidecar.packet) : undefined;
      if (owner === undefined || owner === extensionOf(photo)) found.push(sidecar);
      // Where case does not count, both spellings are one file.
      break;
    }
  }
  return found;
}

async function readSidecar(file: string): Promise<Sidecar | undefined> {
  let bytes: Buffer | undefined;
  try {
    bytes = await readIfThere(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new KeepersError('file-unreadable', { reason }, { cause: error });
  }
  if (bytes === undefined) return undefined;
  try {
    return { path: file, bytes, packet: XmpPacket.parse(bytes) };
  } catch (error) {
    const reason = error instanceof XmpError ? error.message : String(error);
    throw new KeepersError('sidecar-invalid', { path: file, reason }, { cause: error });
  }
}

function extensionOf(photo: string): string {
  return path.extname(photo).slice(1).toLowerCase();
}

function asKeepersError(error: unknown, photo: string): KeepersError {
  if (error instanceof KeepersError) return error;
  const target = sidecarPath(photo);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (['EROFS', 'EACCES', 'EPERM'].includes(code)) {
    return new KeepersError('read-only-volume', { path: path.dirname(target) }, { cause: error });
  }
  if (['ENOSPC', 'EDQUOT'].includes(code)) {
    return new KeepersError('disk-full', { what: `the sidecar ${target}` }, { cause: error });
  }
  const reason = code === '' && error instanceof Error ? error.message : code;
  return new KeepersError('write-failed', { path: target, reason }, { cause: error });
}
