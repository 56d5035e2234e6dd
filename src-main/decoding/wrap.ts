/** Ways to hand libvips a colour profile that the bytes themselves do not carry. */

const ICC_MARKER = 'ICC_PROFILE\0';

/** The JPEG, which must not carry a profile yet, with this one of at most 64 kB. */
export function jpegWithProfile(jpeg: Uint8Array, profile: Uint8Array): Buffer {
  const segment = Buffer.alloc(2 + 2 + ICC_MARKER.length + 2);
  segment.writeUInt16BE(0xffe2, 0);
  segment.writeUInt16BE(segment.length - 2 + profile.length, 2);
  segment.write(ICC_MARKER, 4, 'latin1');
  // Chunk 1 of 1.
  segment.writeUInt16BE(0x0101, 4 + ICC_MARKER.length);
  return Buffer.concat([jpeg.subarray(0, 2), segment, profile, jpeg.subarray(2)]);
}

/**
 * RGB samples and their profile as an uncompressed TIFF: raw pixels alone cannot carry a profile into libvips.
 * `pixels` is asked to write width × height × 3 bytes.
 */
export function tiffWithProfile(
  width: number,
  height: number,
  profile: Uint8Array,
  writePixels: (into: Uint8Array) => void,
): Buffer {
  const bytes = width * height * 3;
  const LONG = 4;
  const SHORT = 3;
  const UNDEFINED = 7;
  const entryCount = 11;
  const directory = 8;
  const bits = directory + 2 + entryCount * 12 + 4;
  const profileAt = bits + 8;
  const pixelsAt = profileAt + profile.length;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 3, bits],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 2],
    [273, LONG, 1, pixelsAt],
    [277, SHORT, 1, 3],
    [278, LONG, 1, height],
    [279, LONG, 1, bytes],
    [284, SHORT, 1, 1],
    [34675, UNDEFINED, profile.length, profileAt],
  ];
  const file = Buffer.allocUnsafe(pixelsAt + bytes);
  file.fill(0, 0, pixelsAt);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(directory, 4);
  file.writeUInt16LE(entryCount, directory);
  entries.forEach(([tag, type, count, value], index) => {
    const at = directory + 2 + index * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  for (const channel of [0, 1, 2]) file.writeUInt16LE(8, bits + channel * 2);
  file.set(profile, profileAt);
  writePixels(file.subarray(pixelsAt));
  return file;
}
