import type { FileHandle } from 'node:fs/promises';
import { readAt } from './exif-tags.ts';

/** A box of the ISO base media file format: where its content lies in the file. */
export interface Box {
  readonly type: string;
  /** For `uuid` boxes, 32 hexadecimal digits. */
  readonly uuid?: string;
  readonly start: number;
  readonly end: number;
}

/** The boxes between two offsets; what is broken ends the list. */
export async function* boxes(file: FileHandle, start: number, end: number): AsyncGenerator<Box> {
  let offset = start;
  while (offset + 8 <= end) {
    const header = await readAt(file, offset, 32);
    if (header.length < 8) return;
    const type = header.toString('latin1', 4, 8);
    let size = header.readUInt32BE(0);
    let content = offset + 8;
    if (size === 1) {
      if (header.length < 16) return;
      size = Number(header.readBigUInt64BE(8));
      content += 8;
    } else if (size === 0) {
      size = end - offset;
    }
    const next = offset + size;
    if (next < content || next > end) return;
    if (type === 'uuid') {
      const at = content - offset;
      if (header.length < at + 16) return;
      const uuid = header.toString('hex', at, at + 16);
      yield { type, uuid, start: content + 16, end: next };
    } else {
      yield { type, start: content, end: next };
    }
    offset = next;
  }
}
