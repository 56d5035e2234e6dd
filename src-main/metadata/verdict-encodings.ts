import type { Color, Flag, Stars, Verdict } from '../../src-shared/verdict.ts';
import type { Property, XmpPacket } from './xmp.ts';

/*
 * [Note: how a verdict stands in XMP]
 *
 * Reading. Every encoding of the table below is understood. For each of stars, flag and colour the first
 * encoding in the table's order that says something counts, with two exceptions: a rejection said by
 * anyone is a rejection, because losing one costs less than a picked frame that someone had thrown out
 * coming back unseen; and Photo Mechanic's class 8 ("Trash") rejects only where nobody else speaks of flags.
 * The language-independent `photoshop:LabelColor` goes before `xmp:Label`, whose names people change.
 * Where `xmpDM:pick` stands, Lightroom's profile is in use, in which a missing rating or label means
 * none: so a label that Lightroom took away is seen to be gone. Elsewhere a missing one means nothing.
 *
 * Writing is Lightroom's profile: `xmp:Rating` 0–5 (stars stay on a rejected photo), `xmpDM:pick`,
 * `xmpDM:good`, `xmp:Label` with `photoshop:LabelColor`. Encodings of other tools are never added, but
 * one that is there already and says something else is brought into line, so that the file never
 * disagrees with itself. One that already says the same is left as it stands: `xmp:Rating="-1"` on a
 * rejected photo without stars (darktable), a localised label beside the right LabelColor, digiKam's
 * "pending" on a photo without a flag, its orange, which Keepers does not have, on one without a colour.
 */

const XMP = { namespace: 'http://ns.adobe.com/xap/1.0/', prefix: 'xmp' };
const XMP_DM = { namespace: 'http://ns.adobe.com/xmp/1.0/DynamicMedia/', prefix: 'xmpDM' };
const PHOTOSHOP = { namespace: 'http://ns.adobe.com/photoshop/1.0/', prefix: 'photoshop' };
const DIGIKAM = { namespace: 'http://www.digikam.org/ns/1.0/', prefix: 'digiKam' };
const PHOTO_MECHANIC = {
  namespace: 'http://ns.camerabits.com/photomechanic/1.0/',
  prefix: 'photomechanic',
};
// Microsoft's own writers end the namespace in a slash, ExifTool and others do not.
const MICROSOFT = { namespace: 'http://ns.microsoft.com/photo/1.0/', prefix: 'MicrosoftPhoto' };
const MICROSOFT_BARE = { ...MICROSOFT, namespace: 'http://ns.microsoft.com/photo/1.0' };

const RATING: Property = { ...XMP, name: 'Rating' };
const LABEL: Property = { ...XMP, name: 'Label' };
const METADATA_DATE: Property = { ...XMP, name: 'MetadataDate' };
const PICK: Property = { ...XMP_DM, name: 'pick' };
const GOOD: Property = { ...XMP_DM, name: 'good' };
const LABEL_COLOR: Property = { ...PHOTOSHOP, name: 'LabelColor' };
const URGENCY: Property = { ...PHOTOSHOP, name: 'Urgency' };
const SIDECAR_FOR: Property = { ...PHOTOSHOP, name: 'SidecarForExtension' };
const PICK_LABEL: Property = { ...DIGIKAM, name: 'PickLabel' };
const COLOR_LABEL: Property = { ...DIGIKAM, name: 'ColorLabel' };
const COLOR_CLASS: Property = { ...PHOTO_MECHANIC, name: 'ColorClass' };
const TAGGED: Property = { ...PHOTO_MECHANIC, name: 'Tagged' };

/** What one or several encodings say; absent is "nothing". */
export interface Said {
  stars?: Stars;
  flag?: Flag;
  color?: Color;
}

/** One way to write down a part of a verdict. */
interface Encoding {
  readonly property: Property;
  /** What a value says in its packet; `{}` where it says nothing that Keepers knows. */
  read(value: string, packet: XmpPacket): Said;
  /** The value for a verdict; undefined removes the property. */
  write(verdict: Verdict, present: string, packet: XmpPacket): string | undefined;
}

const CAPITALS: Readonly<Record<Exclude<Color, 'none'>, string>> = {
  red: 'Red',
  yellow: 'Yellow',
  green: 'Green',
  blue: 'Blue',
  purple: 'Purple',
};

/** Numbers of colours in digiKam; its magenta is the nearest to purple. */
const DIGIKAM_COLORS: Readonly<Record<Color, string>> = {
  none: '0',
  red: '1',
  yellow: '3',
  green: '4',
  blue: '5',
  purple: '6',
};

/**
 * Photo Mechanic's classes by its factory palette: 1 magenta, 2 red, 3 orange, 4 yellow, 5 green,
 * 6 aqua, 7 blue, 8 grey.
 */
const CLASS_COLORS: Readonly<Record<Color, string>> = {
  none: '0',
  purple: '1',
  red: '2',
  yellow: '4',
  green: '5',
  blue: '7',
};

const TRASH = '8';
const MICROSOFT_RATINGS = ['0', '1', '25', '50', '75', '99'];

/** Photo Mechanic repeats its class in Urgency; digiKam and Nikon NX keep digiKam's number there. */
function urgencyScale(packet: XmpPacket): Readonly<Record<Color, string>> {
  return packet.has(COLOR_CLASS) || packet.has(TAGGED) ? CLASS_COLORS : DIGIKAM_COLORS;
}

function colorFrom(table: Readonly<Record<Color, string>>, value: string): Said {
  const found = Object.entries(table).find(([, number]) => number === value);
  return found === undefined ? {} : { color: found[0] as Color };
}

function isStars(value: number): value is Stars {
  return Number.isInteger(value) && value >= 0 && value <= 5;
}

function truth(value: string): boolean | undefined {
  const lower = value.toLowerCase();
  return lower === 'true' || lower === '1'
    ? true
    : lower === 'false' || lower === '0'
      ? false
      : undefined;
}

function microsoft(property: Property): Encoding {
  return {
    property,
    read(value) {
      const percent = Number(value);
      if (value === '' || !(percent >= 0 && percent <= 100)) return {};
      if (percent === 0) return { stars: 0 };
      // The limits between which Windows shows the same number of stars.
      const stars = 1 + [13, 38, 63, 88].filter((limit) => percent >= limit).length;
      return isStars(stars) ? { stars } : {};
    },
    write: ({ stars }) => MICROSOFT_RATINGS[stars],
  };
}

/** Encodings that Keepers writes; see the note above. */
const OWNED: readonly Encoding[] = [
  {
    property: RATING,
    read(value) {
      // Some writers put "3.0".
      const number = Number(value);
      if (value === '' || Number.isNaN(number)) return {};
      if (number < 0) return { flag: 'reject' };
      return isStars(number) ? { stars: number } : {};
    },
    write: ({ stars, flag }, present) =>
      flag === 'reject' && stars === 0 && Number(present) < 0 ? present : String(stars),
  },
  {
    property: PICK,
    read(value) {
      const number = Number(value);
      if (value === '' || !Number.isInteger(number)) return {};
      return { flag: number > 0 ? 'pick' : number < 0 ? 'reject' : 'none' };
    },
    write: ({ flag }) => ({ pick: '1', none: '0', reject: '-1' })[flag],
  },
  {
    property: GOOD,
    read(value) {
      const good = truth(value);
      return good === undefined ? {} : { flag: good ? 'pick' : 'reject' };
    },
    write: ({ flag }) => ({ pick: 'True', none: undefined, reject: 'False' })[flag],
  },
  {
    property: LABEL_COLOR,
    read(value) {
      const color = value.toLowerCase();
      if (color === 'none' || color === '') return { color: 'none' };
      return color in CAPITALS ? { color: color as Color } : {};
    },
    write: ({ color }) => (color === 'none' ? undefined : color),
  },
  {
    property: LABEL,
    read(value) {
      const color = value.toLowerCase();
      if (color === '') return { color: 'none' };
      return color in CAPITALS ? { color: color as Color } : {};
    },
    write: ({ color }) => (color === 'none' ? undefined : CAPITALS[color]),
  },
];

/** Encodings of other tools: read, and corrected where present. */
const FOREIGN: readonly Encoding[] = [
  microsoft({ ...MICROSOFT, name: 'Rating' }),
  microsoft({ ...MICROSOFT_BARE, name: 'Rating' }),
  {
    property: PICK_LABEL,
    read: (value) => {
      const flags: Readonly<Record<string, Flag>> = {
        0: 'none',
        1: 'reject',
        2: 'none',
        3: 'pick',
      };
      const flag = flags[value];
      return flag === undefined ? {} : { flag };
    },
    write: ({ flag }) => ({ none: '0', reject: '1', pick: '3' })[flag],
  },
  {
    property: TAGGED,
    read(value) {
      const tagged = truth(value);
      return tagged === undefined ? {} : { flag: tagged ? 'pick' : 'none' };
    },
    write: ({ flag }) => (flag === 'pick' ? 'True' : 'False'),
  },
  {
    property: COLOR_LABEL,
    read: (value) => colorFrom(DIGIKAM_COLORS, value),
    write: ({ color }) => DIGIKAM_COLORS[color],
  },
  {
    property: COLOR_CLASS,
    read: (value) => colorFrom(CLASS_COLORS, value),
    write: ({ color }) => CLASS_COLORS[color],
  },
  {
    property: URGENCY,
    read: (value, packet) => colorFrom(urgencyScale(packet), value),
    write: ({ color }, _present, packet) => urgencyScale(packet)[color],
  },
];

/** What a packet says about the verdict; undefined where it says nothing. */
export function readVerdictFrom(packet: XmpPacket): Said | undefined {
  const said: Said = {};
  for (const { property, read } of [...OWNED, ...FOREIGN]) {
    const value = packet.get(property);
    if (value === undefined) continue;
    const { stars, flag, color } = read(value, packet);
    if (stars !== undefined) said.stars ??= stars;
    if (color !== undefined) said.color ??= color;
    if (flag !== undefined && (said.flag === undefined || flag === 'reject')) said.flag = flag;
  }
  if (said.flag === undefined && packet.get(COLOR_CLASS) === TRASH) said.flag = 'reject';
  if (packet.has(PICK)) {
    said.stars ??= 0;
    said.color ??= 'none';
  }
  return Object.keys(said).length === 0 ? undefined : said;
}

/**
 * Writes the verdict into a packet, owned properties and whatever contradicts them. Returns whether
 * anything had to change; `xmp:MetadataDate` is set only then.
 */
export function writeVerdictInto(packet: XmpPacket, verdict: Verdict, now: Date): boolean {
  const label = labelToWrite(packet, verdict);
  for (const { property, write } of OWNED) {
    const value = property === LABEL ? label : write(verdict, packet.get(property) ?? '', packet);
    if (value === undefined) packet.remove(property);
    else packet.set(property, value);
  }
  for (const { property, read, write } of FOREIGN) {
    if (!packet.has(property)) continue;
    const present = packet.get(property) ?? '';
    if (agrees(read(present, packet), verdict) && !contradictsAsTrash(property, present, verdict)) {
      continue;
    }
    const value = write(verdict, present, packet);
    if (value !== undefined) packet.set(property, value);
  }
  if (packet.changed) packet.set(METADATA_DATE, localDate(now));
  return packet.changed;
}

/** The extension that a shared sidecar says it belongs to, lower case. */
export function sidecarExtension(packet: XmpPacket): string | undefined {
  const value = packet.get(SIDECAR_FOR)?.toLowerCase().replace(/^\./, '');
  return value === '' ? undefined : value;
}

export function setSidecarExtension(packet: XmpPacket, extension: string): void {
  packet.set(SIDECAR_FOR, extension.toUpperCase());
}

/** Whether a value in a foreign property may stay: it says the same, or nothing while we have nothing. */
function agrees(said: Said, verdict: Verdict): boolean {
  if (said.stars !== undefined) return said.stars === verdict.stars;
  if (said.flag !== undefined) return said.flag === verdict.flag;
  if (said.color !== undefined) return said.color === verdict.color;
  return verdict.color === 'none';
}

/**
 * A label in the person's own words stays where LabelColor says that it names the same colour, and where
 * it names none that Keepers knows while the photo has none.
 */
function labelToWrite(packet: XmpPacket, { color }: Verdict): string | undefined {
  const label = packet.get(LABEL);
  const isOwnWord = label !== undefined && label !== '' && !(label.toLowerCase() in CAPITALS);
  const before = packet.get(LABEL_COLOR)?.toLowerCase() ?? 'none';
  if (isOwnWord && before === color) return label;
  return color === 'none' ? undefined : CAPITALS[color];
}

/** Class 8 is no colour, but it would say "reject" once the owned properties say otherwise. */
function contradictsAsTrash(property: Property, present: string, { flag }: Verdict): boolean {
  return (
    (property === COLOR_CLASS || property === URGENCY) && present === TRASH && flag !== 'reject'
  );
}

/** `2024-05-01T10:00:00+02:00`, as Adobe's tools write it. */
function localDate(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const two = (number: number): string => String(Math.trunc(Math.abs(number))).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
