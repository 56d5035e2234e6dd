/**
 * POSIX ustar archives, as far as a model pack needs them: plain files with plain names.
 *
 * A format that every system's `tar` can list and make, in less code than a dependency would take to
 * audit.
 */
const BLOCK = 512;
const NAME_BYTES = 100;

export interface TarFile {
  /** '/' between parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What makes an archive unreadable, for a person. */
export class TarError extends Error {
  override readonly name = 'TarError';
}

/** An archive of these files, the same bytes for the same files. */
export function writeTar(files: readonly TarFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { name, bytes } of files) {
    parts.push(header(name, bytes.byteLength), bytes, new Uint8Array(padding(bytes.byteLength)));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return Buffer.concat(parts);
}

/**
 * The files of an archive. Folders are passed over, and so are the extended headers that `tar` adds
 * for times and owners; links, devices and long names are refused. Throws `TarError`.
 */
export function readTar(archive: Uint8Array): TarFile[] {
  const files: TarFile[] = [];
  let at = 0;
  for (;;) {
    const block = archive.subarray(at, at + BLOCK);
    if (block.byteLength < BLOCK) throw new TarError('it ends early');
    if (block.every((byte) => byte === 0)) return files;
    checkSum(block);
    const size = octal(block, 124, 12);
    const end = at + BLOCK + size;
    if (end > archive.byteLength) throw new TarError('it ends early');
    const type = String.fromCharCode(block[156] as number);
    const prefix = text(block, 345, 155);
    const name = (prefix === '' ? '' : `${prefix}/`) + text(block, 0, NAME_BYTES);
    if (type === '0' || type === '\0') {
      files.push({ name, bytes: archive.subarray(at + BLOCK, end) });
    } else if (!'5xg'.includes(type)) {
      throw new TarError(`“${name}” is not a plain file`);
    }
    at = end + padding(size);
  }
}

function header(name: string, size: number): Uint8Array {
  const encoded = new TextEncoder().encode(name);
  if (encoded.byteLength > NAME_BYTES) throw new TarError(`the name “${name}” is too long`);
  const block = new Uint8Array(BLOCK);
  const put = (value: string, offset: number) => block.set(new TextEncoder().encode(value), offset);
  const number = (value: number, width: number) =>
    `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.set(encoded, 0);
  put(number(0o644, 8), 100);
  put(number(0, 8), 108);
  put(number(0, 8), 116);
  put(number(size, 12), 124);
  put(number(0, 12), 136);
  put('0', 156);
  put('ustar\x0000', 257);
  put(`${sum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The sum of a header's bytes, its own field taken as spaces. */
function sum(block: Uint8Array): number {
  return block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

function checkSum(block: Uint8Array): void {
  if (text(block, 257, 5) !== 'ustar') throw new TarError('it is not a tar archive');
  if (octal(block, 148, 8) !== sum(block)) throw new TarError('a header’s checksum is wrong');
}

function octal(block: Uint8Array, offset: number, length: number): number {
  const digits = text(block, offset, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new TarError('a header holds no valid number');
  return Number.parseInt(digits, 8);
}

function text(block: Uint8Array, offset: number, length: number): string {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}
