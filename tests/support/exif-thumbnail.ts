const EXIF = 'Exif\0\0';
const ENTRY_BYTES = 12;
const COMPRESSION = 0x0103;
const OFFSET = 0x0201;
const LENGTH = 0x0202;
const SHORT = 3;
const LONG = 4;
const JPEG_COMPRESSION = 6;

/** A JPEG with EXIF, with a small JPEG as its EXIF thumbnail: what a camera writes and image libraries do not. */
export function withExifThumbnail(jpeg: Buffer, thumbnail: Buffer): Buffer {
  const tiff = jpeg.indexOf(EXIF) + EXIF.length;
  if (tiff < EXIF.length) throw new Error('no EXIF');
  const lengthAt = tiff - EXIF.length - 2;
  const end = lengthAt + jpeg.readUInt16BE(lengthAt);
  const little = jpeg.toString('latin1', tiff, tiff + 2) === 'II';
  const out = Buffer.from(jpeg.subarray(0, end));
  const put16 = (into: Buffer, value: number, at: number) =>
    little ? into.writeUInt16LE(value, at) : into.writeUInt16BE(value, at);
  const put32 = (into: Buffer, value: number, at: number) =>
    little ? into.writeUInt32LE(value, at) : into.writeUInt32BE(value, at);
  const first = tiff + (little ? out.readUInt32LE(tiff + 4) : out.readUInt32BE(tiff + 4));
  const entries = little ? out.readUInt16LE(first) : out.readUInt16BE(first);

  const padding = Buffer.alloc((end - tiff) % 2);
  const directoryAt = end - tiff + padding.length;
  const directory = Buffer.alloc(2 + 3 * ENTRY_BYTES + 4);
  put16(directory, 3, 0);
  const values = [
    [COMPRESSION, SHORT, JPEG_COMPRESSION],
    [OFFSET, LONG, directoryAt + directory.length],
    [LENGTH, LONG, thumbnail.length],
  ] as const;
  for (const [index, [tag, type, value]] of values.entries()) {
    const at = 2 + index * ENTRY_BYTES;
    put16(directory, tag, at);
    put16(directory, type, at + 2);
    put32(directory, 1, at + 4);
    if (type === SHORT) put16(directory, value, at + 8);
    else put32(directory, value, at + 8);
  }
  put32(out, directoryAt, first + 2 + entries * ENTRY_BYTES);
  const whole = Buffer.concat([out, padding, directory, thumbnail, jpeg.subarray(end)]);
  const length = whole.length - jpeg.length + (end - lengthAt);
  if (length > 0xffff) throw new Error('the thumbnail is too large for EXIF');
  whole.writeUInt16BE(length, lengthAt);
  return whole;
}
