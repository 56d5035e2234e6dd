/**
 * Names of copies by template: `{date}/{name}` puts photos into a folder a day under their own names.
 *
 * A template is text with words in braces; `/` parts folders; the ending of a file is its own and always kept. One
 * template names a photo's files alike, so that RAW, JPEG, film and sidecars stay together. A name can never lead out of
 * the folder that it is for: such a template is refused, and what words stand for has no separators.
 */
import * as v from 'valibot';
import { KeepersError } from './errors.ts';

/** What a template's words stand for. What is not known is absent. */
export const NameFactsSchema = v.object({
  /** The file's own name without its ending. */
  name: v.string(),
  /** Its ending with the dot, as it is written. */
  ending: v.string(),
  /** Name of the folder that it lies in. */
  folder: v.string(),
  /** Local time of the capture, `YYYY-MM-DDTHH:MM:SS…`; the file's own where no capture time is known. */
  takenAt: v.string(),
  camera: v.optional(v.string()),
  lens: v.optional(v.string()),
  iso: v.optional(v.number()),
  stars: v.optional(v.number()),
  flag: v.optional(v.string()),
  color: v.optional(v.string()),
  /** 1–5. */
  score: v.optional(v.number()),
});
export type NameFacts = v.InferOutput<typeof NameFactsSchema>;

/** Every word, with what it stands for. */
export const NAME_WORDS: Readonly<Record<string, string>> = {
  name: 'the file’s own name',
  date: 'day of capture, 2026-05-31',
  time: 'time of capture, 174502',
  year: 'year',
  month: 'month, 01 to 12',
  day: 'day, 01 to 31',
  hour: 'hour, 00 to 23',
  minute: 'minute',
  second: 'second',
  sequence: 'a number that counts; {sequence:4} is 0001',
  camera: 'camera',
  lens: 'lens',
  iso: 'ISO',
  folder: 'folder that it comes from',
  stars: 'stars, 0 to 5',
  flag: 'flag',
  color: 'colour label',
  score: 'score, 1.00 to 5.00',
};

export const DEFAULT_IMPORT_TEMPLATE = '{date}/{name}';
export const DEFAULT_DELIVERY_TEMPLATE = '{name}';

const UNKNOWN = 'unknown';
const MOST_DIGITS = 8;
/** Names that Windows keeps for devices, with any ending. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
// What FAT, exFAT, NTFS and SMB refuse; control characters are what is looked for.
const REFUSED = new RegExp('[<>:"|?*\\\\/\\u0000-\\u001f\\u007f]', 'g');

type Piece = string | { readonly word: string; readonly digits: number };

/** A template that has been understood. */
export interface NameTemplate {
  /** Whether every photo gets a name of its own by counting. */
  readonly counts: boolean;
  /** The name without its ending, folders parted by '/'. `sequence` counts from 1. */
  expand(facts: NameFacts, sequence: number): string;
}

/** Understands a template. Throws `template-invalid`. */
export function parseTemplate(template: string): NameTemplate {
  if (template.trim() === '') throw invalid('it is empty');
  if (template.startsWith('/') || /^[a-z]:/i.test(template) || template.startsWith('~')) {
    throw invalid('it must not begin at the top of a drive');
  }
  if (template.includes('\\')) throw invalid('folders are parted by “/”');
  const segments = template.split('/').map(piecesOf);
  for (const pieces of segments) {
    const text = pieces.map((piece) => (typeof piece === 'string' ? piece : 'x')).join('');
    if (text === '') throw invalid('a folder in it has no name');
    if (/^\.+\s*$/.test(text)) throw invalid(`“${text}” would lead to another folder`);
  }
  const words = segments.flat().filter((piece) => typeof piece !== 'string');
  return {
    counts: words.some(({ word }) => word === 'sequence'),
    expand: (facts, sequence) =>
      segments
        .map((pieces) =>
          portable(
            pieces
              .map((piece) => (typeof piece === 'string' ? piece : valueOf(piece, facts, sequence)))
              .join(''),
          ),
        )
        .join('/'),
  };
}

function piecesOf(segment: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of segment.matchAll(/\{([^{}]*)\}/g)) {
    pieces.push(plain(segment.slice(at, match.index)));
    const [word = '', digits = '1', ...rest] = (match[1] ?? '').split(':');
    if (!Object.hasOwn(NAME_WORDS, word)) throw invalid(`it has no word {${word}}`);
    const count = Number(digits);
    const isCount = Number.isInteger(count) && count >= 1 && count <= MOST_DIGITS;
    if (rest.length > 0 || !isCount || (word !== 'sequence' && match[1] !== word)) {
      throw invalid(`{${match[1] ?? ''}} is not understood`);
    }
    pieces.push({ word, digits: count });
    at = match.index + match[0].length;
  }
  pieces.push(plain(segment.slice(at)));
  return pieces.filter((piece) => piece !== '');
}

function plain(text: string): string {
  if (/[{}]/.test(text)) throw invalid('a brace is not closed');
  return text;
}

function valueOf(
  { word, digits }: Exclude<Piece, string>,
  facts: NameFacts,
  sequence: number,
): string {
  const [day = '', clock = ''] = facts.takenAt.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  const [hour = '', minute = '', second = ''] = clock.slice(0, 8).split(':');
  const values: Readonly<Record<string, string | number | undefined>> = {
    name: facts.name,
    date: day,
    time: `${hour}${minute}${second}`,
    ...{ year, month, day: date, hour, minute, second },
    sequence: String(sequence).padStart(digits, '0'),
    camera: facts.camera,
    lens: facts.lens,
    iso: facts.iso,
    folder: facts.folder,
    stars: facts.stars,
    flag: facts.flag,
    color: facts.color,
    score: facts.score?.toFixed(2),
  };
  const value = String(values[word] ?? '').trim();
  // A value is one part of a name, whatever is in it.
  return value === '' ? UNKNOWN : value.replace(REFUSED, '_');
}

/** A name that every file system takes: the characters of none are in it, and no device is called so. */
function portable(text: string): string {
  const clean = text.replace(REFUSED, '_').replace(/[. ]+$/, '');
  if (clean === '' || /^\.+$/.test(clean)) return '_';
  return RESERVED.test(clean) ? `_${clean}` : clean;
}

function invalid(reason: string): KeepersError {
  return new KeepersError('template-invalid', { reason });
}
