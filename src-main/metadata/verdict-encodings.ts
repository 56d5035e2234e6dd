import type { Color, Flag, Stars, Verdict } from '../../src-shared/verdict.ts';
import type { ProfileRules } from './verdict-profiles.ts';
import {
  RATING,
  LABEL,
  PICK,
  GOOD,
  LABEL_COLOR,
  URGENCY,
  SIDECAR_FOR,
  PICK_LABEL,
  COLOR_LABEL,
  DARKTABLE_LABELS,
  COLOR_CLASS,
  TAGGED,
  MICROSOFT_RATING,
  KEPT_STARS,
  MICROSOFT_RATING_BARE,
  ACDSEE_RATING,
} from './verdict-properties.ts';
import type { Property, XmpPacket } from './xmp.ts';

/*
 * [Note: how a verdict stands in XMP]
 *
 * Every encoding of the table below is understood. In one packet, for each of stars, flag and colour the first
 * encoding in the table's order that says something counts, with two exceptions: a rejection said by anyone
 * is a rejection, because losing one costs less than a picked frame that someone had thrown out coming back
 * unseen; and Photo Mechanic's class 8 ("Trash") rejects only where nobody else but its own tag speaks of flags.
 * The language-independent `photoshop:LabelColor` goes before `xmp:Label`, whose names people change.
 *
 * Where `xmpDM:pick` stands, Lightroom's profile is in use, in which a missing rating or label means none: so a
 * label that Lightroom took away is seen to be gone. darktable writes its labels into `darktable:colorlabels` and
 * leaves an `xmp:Label` of before where it stands, so in its sidecars its own word, or silence, goes first.
 * Elsewhere a missing one means nothing.
 *
 * `keepers:Stars` keeps the stars of a rejected photo where `xmp:Rating` must say -1; it says nothing otherwise.
 */

/** What one or several encodings say; absent is "nothing". */
export interface Said {
  stars?: Stars;
  flag?: Flag;
  color?: Color;
}

/** One way to write down a part of a verdict. */
export interface Encoding {
  readonly property: Property;
  /** Whether it means what it says: class numbers and tags mean what people make of them. */
  readonly sure: boolean;
  /** What a value says in its packet; `{}` where it says nothing that Keepers knows. */
  read(value: string, packet: XmpPacket): Said;
  /** The value for a verdict; undefined removes the property. */
  write(verdict: Verdict, context: WriteContext): string | undefined;
  /** Whether a value may stay beside this verdict; default: it says the same, or nothing where there is nothing. */
  keeps?(present: string, verdict: Verdict, context: WriteContext): boolean;
  /** An array property, of which the first item counts. */
  readonly isList?: true;
}

export interface WriteContext {
  readonly packet: XmpPacket;
  readonly rules: ProfileRules;
}

export const COLOR_NAMES: Readonly<Record<Exclude<Color, 'none'>, string>> = {
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

const DARKTABLE_COLORS: readonly Color[] = ['red', 'yellow', 'green', 'blue', 'purple'];

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

const PICKS: Readonly<Record<Flag, string>> = { pick: '1', none: '0', reject: '-1' };

export const TRASH = '8';
const MICROSOFT_RATINGS = ['0', '1', '25', '50', '75', '99'];

/** Photo Mechanic repeats its class in Urgency; digiKam and Nikon NX keep digiKam's number there. */
function urgencyScale(packet: XmpPacket, rules?: ProfileRules): Readonly<Record<Color, string>> {
  const repeatsClass = packet.has(COLOR_CLASS) || packet.has(TAGGED);
  return repeatsClass || rules?.rejectsByTrash === true ? CLASS_COLORS : DIGIKAM_COLORS;
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

function isColorName(value: string): boolean {
  return Object.hasOwn(COLOR_NAMES, value.toLowerCase());
}

/** Whether a value may stay: it says the same, or nothing while the photo has no colour. */
function agrees(said: Said, verdict: Verdict): boolean {
  if (said.stars !== undefined) return said.stars === verdict.stars;
  if (said.flag !== undefined) return said.flag === verdict.flag;
  if (said.color !== undefined) return said.color === verdict.color;
  return verdict.color === 'none';
}

/** See `Encoding.keeps`. */
export function mayStay(
  encoding: Encoding,
  present: string,
  verdict: Verdict,
  context: WriteContext,
): boolean {
  return (
    encoding.keeps?.(present, verdict, context) ??
    agrees(encoding.read(present, context.packet), verdict)
  );
}

function microsoft(property: Property): Encoding {
  return {
    property,
    sure: true,
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

/** Class numbers: 8 is no colour, and says "reject" where the profile speaks to Photo Mechanic. */
function classNumber(
  property: Property,
  scale: (packet: XmpPacket, rules?: ProfileRules) => Readonly<Record<Color, string>>,
): Encoding {
  return {
    property,
    sure: false,
    read: (value, packet) => colorFrom(scale(packet), value),
    write: ({ flag, color }, { packet, rules }) =>
      flag === 'reject' && rules.rejectsByTrash ? TRASH : scale(packet, rules)[color],
    keeps(present, verdict, { packet, rules }) {
      if (present === TRASH) return verdict.flag === 'reject';
      if (verdict.flag === 'reject' && rules.rejectsByTrash) return false;
      return agrees(colorFrom(scale(packet, rules), present), verdict);
    },
  };
}

/** All encodings, in the order in which they are believed. */
export const ENCODINGS: readonly Encoding[] = [
  {
    property: RATING,
    sure: true,
    read(value) {
      // Some writers put "3.0".
      const number = Number(value);
      if (value === '' || Number.isNaN(number)) return {};
      if (number < 0) return { flag: 'reject' };
      return isStars(number) ? { stars: number } : {};
    },
    write: ({ stars, flag }, { rules }) =>
      flag === 'reject' && rules.rejectsByRating ? '-1' : String(stars),
    // darktable's -1 says of a rejected photo without stars all that there is to say.
    keeps: (present, { stars, flag }, { rules }) =>
      Number(present) < 0
        ? flag === 'reject' && (stars === 0 || rules.rejectsByRating)
        : Number(present) === stars &&
          present !== '' &&
          !(flag === 'reject' && rules.rejectsByRating),
  },
  {
    property: PICK,
    sure: true,
    read(value) {
      const number = Number(value);
      if (value === '' || !Number.isInteger(number)) return {};
      return { flag: number > 0 ? 'pick' : number < 0 ? 'reject' : 'none' };
    },
    write: ({ flag }) => PICKS[flag],
    keeps: (present, { flag }) => present === PICKS[flag],
  },
  {
    property: GOOD,
    sure: true,
    read(value) {
      const good = truth(value);
      return good === undefined ? {} : { flag: good ? 'pick' : 'reject' };
    },
    write: ({ flag }) => ({ pick: 'True', none: undefined, reject: 'False' })[flag],
    keeps: (present, { flag }) =>
      truth(present) === { pick: true, none: null, reject: false }[flag],
  },
  {
    property: LABEL_COLOR,
    sure: true,
    read(value) {
      const color = value.toLowerCase();
      if (color === 'none' || color === '') return { color: 'none' };
      return isColorName(color) ? { color: color as Color } : {};
    },
    write: ({ color }) => (color === 'none' ? undefined : color),
    keeps: (present, { color }) => color !== 'none' && present.toLowerCase() === color,
  },
  {
    property: DARKTABLE_LABELS,
    sure: true,
    isList: true,
    read(value) {
      const color = value === '' ? 'none' : DARKTABLE_COLORS[Number(value)];
      return color === undefined ? {} : { color };
    },
    write: ({ color }) => (color === 'none' ? undefined : String(DARKTABLE_COLORS.indexOf(color))),
  },
  {
    property: LABEL,
    sure: true,
    read(value) {
      if (value === '') return { color: 'none' };
      return isColorName(value) ? { color: value.toLowerCase() as Color } : {};
    },
    write: ({ color }) => (color === 'none' ? undefined : COLOR_NAMES[color]),
    /*
     * A label in the person's own words stays where LabelColor says that it names the same colour, and where
     * it names none that Keepers knows while the photo has none.
     */
    keeps(present, { color }, { packet }) {
      if (present === '') return false;
      if (isColorName(present)) return color !== 'none' && COLOR_NAMES[color] === present;
      return (packet.get(LABEL_COLOR)?.toLowerCase() ?? 'none') === color;
    },
  },
  microsoft(MICROSOFT_RATING),
  microsoft(MICROSOFT_RATING_BARE),
  {
    property: ACDSEE_RATING,
    sure: true,
    read(value) {
      const number = Number(value);
      return value !== '' && isStars(number) ? { stars: number } : {};
    },
    write: ({ stars }) => String(stars),
  },
  {
    property: KEPT_STARS,
    sure: false,
    read: (value, packet) => {
      const stars = Number(value);
      const isRejected = Number(packet.get(RATING)) < 0;
      return isRejected && value !== '' && isStars(stars) ? { stars } : {};
    },
    write: ({ stars, flag }, { rules }) =>
      flag === 'reject' && rules.rejectsByRating && stars > 0 ? String(stars) : undefined,
    keeps: (present, { stars, flag }, { rules }) =>
      flag === 'reject' && rules.rejectsByRating && present === String(stars),
  },
  {
    property: PICK_LABEL,
    sure: true,
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
    sure: false,
    read(value) {
      const tagged = truth(value);
      return tagged === undefined ? {} : { flag: tagged ? 'pick' : 'none' };
    },
    write: ({ flag }) => (flag === 'pick' ? 'True' : 'False'),
    keeps: (present, { flag }) => truth(present) === (flag === 'pick'),
  },
  {
    property: COLOR_LABEL,
    sure: true,
    read: (value) => colorFrom(DIGIKAM_COLORS, value),
    write: ({ color }) => DIGIKAM_COLORS[color],
  },
  classNumber(COLOR_CLASS, () => CLASS_COLORS),
  classNumber(URGENCY, urgencyScale),
];

/** The extension that a shared sidecar says it belongs to, lower case. */
export function sidecarExtension(packet: XmpPacket): string | undefined {
  const value = packet.get(SIDECAR_FOR)?.toLowerCase().replace(/^\./, '');
  return value === '' ? undefined : value;
}

export function setSidecarExtension(packet: XmpPacket, extension: string): void {
  packet.set(SIDECAR_FOR, extension.toUpperCase());
}
