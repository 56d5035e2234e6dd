/** A TIFF value by its type (TIFF 6.0, section 2). Rationals are pairs of numerator and denominator. */
export type Value =
  | { readonly type: 'byte' | 'short' | 'long'; readonly values: readonly number[] }
  | { readonly type: 'ascii'; readonly text: string }
  | { readonly type: 'undefined'; readonly bytes: Uint8Array }
  | {
      readonly type: 'rational' | 'srational';
      readonly pairs: readonly (readonly [number, number])[];
    }
  | { readonly type: 'directories'; readonly directories: readonly Directory[] }
  /** Image data: the entry holds where it lies. */
  | { readonly type: 'data'; readonly bytes: Uint8Array };

/** Tags by number; written in ascending order, as the standard asks. */
export type Directory = Readonly<Record<number, Value>>;

const TYPES = {
  byte: 1,
  ascii: 2,
  short: 3,
  long: 4,
  rational: 5,
  undefined: 7,
  srational: 10,
  directories: 4,
  data: 4,
} as const;
const HEADER = 8;

export const short = (...values: number[]): Value => ({ type: 'short', values });
export const long = (...values: number[]): Value => ({ type: 'long', values });
export const byte = (...values: number[]): Value => ({ type: 'byte', values });
export const ascii = (text: string): Value => ({ type: 'ascii', text });
export const rational = (...pairs: (readonly [number, number])[]): Value => ({
  type: 'rational',
  pairs,
});
export const srational = (...pairs: (readonly [number, number])[]): Value => ({
  type: 'srational',
  pairs,
});

/** A little-endian TIFF file with one main directory. */
export function tiffBytes(main: Directory): Buffer {
  const parts: Buffer[] = [];
  // Image data goes last, so that a reader finds everything else near the start of the file.
  const pending: { readonly table: Buffer; readonly at: number; readonly bytes: Uint8Array }[] = [];
  let size = HEADER;
  const append = (bytes: Buffer): number => {
    const at = size;
    // Offsets must be even.
    parts.push(bytes);
    size += bytes.length;
    if (size % 2 === 1) {
      parts.push(Buffer.alloc(1));
      size += 1;
    }
    return at;
  };
  const write = (directory: Directory): number => {
    const entries = Object.entries(directory).sort(([a], [b]) => Number(a) - Number(b));
    const table = Buffer.alloc(2 + entries.length * 12 + 4);
    table.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, value], index) => {
      const at = 2 + index * 12;
      table.writeUInt16LE(Number(tag), at);
      table.writeUInt16LE(TYPES[value.type], at + 2);
      if (value.type === 'data') {
        table.writeUInt32LE(1, at + 4);
        pending.push({ table, at: at + 8, bytes: value.bytes });
        return;
      }
      const { count, bytes } =
        value.type === 'directories'
          ? encode(long(...value.directories.map(write)))
          : encode(value);
      table.writeUInt32LE(count, at + 4);
      if (bytes.length <= 4) bytes.copy(table, at + 8);
      else table.writeUInt32LE(append(bytes), at + 8);
    });
    return append(table);
  };
  const first = write(main);
  for (const { table, at, bytes } of pending) {
    table.writeUInt32LE(append(Buffer.from(bytes)), at);
  }
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(first, 4);
  return Buffer.concat([header, ...parts]);
}

function encode(value: Value): { count: number; bytes: Buffer } {
  switch (value.type) {
    case 'directories':
    case 'data':
      throw new TypeError('offsets are known only once the file is laid out');
    case 'ascii': {
      const bytes = Buffer.from(`${value.text}\0`, 'latin1');
      return { count: bytes.length, bytes };
    }
    case 'undefined':
      return { count: value.bytes.length, bytes: Buffer.from(value.bytes) };
    case 'byte':
      return { count: value.values.length, bytes: Buffer.from(value.values) };
    case 'short':
      return {
        count: value.values.length,
        bytes: Buffer.from(Uint16Array.from(value.values).buffer),
      };
    case 'long':
      return {
        count: value.values.length,
        bytes: Buffer.from(Uint32Array.from(value.values).buffer),
      };
    case 'rational':
    case 'srational':
      return {
        count: value.pairs.length,
        // Two's complement: a signed numerator has the same bits.
        bytes: Buffer.from(Int32Array.from(value.pairs.flat()).buffer),
      };
  }
}
