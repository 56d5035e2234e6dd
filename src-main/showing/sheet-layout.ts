import type { SheetSettings } from '../../src-shared/bridge.ts';
import type { ShownPhoto } from './types.ts';

/** Points (1/72 inch). */
const PAPER_SIZES = { a4: { width: 595.28, height: 841.89 }, letter: { width: 612, height: 792 } };
const MARGIN = 32;
const GAP = 10;
const TITLE_HEIGHT = 28;
const FOOTER_HEIGHT = 16;
const CAPTION_HEIGHT = 11;
const MOST_CAPTION_SIZE = 8;

export interface Label {
  readonly text: string;
  /** Left edge, baseline, and the width that it may take, points. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  readonly align: 'left' | 'center' | 'right';
}

/** A place for a photo, points from the top left of the page. */
export interface SheetCell {
  readonly photo: ShownPhoto;
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly captions: readonly Label[];
}

export interface SheetPage {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly SheetCell[];
  readonly labels: readonly Label[];
}

/** "★★★" and the flag, as text that every font has a way to show. */
export function captionsOf(photo: ShownPhoto, show: SheetSettings['show']): string[] {
  const { verdict, score, name } = photo;
  const marks = [
    show.includes('stars') && verdict.stars > 0 ? '★'.repeat(verdict.stars) : '',
    show.includes('scores') && score !== undefined ? score.toFixed(2) : '',
  ].filter((mark) => mark !== '');
  return [
    ...(show.includes('names') ? [name] : []),
    ...(marks.length > 0 ? [marks.join('   ')] : []),
  ];
}

/** Lays photos out on pages, as many as the settings say to each. */
export function sheetPages(photos: readonly ShownPhoto[], settings: SheetSettings): SheetPage[] {
  const { width, height } = PAPER_SIZES[settings.paper];
  const { columns, rows, show, title } = settings;
  const lines =
    (show.includes('names') ? 1 : 0) + (show.includes('stars') || show.includes('scores') ? 1 : 0);
  const top = MARGIN + (title === '' ? 0 : TITLE_HEIGHT);
  const cellWidth = (width - 2 * MARGIN - (columns - 1) * GAP) / columns;
  const cellHeight = (height - top - MARGIN - FOOTER_HEIGHT - (rows - 1) * GAP) / rows;
  const pictureHeight = Math.max(8, cellHeight - lines * CAPTION_HEIGHT);
  const size = Math.min(MOST_CAPTION_SIZE, cellWidth / 9);
  const perPage = columns * rows;
  const count = Math.max(1, Math.ceil(photos.length / perPage));
  return Array.from({ length: count }, (_, page): SheetPage => {
    const cells = photos.slice(page * perPage, (page + 1) * perPage).map((photo, at): SheetCell => {
      const x = MARGIN + (at % columns) * (cellWidth + GAP);
      const y = top + Math.floor(at / columns) * (cellHeight + GAP);
      const captions = captionsOf(photo, show).map((text, line): Label => ({
        ...{ text, x, width: cellWidth, size, align: 'center' },
        y: y + pictureHeight + (line + 0.8) * CAPTION_HEIGHT,
      }));
      return { photo, captions, box: { x, y, width: cellWidth, height: pictureHeight } };
    });
    const across = { x: MARGIN, width: width - 2 * MARGIN };
    const labels: Label[] = [
      ...(title === ''
        ? []
        : [{ ...across, text: title, y: MARGIN + 12, size: 14, align: 'left' as const }]),
      { ...across, text: `${page + 1} of ${count}`, y: height - MARGIN, size: 8, align: 'right' },
    ];
    return { width, height, cells, labels };
  });
}

/** Where a picture lies within its box: whole, centred, standing on its lower edge. */
export function fitInside(
  picture: { readonly width: number; readonly height: number },
  box: SheetCell['box'],
): SheetCell['box'] {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: box.x + (box.width - width) / 2, y: box.y + box.height - height, width, height };
}
