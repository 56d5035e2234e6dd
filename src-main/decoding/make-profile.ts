/** Small ICC profiles for colour spaces that a file only names. */

/** A colour space of three primaries, given as its RGB → XYZ (D50) columns, and one curve. */
interface MatrixSpace {
  readonly name: string;
  readonly red: Triple;
  readonly green: Triple;
  readonly blue: Triple;
  /** A parametric curve: gamma alone, or gamma, a, b, c, d of ICC.1 type 3. */
  readonly curve: readonly number[];
}
type Triple = readonly [number, number, number];

const HEADER_BYTES = 128;

const SRGB_CURVE = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

/** Adobe RGB (1998), section 4.3: primaries adapted to D50, gamma 563/256. */
const ADOBE_RGB: MatrixSpace = {
  name: 'Compatible with Adobe RGB (1998)',
  red: [0.60974, 0.31111, 0.01947],
  green: [0.20528, 0.62567, 0.06087],
  blue: [0.14919, 0.06322, 0.74457],
  curve: [563 / 256],
};

/** Display P3: the primaries of SMPTE RP 431-2 with D65, adapted to D50, and sRGB's curve. */
const DISPLAY_P3: MatrixSpace = {
  name: 'Display P3',
  red: [0.51512, 0.2412, -0.00105],
  green: [0.29198, 0.69225, 0.04189],
  blue: [0.1571, 0.06657, 0.78407],
  curve: SRGB_CURVE,
};

export const adobeRgbProfile = (): Buffer => matrixProfile(ADOBE_RGB);
export const displayP3Profile = (): Buffer => matrixProfile(DISPLAY_P3);

/** A display profile of ICC version 4 (ICC.1:2010, section 8.3.2). */
function matrixProfile(space: MatrixSpace): Buffer {
  const curve = parametricCurve(space.curve);
  const white: Triple = [0.9642, 1, 0.8249];
  const tags: [string, Buffer][] = [
    ['desc', text(space.name)],
    ['cprt', text('No copyright, use freely')],
    ['wtpt', xyz(white)],
    ['rXYZ', xyz(space.red)],
    ['gXYZ', xyz(space.green)],
    ['bXYZ', xyz(space.blue)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  let offset = HEADER_BYTES + table.length;
  const parts: Buffer[] = [];
  tags.forEach(([name, data], index) => {
    const entry = 4 + index * 12;
    table.write(name, entry, 'latin1');
    table.writeUInt32BE(offset, entry + 4);
    table.writeUInt32BE(data.length, entry + 8);
    parts.push(data);
    offset += data.length;
  });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x04200000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  white.forEach((value, index) => header.writeInt32BE(fixed(value), 68 + index * 4));
  return Buffer.concat([header, table, ...parts]);
}

function xyz(values: Triple): Buffer {
  const tag = Buffer.alloc(20);
  tag.write('XYZ ', 0, 'latin1');
  values.forEach((value, index) => tag.writeInt32BE(fixed(value), 8 + index * 4));
  return tag;
}

function parametricCurve(parameters: readonly number[]): Buffer {
  const tag = Buffer.alloc(12 + parameters.length * 4);
  tag.write('para', 0, 'latin1');
  tag.writeUInt16BE(parameters.length === 1 ? 0 : 3, 8);
  parameters.forEach((value, index) => tag.writeInt32BE(fixed(value), 12 + index * 4));
  return tag;
}

/** One string in one language, padded to four bytes. */
function text(value: string): Buffer {
  const tag = Buffer.alloc(28 + Math.ceil((value.length * 2) / 4) * 4);
  tag.write('mluc', 0, 'latin1');
  tag.writeUInt32BE(1, 8);
  tag.writeUInt32BE(12, 12);
  tag.write('enUS', 16, 'latin1');
  tag.writeUInt32BE(value.length * 2, 20);
  tag.writeUInt32BE(28, 24);
  Buffer.from(value, 'utf16le').swap16().copy(tag, 28);
  return tag;
}

/** s15Fixed16Number. */
function fixed(value: number): number {
  return Math.round(value * 65536);
}
