import { stat } from 'node:fs/promises';
import { embeddedXmp } from './embedded-xmp.ts';
import type { ExifToolRunner } from './exiftool.ts';
import { readVerdictFrom, statementsIn, writtenAt, type Statement } from './read-packet.ts';
import { findSidecars } from './sidecar-files.ts';
import type { Said } from './verdict-encodings.ts';
import { METADATA_DATE } from './verdict-properties.ts';
import type { VerdictSource } from './verdict-sources.ts';
import { keywordsIn } from './write-packet.ts';
import { XmpPacket } from './xmp.ts';

/** Everything that is written down about a photo's verdict: sidecars, extension form first, then the photo itself. */
export async function readSources(
  photo: string,
  exiftool: ExifToolRunner,
): Promise<VerdictSource[]> {
  const sources: VerdictSource[] = [];
  for (const sidecar of await findSidecars(photo)) {
    const { path } = sidecar;
    if ('error' in sidecar) {
      const { info } = sidecar.error;
      sources.push({
        where: 'sidecar',
        path,
        modifiedAt: 0,
        says: {},
        statements: [],
        error: info,
      });
    } else {
      const { modifiedAt, packet } = sidecar;
      sources.push({ where: 'sidecar', path, modifiedAt, ...contentsOf([packet]) });
    }
  }
  const inside = await readEmbeddedSource(photo, exiftool);
  return inside === undefined ? sources : [...sources, inside];
}

/** The keywords of a photo, in its sidecars and in itself. What cannot be parsed has none. */
export async function readKeywords(photo: string, exiftool: ExifToolRunner): Promise<string[]> {
  const sidecars = await findSidecars(photo);
  const packets = [
    ...sidecars.flatMap((sidecar) => ('error' in sidecar ? [] : [sidecar.packet])),
    ...(await embeddedXmp(photo, exiftool)).flatMap(soundPacket),
  ];
  return [...new Set(packets.flatMap(keywordsIn))];
}

/** What the photo itself holds; undefined where it holds no XMP. */
export async function readEmbeddedSource(
  photo: string,
  exiftool: ExifToolRunner,
): Promise<VerdictSource | undefined> {
  const packets = (await embeddedXmp(photo, exiftool)).flatMap(soundPacket);
  const info = packets.length === 0 ? undefined : await stat(photo).catch(() => undefined);
  if (info === undefined) return undefined;
  return { where: 'embedded', path: photo, modifiedAt: info.mtimeMs, ...contentsOf(packets) };
}

/** Of several packets (a JPEG's main and extended one) the first that speaks counts. */
function contentsOf(
  packets: readonly XmpPacket[],
): Pick<VerdictSource, 'dated' | 'says' | 'statements'> {
  const statements: Statement[] = [];
  let says: Said = {};
  for (const packet of packets) {
    statements.push(...statementsIn(packet));
    says = { ...readVerdictFrom(packet), ...says };
  }
  const dated = writtenAt(packets[0]?.get(METADATA_DATE));
  return { says, statements, ...(dated !== undefined && { dated }) };
}

/** A broken packet inside a photo says nothing: the photo itself is not ours to report or mend. */
function soundPacket(bytes: Uint8Array): XmpPacket[] {
  try {
    return [XmpPacket.parse(bytes)];
  } catch {
    return [];
  }
}
