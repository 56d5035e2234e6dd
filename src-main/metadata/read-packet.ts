import type { Stars } from '../../src-shared/verdict.ts';
import { ENCODINGS, TRASH, type Encoding, type Said } from './verdict-encodings.ts';
import {
  COLOR_CLASS,
  DARKTABLE_LABELS,
  DARKTABLE_VERSION,
  PICK,
  TAGGED,
} from './verdict-properties.ts';
import type { XmpPacket } from './xmp.ts';

/** One property that says something about a verdict, or might. */
export interface Statement {
  /** `xmp:Rating`. */
  readonly name: string;
  readonly value: string;
  /** Empty where Keepers does not know the value. */
  readonly says: Said;
  /** Whether it means what it says: class numbers and tags mean what people make of them. */
  readonly sure: boolean;
}

/** Every encoding found in a packet, in the order in which they are believed. */
export function statementsIn(packet: XmpPacket): Statement[] {
  return ENCODINGS.flatMap((encoding) => {
    const { property, sure, read } = encoding;
    const value = valueOf(packet, encoding);
    if (value === undefined) return [];
    const says = isTrash(encoding, value) ? { flag: 'reject' as const } : read(value, packet);
    return [{ name: `${property.prefix}:${property.name}`, value, says, sure }];
  });
}

/** What a packet says about the verdict; undefined where it says nothing. See the note on encodings. */
export function readVerdictFrom(packet: XmpPacket): Said | undefined {
  const said: Said = {};
  for (const encoding of ENCODINGS) {
    const value = valueOf(packet, encoding);
    if (value === undefined) continue;
    const { stars, flag, color } = encoding.read(value, packet);
    if (stars !== undefined) said.stars ??= stars;
    if (color !== undefined) said.color ??= color;
    if (flag !== undefined && (said.flag === undefined || flag === 'reject')) said.flag = flag;
  }
  const flagged = said.flag !== undefined && !(said.flag === 'none' && isOnlyUntagged(packet));
  if (!flagged && packet.get(COLOR_CLASS) === TRASH) said.flag = 'reject';
  if (packet.has(PICK)) {
    said.stars ??= 0;
    said.color ??= 'none';
  }
  return Object.keys(said).length === 0 ? undefined : said;
}

/** When a packet's writer says that it wrote, milliseconds since 1970. */
export function writtenAt(date: string | undefined): number | undefined {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether a part of a verdict is what a photo has without one. */
export function isNothing(value: Stars | string): boolean {
  return value === 0 || value === 'none';
}

function valueOf(packet: XmpPacket, { property, isList }: Encoding): string | undefined {
  if (isList === undefined) return packet.get(property);
  const items = packet.list(property);
  if (items !== undefined) return items[0] ?? '';
  // In a sidecar of darktable's no labels are a statement too.
  return property === DARKTABLE_LABELS && packet.has(DARKTABLE_VERSION) ? '' : undefined;
}

function isTrash({ property }: Encoding, value: string): boolean {
  return property === COLOR_CLASS && value === TRASH;
}

/** Whether "no flag" is said by nobody but Photo Mechanic's tag, which is no flag against its own trash. */
function isOnlyUntagged(packet: XmpPacket): boolean {
  return ENCODINGS.every(
    ({ property, read }) =>
      property === TAGGED || read(packet.get(property) ?? '', packet).flag === undefined,
  );
}
