/** The pages of a contact sheet as one PDF. */
import PDFDocument from 'pdfkit';
import { fitInside, type Label, type SheetPage } from './sheet-layout.ts';
import { labelAlone, shortened } from './sheet-svg.ts';
import type { DrawSvg, ShownPhoto, ShownPicture } from './types.ts';

/** ★ in the font of symbols that every PDF reader has. */
const STAR = 'H';

export class PdfSheet {
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
