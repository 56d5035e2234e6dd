import type { Rights } from './types.ts';
import type { XmpPacket } from './xmp.ts';

const DC = { namespace: 'http://purl.org/dc/elements/1.1/', prefix: 'dc' };
const XMP_RIGHTS = { namespace: 'http://ns.adobe.com/xap/1.0/rights/', prefix: 'xmpRights' };

/**
 * Writes IPTC's creator and copyright notice into a packet: `dc:creator`, `dc:rights`, and with a notice that the picture
 * is protected at all (`xmpRights:Marked`). Returns whether anything had to change.
 */
export function writeRightsInto(packet: XmpPacket, { creator, copyright }: Rights): boolean {
  if (creator !== undefined) packet.setItem({ ...DC, name: 'creator' }, 'Seq', creator);
  if (copyright !== undefined) {
    packet.setItem({ ...DC, name: 'rights' }, 'Alt', copyright);
    packet.set({ ...XMP_RIGHTS, name: 'Marked' }, 'True');
  }
  return packet.changed;
}
