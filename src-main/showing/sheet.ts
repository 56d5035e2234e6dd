import path from 'node:path';
import PDFDocument from 'pdfkit';
import { KeepersError, toErrorInfo } from '../../src-shared/errors.ts';
import type { SheetSettings, Shown } from '../../src-shared/bridge.ts';
import { fitInside, sheetPages, type Label, type SheetPage } from './sheet-layout.ts';
import { labelAlone, pageAsSvg, shortened } from './sheet-svg.ts';
import type { DrawSvg, ShownPhoto, ShownPicture } from './types.ts';

/** Pixels to the inch of paper. */
const PICTURE_DPI = 200;
/** ★ in the font of symbols that every PDF reader has. */
const STAR = 'H';
/** Pictures that are read at the same time. */
const LANES = 4;

export interface SheetRooms {
  readonly drawSvg: DrawSvg;
  /** Writes a file that must not be there yet. */
  write(file: string, bytes: Uint8Array): Promise<unknown>;
  readonly signal?: AbortSignal | undefined;
  onPhoto?(): void;
}

/**
 * Makes a contact sheet: one PDF, or a JPEG a page. A photo that cannot be read leaves its place empty and is named.
 * Rejects with `target-exists`, `disk-full`, `write-failed`, `bad-request` for another ending.
 */
export async function makeSheet(
  photos: readonly ShownPhoto[],
  settings: SheetSettings,
  rooms: SheetRooms,
): Promise<Shown> {
  const ending = path.extname(settings.to).toLowerCase();
  if (!['.pdf', '.jpg', '.jpeg'].includes(ending)) {
    throw new KeepersError('bad-request', { reason: 'a contact sheet is a .pdf or a .jpg' });
  }
  const failed: Shown['failed'] = [];
  const pages = sheetPages(photos, settings);
  const files =
    ending === '.pdf'
      ? [settings.to]
      : pages.map((_, at) => numbered(settings.to, at, pages.length));
  const pdf = ending === '.pdf' ? new PdfSheet(settings.title, rooms.drawSvg) : undefined;
  for (const [at, page] of pages.entries()) {
    const pictures = await readPictures(page, rooms, failed);
    if (pdf !== undefined) await pdf.add(page, pictures);
    else {
      const drawn = await rooms.drawSvg(pageAsSvg(page, pictures));
      await rooms.write(files[at] ?? settings.to, drawn.bytes);
    }
  }
  if (pdf !== undefined) await rooms.write(settings.to, await pdf.end());
  return { files, photos: photos.length - failed.length, failed };
}

async function readPictures(
  page: SheetPage,
  { signal, onPhoto }: SheetRooms,
  failed: Shown['failed'],
): Promise<Map<ShownPhoto, ShownPicture>> {
  const pictures = new Map<ShownPhoto, ShownPicture>();
  const queue = page.cells.values();
  const lane = async () => {
    for (const { photo, box } of queue) {
      if (signal?.aborted === true) throw new KeepersError('cancelled');
      const edge = (Math.max(box.width, box.height) / 72) * PICTURE_DPI;
      try {
        pictures.set(photo, await photo.picture(edge));
      } catch (thrown) {
        failed.push({ name: photo.name, message: toErrorInfo(thrown).message });
      }
      onPhoto?.();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return pictures;
}

function numbered(file: string, at: number, of: number): string {
  if (of === 1) return file;
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}-${String(at + 1).padStart(String(of).length, '0')}${ext}`);
}

class PdfSheet {
  readonly #document: PDFKit.PDFDocument;
  readonly #drawSvg: DrawSvg;
  readonly #chunks: Buffer[] = [];
  readonly #ended: Promise<void>;

  constructor(title: string, drawSvg: DrawSvg) {
    this.#drawSvg = drawSvg;
    this.#document = new PDFDocument({
      ...{ autoFirstPage: false, margin: 0 },
      info: { Title: title, Creator: 'Keepers' },
    });
    this.#document.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#ended = new Promise((resolve, reject) => {
      this.#document.on('end', () => resolve());
      this.#document.on('error', reject);
    });
  }

  async add(page: SheetPage, pictures: ReadonlyMap<ShownPhoto, ShownPicture>): Promise<void> {
    const document = this.#document;
    document.addPage({ size: [page.width, page.height], margin: 0 });
    for (const { photo, box } of page.cells) {
      const picture = pictures.get(photo);
      if (picture === undefined) continue;
      const { x, y, width, height } = fitInside(picture, box);
      document.image(Buffer.from(picture.bytes), x, y, { width, height });
    }
    for (const label of [...page.labels, ...page.cells.flatMap(({ captions }) => captions)]) {
      await this.#write(label);
    }
  }

  async end(): Promise<Uint8Array> {
    this.#document.end();
    await this.#ended;
    return Buffer.concat(this.#chunks);
  }

  /** The fonts that every PDF reader has know Latin letters and stars; what they lack is drawn. */
  async #write(label: Label): Promise<void> {
    const { x, y, width, size, align } = label;
    const document = this.#document;
    const text = shortened(label.text, width, size);
    const [, stars = '', rest = ''] = /^(★*)(.*)$/su.exec(text) ?? [];
    if (!/^[\u0020-\u007e\u00a0-\u00ff…–—‘’“”•€]*$/.test(rest)) {
      const drawn = await this.#drawSvg(labelAlone(label));
      document.image(Buffer.from(drawn.bytes), x, y - size * 1.1, { width, height: size * 1.5 });
      return;
    }
    document.fontSize(size).fillColor('#222222');
    const parts = [
      { font: 'ZapfDingbats', text: STAR.repeat(stars.length) },
      { font: 'Helvetica', text: rest },
    ].map((part) => ({ ...part, width: document.font(part.font).widthOfString(part.text) }));
    const whole = parts.reduce((sum, part) => sum + part.width, 0);
    let at = { left: x, center: x + (width - whole) / 2, right: x + width - whole }[align];
    for (const part of parts) {
      if (part.text === '') continue;
      document.font(part.font).text(part.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
      at += part.width;
    }
  }
}
