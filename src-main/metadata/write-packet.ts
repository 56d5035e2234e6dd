import type { Verdict } from '../../src-shared/verdict.ts';
import { ENCODINGS, mayStay, type Encoding } from './verdict-encodings.ts';
import { METADATA_DATE } from './verdict-properties.ts';
import type { ProfileRules } from './verdict-profiles.ts';
import type { Property, XmpPacket } from './xmp.ts';

/** One property that a write changes; `before` is absent where it is added, `after` where it is removed. */
export interface PropertyChange {
  /** `xmp:Rating`. */
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * Writes the verdict into a packet: what the profile adds, and whatever contradicts the verdict (see the note on
 * profiles). Returns what had to change; `xmp:MetadataDate` is set to
 * `now` only where something had to.
 */
export function writeVerdictInto(
  packet: XmpPacket,
  verdict: Verdict,
  rules: ProfileRules,
  now?: Date,
): PropertyChange[] {
  // All is decided on what stands there before anything changes: one property may explain another.
  const decisions = ENCODINGS.flatMap((encoding) => {
    const { property } = encoding;
    const present = valueOf(packet, encoding);
    const context = { packet, rules };
    if (present === undefined && !rules.adds(property, verdict)) return [];
    const stays = present !== undefined && mayStay(encoding, present, verdict, context);
    return [{ encoding, present, value: stays ? present : encoding.write(verdict, context) }];
  });
  const changes: PropertyChange[] = [];
  for (const { encoding, present, value } of decisions) {
    if (value === present) {
      // One that stands twice is made to stand once.
      if (value !== undefined && packet.get(encoding.property) === value) {
        packet.set(encoding.property, value);
      }
      continue;
    }
    put(packet, encoding, value);
    changes.push({
      name: nameOf(encoding.property),
      ...(present !== undefined && { before: present }),
      ...(value !== undefined && { after: value }),
    });
  }
  if (packet.changed && now !== undefined) packet.set(METADATA_DATE, localDate(now));
  return changes;
}

/** The packet's keywords (`dc:subject`). */
export function keywordsIn(packet: XmpPacket): string[] {
  return packet.list(SUBJECT) ?? [];
}

/** Adds and removes keywords (`dc:subject`); the others stay. */
export function writeKeywordsInto(
  packet: XmpPacket,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  now: Date,
): PropertyChange[] {
  const before = keywordsIn(packet);
  const kept = before.filter((word) => !remove.includes(word));
  const after = [...kept, ...add.filter((word) => !kept.includes(word))];
  if (after.length === before.length && after.every((word, at) => word === before[at])) return [];
  packet.setList(SUBJECT, 'Bag', after);
  packet.set(METADATA_DATE, localDate(now));
  return [
    {
      name: nameOf(SUBJECT),
      ...(before.length > 0 && { before: before.join(', ') }),
      ...(after.length > 0 && { after: after.join(', ') }),
    },
  ];
}

const SUBJECT: Property = {
  namespace: 'http://purl.org/dc/elements/1.1/',
  prefix: 'dc',
  name: 'subject',
};

function nameOf({ prefix, name }: Property): string {
  return `${prefix}:${name}`;
}

function valueOf(packet: XmpPacket, { property, isList }: Encoding): string | undefined {
  if (isList === undefined) return packet.has(property) ? (packet.get(property) ?? '') : undefined;
  const items = packet.list(property);
  return items === undefined ? undefined : (items[0] ?? '');
}

function put(packet: XmpPacket, { property, isList }: Encoding, value: string | undefined): void {
  if (isList !== undefined) packet.setList(property, 'Seq', value === undefined ? [] : [value]);
  else if (value === undefined) packet.remove(property);
  else packet.set(property, value);
}

/** `2024-05-01T10:00:00+02:00`, as Adobe's tools write it. */
function localDate(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const two = (number: number): string => String(Math.trunc(Math.abs(number))).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
