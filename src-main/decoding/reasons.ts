import { KeepersError } from '../../src-shared/errors.ts';

const LONGEST_REASON = 80;

/** What a decoder threw, as an error for a person. */
export function damaged(thrown: unknown): KeepersError {
  if (thrown instanceof KeepersError) return thrown;
  return new KeepersError('photo-damaged', { reason: reasonOf(thrown) }, { cause: thrown });
}

/** The last thing that a decoder said, without the names of its parts: that is what stopped it. */
export function reasonOf(thrown: unknown): string {
  const said = linesOf(thrown).at(-1);
  if (said === undefined || said === 'Unknown error') return 'its data ends or breaks off early';
  if (said === 'contains unsupported image format') return 'its header is broken';
  const short = said.length > LONGEST_REASON ? `${said.slice(0, LONGEST_REASON - 1)}…` : said;
  return short.replace(/\.$/, '');
}

/** What libjpeg warns about although every pixel is as it was written. */
const HARMLESS = [
  // Padding before the end of the picture.
  /^Corrupt JPEG data: \d+ extraneous bytes before marker 0xd9$/,
  // Several phones write these; libjpeg goes on with the right ones.
  /^Invalid SOS parameters for sequential JPEG$/,
];

export function isHarmless(thrown: unknown): boolean {
  const lines = linesOf(thrown);
  return lines.length > 0 && lines.every((line) => HARMLESS.some((known) => known.test(line)));
}

function linesOf(thrown: unknown): string[] {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message
    .split('\n')
    .map((line) =>
      line
        .replace(/^Input (buffer|file) (has corrupt header:?)?\s*/, '')
        .replace(/^\w+: (?=\S)/, (prefix) =>
          /^(vips|heif|webp|tiff|gif)/i.test(prefix) ? '' : prefix,
        )
        // libheif ends with its numbers for the error, sometimes on a line of their own.
        .replace(/\(?\d+\.\d+\)$/, '')
        .trim(),
    )
    .filter((line) => line !== '');
}
