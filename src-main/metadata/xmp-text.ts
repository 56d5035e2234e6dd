/** An XMP packet as text, and what is needed to write it back the way it was. */
export interface XmpText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly byteOrderMark: boolean;
  /** Whether lines ended in CR LF; XML itself knows only LF. */
  readonly crlf: boolean;
}

/** Control characters and non-characters that XML 1.0 forbids. */
// eslint would otherwise call control characters in a pattern a slip; they are what is looked for.
const FORBIDDEN = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]');

/**
 * Decodes UTF-8 or UTF-16, with or without a byte order mark: the encodings that XMP allows.
 * Throws a plain `Error` whose message is the reason.
 */
export function decodeXmp(bytes: Uint8Array): XmpText {
  const { encoding, mark } = detect(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(mark));
  } catch (cause) {
    throw new Error(`it is not valid ${encoding.toUpperCase()}`, { cause });
  }
  // Some writers pad the end with NULs.
  let end = text.length;
  while (text[end - 1] === '\0') end -= 1;
  text = text.slice(0, end);
  if (FORBIDDEN.test(text)) throw new Error('it contains control characters');
  const declared = /^<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']/.exec(text)?.[1]?.toLowerCase();
  if (declared !== undefined && !['utf-8', 'utf8', 'utf-16', 'us-ascii'].includes(declared)) {
    throw new Error(`its encoding is ${declared}; XMP is UTF-8 or UTF-16`);
  }
  return { text, encoding, byteOrderMark: mark > 0, crlf: /\r\n/.test(text) };
}

/**
 * References to line feeds (`&#10;`) give way to characters that stand for them, and back: once parsed they could not be
 * told from line ends, which are written the way the file has them. Each spelling has a character of its own.
 */
export interface LineFeedMarks {
  readonly text: string;
  /** The text with line feeds for the marks: what the references mean. */
  read(marked: string): string;
  /** The text with the references that the marks stand for. */
  restore(marked: string): string;
}

const PRIVATE_USE = 0xe000;

/** In a text whose lines end in LF alone there is nothing to tell apart. */
export function markLineFeeds({ text: given, crlf }: XmpText): LineFeedMarks {
  const text = given.trim();
  if (!crlf) return { text, read: (same) => same, restore: (same) => same };
  const spellings = [...new Set(text.match(/&#(?:0*10|x0*a);/gi) ?? [])];
  const marks: (readonly [spelling: string, mark: string])[] = [];
  let code = PRIVATE_USE;
  for (const spelling of spellings) {
    while (text.includes(String.fromCharCode(code))) code += 1;
    marks.push([spelling, String.fromCharCode(code)]);
    code += 1;
  }
  const replace = (from: string, by: (pair: readonly [string, string]) => [string, string]) =>
    marks.reduce((result, pair) => result.replaceAll(...by(pair)), from);
  return {
    text: replace(text, ([spelling, mark]) => [spelling, mark]),
    read: (marked) => replace(marked, ([, mark]) => [mark, '\n']),
    restore: (marked) => replace(marked, ([spelling, mark]) => [mark, spelling]),
  };
}

/** The bytes of `text` in the encoding, and with the line ends, of `original`. */
export function encodeXmp(text: string, original: Omit<XmpText, 'text'>): Uint8Array {
  const lines = original.crlf ? text.replaceAll('\n', '\r\n') : text;
  const marked = original.byteOrderMark ? `\uFEFF${lines}` : lines;
  if (original.encoding === 'utf-8') return Buffer.from(marked, 'utf8');
  const bytes = Buffer.from(marked, 'utf16le');
  return original.encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

function detect(bytes: Uint8Array): { encoding: XmpText['encoding']; mark: number } {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', mark: 2 };
  if (a === 0x3c && b === 0) return { encoding: 'utf-16le', mark: 0 };
  if (a === 0 && b === 0x3c) return { encoding: 'utf-16be', mark: 0 };
  return { encoding: 'utf-8', mark: 0 };
}
