import { open, type FileHandle } from 'node:fs/promises';

/** From `at` on, `remove` bytes of a file give way to `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

/** A file that is not built as its name says, or has no room. `message` is a reason for a person. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile';
}

const COPY_BYTES = 1 << 20;

/** Writes the file at `source` with its splices, which do not overlap, into another. */
export async function copySpliced(
  source: string,
  splices: readonly Splice[],
  into: FileHandle,
): Promise<void> {
  const file = await open(source, 'r');
  try {
    const { size } = await file.stat();
    let at = 0;
    for (const { at: start, remove, insert } of [...splices].sort((a, b) => a.at - b.at)) {
      await copyRange(file, into, at, start);
      await into.writeFile(insert);
      at = start + remove;
    }
    await copyRange(file, into, at, size);
  } finally {
    await file.close();
  }
}

async function copyRange(
  from: FileHandle,
  into: FileHandle,
  start: number,
  end: number,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(COPY_BYTES, Math.max(0, end - start)));
  for (let at = start; at < end;) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, end - at), at);
    if (bytesRead === 0) throw new UnfitFile('it became shorter while it was read');
    await into.writeFile(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

const PACKET_END = '<?xpacket end';

/** A UTF-8 packet with white space before its end, `length` bytes in all; others as they are. */
export function padPacket(bytes: Uint8Array, length: number): Uint8Array {
  const packet = Buffer.from(bytes);
  const missing = length - packet.length;
  if (missing <= 0 || packet.includes(0)) return packet;
  const end = packet.lastIndexOf(PACKET_END);
  const at = end < 0 ? packet.length : end;
  const space = Buffer.alloc(missing, ' ');
  for (let line = 0; line < missing; line += 100) space[line] = 0x0a;
  return Buffer.concat([packet.subarray(0, at), space, packet.subarray(at)]);
}

/** A UTF-8 packet without the white space that its writer left for later. */
export function unpadPacket(bytes: Uint8Array): Uint8Array {
  const packet = Buffer.from(bytes);
  const end = packet.lastIndexOf(PACKET_END);
  if (end < 0 || packet.includes(0)) return packet;
  let start = end;
  while (start > 0 && [0x20, 0x0a, 0x0d, 0x09].includes(packet[start - 1] ?? 0)) start -= 1;
  return Buffer.concat([packet.subarray(0, start), Buffer.from('\n'), packet.subarray(end)]);
}
