import { segments } from './jpeg.ts';

/** What a segment with an XMP packet, and one with a part of the extended packet, begins with. */
export const XMP_PACKET = 'http://ns.adobe.com/xap/1.0/\0';
export const XMP_EXTENSION = 'http://ns.adobe.com/xmp/extension/\0';
const APP1 = 0xe1;

/** The main packet, and the extended one put together from its parts. */
export function jpegXmp(bytes: Uint8Array): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  const parts = new Map<string, { full: Buffer; filled: number }>();
  for (const { marker, data } of segments(bytes)) {
    if (marker !== APP1) continue;
    const content = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (startsWith(content, XMP_PACKET)) {
      packets.push(content.subarray(XMP_PACKET.length));
    } else if (startsWith(content, XMP_EXTENSION) && content.length >= XMP_EXTENSION.length + 40) {
      const id = content.toString('latin1', XMP_EXTENSION.length, XMP_EXTENSION.length + 32);
      const total = content.readUInt32BE(XMP_EXTENSION.length + 32);
      const offset = content.readUInt32BE(XMP_EXTENSION.length + 36);
      const part = content.subarray(XMP_EXTENSION.length + 40);
      if (total > bytes.length || offset + part.length > total) continue;
      const whole = parts.get(id) ?? { full: Buffer.alloc(total), filled: 0 };
      part.copy(whole.full, offset);
      whole.filled += part.length;
      parts.set(id, whole);
    }
  }
  for (const [id, { full, filled }] of parts) {
    // Only the extension that the main packet names belongs to it.
    const isNamed = packets.some((packet) => Buffer.from(packet).includes(id));
    if (isNamed && filled === full.length) packets.push(full);
  }
  return packets;
}

function startsWith(content: Buffer, signature: string): boolean {
  return content.toString('latin1', 0, signature.length) === signature;
}
