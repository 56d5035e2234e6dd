import type { Rights } from './types.ts';
import type { PropertyChange } from './write-packet.ts';
import type { Property, XmpPacket } from './xmp.ts';

const DC = { namespace: 'http://purl.org/dc/elements/1.1/', prefix: 'dc' };
const CREATOR: Property = { ...DC, name: 'creator' };
const RIGHTS: Property = { ...DC, name: 'rights' };
const MARKED: Property = {
  namespace: 'http://ns.adobe.com/xap/1.0/rights/',
  prefix: 'xmpRights',
  name: 'Marked',
};

/**
 * Writes IPTC's creator and copyright notice into a packet: `dc:creator`, `dc:rights`, and with a notice that the picture
 * is protected at all (`xmpRights:Marked`). Returns what had to change.
 */
export function writeRightsInto(
  packet: XmpPacket,
  { creator, copyright }: Rights,
): PropertyChange[] {
  const changes: PropertyChange[] = [];
  const put = (property: Property, after: string, write: () => void) => {
    const before = packet.list(property)?.join(', ');
    if (before === after) return;
    write();
    const name = `${property.prefix}:${property.name}`;
    changes.push({ name, ...(before !== undefined && { before }), after });
  };
  if (creator !== undefined) {
    put(CREATOR, creator, () => packet.setList(CREATOR, 'Seq', [creator]));
  }
  if (copyright !== undefined) {
    put(RIGHTS, copyright, () => packet.setDefault(RIGHTS, copyright));
    put(MARKED, 'True', () => packet.set(MARKED, 'True'));
  }
  return changes;
}
