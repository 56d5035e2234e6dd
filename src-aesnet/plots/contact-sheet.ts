import { document, element, INK, text } from './svg.ts';

export interface SheetPicture {
  /** A data URI, so that the sheet is one file. */
  readonly href: string;
  /** Width over height. */
  readonly aspect: number;
  readonly caption: string;
}

/** Pictures that were found by one sentence. */
export interface SheetRow {
  readonly sentence: string;
  /** What it is about. */
  readonly note: string;
  readonly best: readonly SheetPicture[];
  readonly worst: readonly SheetPicture[];
}

const CELL = { width: 156, height: 118 };
const GAP = 8;
const MARGIN = 20;
const CAPTION = 18;
const LABEL = 34;
/** Between the best and the worst. */
const DIVIDE = 36;

/** For each sentence the pictures that fit it best, on the left, and worst, on the right: the text of an SVG file. */
export function contactSheet(title: string, rows: readonly SheetRow[]): string {
  const columns = Math.max(1, ...rows.flatMap(({ best, worst }) => [best.length, worst.length]));
  const half = columns * (CELL.width + GAP) - GAP;
  const right = MARGIN + half + DIVIDE;
  const rowHeight = LABEL + CELL.height + CAPTION + 12;
  const top = 62;
  const drawn = rows.map(({ sentence, note, best, worst }, index) => {
    const y = top + index * rowHeight;
    return [
      text(`“${sentence}”`, MARGIN, y + 16, {
        fill: INK.text,
        'font-size': 15,
        'font-weight': 600,
      }),
      text(note, right, y + 16),
      ...best.map((picture, at) => cell(picture, MARGIN + at * (CELL.width + GAP), y + 26)),
      ...worst.map((picture, at) => cell(picture, right + at * (CELL.width + GAP), y + 26)),
    ].join('');
  });
  return document(
    right + half + MARGIN,
    top + rows.length * rowHeight,
    title,
    text(title, MARGIN, 28, { fill: INK.text, 'font-size': 17, 'font-weight': 600 }),
    text('fit best, the best first', MARGIN, 48),
    text('fit worst, the worst first', right, 48),
    ...drawn,
  );
}

/** A picture within its cell, whole and on grey, with what is said of it below. */
function cell({ href, aspect, caption }: SheetPicture, x: number, y: number): string {
  const wide = aspect >= CELL.width / CELL.height;
  const width = wide ? CELL.width : CELL.height * aspect;
  const height = wide ? CELL.width / aspect : CELL.height;
  return [
    element('rect', { x, y, ...CELL, fill: INK.grid }),
    element('image', {
      href,
      x: x + (CELL.width - width) / 2,
      y: y + (CELL.height - height) / 2,
      width,
      height,
    }),
    text(caption, x, y + CELL.height + 14, { 'font-size': 11 }),
  ].join('');
}
