import path from 'node:path';
import { KeepersError, toErrorInfo } from '../../src-shared/errors.ts';
import type { SheetSettings, Shown } from '../../src-shared/bridge.ts';
import { sheetPages, type SheetPage } from './sheet-layout.ts';
import { pageAsSvg } from './sheet-svg.ts';
import type { DrawSvg, ShownPhoto, ShownPicture } from './types.ts';

/** Pixels to the inch of paper. */
const PICTURE_DPI = 200;
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
  const pdf = ending === '.pdf' ? await startPdf(settings.title, rooms.drawSvg) : undefined;
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

/** Loaded when a PDF is asked for: fonts and all, it is much for every command to load. */
async function startPdf(title: string, drawSvg: DrawSvg) {
  const { PdfSheet } = await import('./pdf-sheet.ts');
  return new PdfSheet(title, drawSvg);
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
