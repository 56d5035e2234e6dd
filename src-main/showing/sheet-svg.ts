import { escapeMarkup } from './markup.ts';
import { fitInside, type Label, type SheetPage } from './sheet-layout.ts';
import type { ShownPhoto, ShownPicture } from './types.ts';

/** JPEG pages have so many pixels to the inch: sharp in print at arm's length. */
const DPI = 200;
const SCALE = DPI / 72;

/** A page as SVG, with its pictures in it. */
export function pageAsSvg(
  { width, height, cells, labels }: SheetPage,
  pictures: ReadonlyMap<ShownPhoto, ShownPicture>,
): string {
  const images = cells.flatMap(({ photo, box }) => {
    const picture = pictures.get(photo);
    if (picture === undefined) return [];
    const at = fitInside(picture, box);
    const data = Buffer.from(picture.bytes).toString('base64');
    return [
      `<image x="${at.x}" y="${at.y}" width="${at.width}" height="${at.height}" href="data:image/jpeg;base64,${data}"/>`,
    ];
  });
  const texts = [...labels, ...cells.flatMap(({ captions }) => captions)].map(labelAsSvg);
  return svg(width, height, SCALE, [...images, ...texts].join(''));
}

/** A label alone, for fonts that lack its characters. Four times as fine as the page is measured. */
export function labelAlone(label: Label): string {
  return svg(label.width, label.size * 1.5, 4, labelAsSvg({ ...label, x: 0, y: label.size * 1.1 }));
}

function svg(width: number, height: number, scale: number, inside: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width * scale)}" height="${Math.round(height * scale)}" viewBox="0 0 ${width} ${height}"><rect width="${width}" height="${height}" fill="#fff"/>${inside}</svg>`;
}

function labelAsSvg({ text, x, y, width, size, align }: Label): string {
  const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
  const at = { left: x, center: x + width / 2, right: x + width }[align];
  return `<text x="${at}" y="${y}" font-size="${size}" font-family="Helvetica, Arial, sans-serif" fill="#222" text-anchor="${anchor}">${escapeMarkup(shortened(text, width, size))}</text>`;
}

/** Long names keep their beginning and their end, where counters are. */
export function shortened(text: string, width: number, size: number): string {
  const fits = Math.max(4, Math.floor(width / (size * 0.52)));
  const letters = [...text];
  if (letters.length <= fits) return text;
  const tail = Math.floor((fits - 1) / 2);
  return `${letters.slice(0, fits - 1 - tail).join('')}…${letters.slice(-tail).join('')}`;
}
