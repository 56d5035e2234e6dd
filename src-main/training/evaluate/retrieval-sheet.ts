/** A sheet to look at: which photos of a folder a model finds for some sentences, and which it puts last. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { SPACES, type Space } from '../../../src-aesnet/descriptions/index.ts';
import { cosinesWith } from '../../../src-aesnet/evaluation/level-retrieval.ts';
import {
  contactSheet,
  type SheetPicture,
  type SheetRow,
} from '../../../src-aesnet/plots/contact-sheet.ts';
import { KeepersError, toErrorInfo, type ErrorInfo } from '../../../src-shared/errors.ts';
import { formatOfPath } from '../../../src-shared/photo.ts';
import { asJpeg, readWholePicture, svgAsJpeg } from '../../decoding/training-pictures.ts';
import { writeDurably } from '../../inference/durable.ts';
import { TextSession } from '../../inference/text-session.ts';
import { applyToPictures, type SessionOptions } from '../apply-model.ts';
import { openModel } from '../open-model.ts';
import { squash } from './photo-variants.ts';
import { inSpace, joined } from './vectors.ts';

/** A sentence and the attribute in whose space it is compared. */
export interface SheetSentence {
  readonly space: Space;
  readonly text: string;
}

/** What is looked for unless other sentences are given: one or two an attribute, praise and faults. */
export const SHEET_SENTENCES: readonly SheetSentence[] = [
  { space: 'light', text: 'beautiful light' },
  { space: 'light', text: 'too dark' },
  { space: 'light', text: 'warm evening light' },
  { space: 'color', text: 'rich, harmonious colours' },
  { space: 'color', text: 'orange cast' },
  { space: 'composition', text: 'tilted horizon' },
  { space: 'depth_of_field', text: 'the subject stands out from a soft background' },
  { space: 'technical_quality', text: 'out of focus' },
  { space: 'content', text: 'an interesting subject' },
  { space: 'emotion', text: 'peaceful' },
];

export interface SheetOptions extends SessionOptions {
  /** Its photos are looked at, not those of folders in it. */
  readonly folder: string;
  /** An SVG, or a JPEG where it ends in `.jpg` or `.jpeg`. */
  readonly out: string;
  readonly sentences: readonly SheetSentence[];
  /** Photos at either end. */
  readonly count: number;
  /** See `openModel`. */
  readonly model?: string;
  readonly modelsFolder: string;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, count: number): void;
  /** A photo that could not be read; it is left out. */
  onFailure(file: string, error: ErrorInfo): void;
}

/** A photo in all spaces, and small. */
interface Seen {
  readonly name: string;
  readonly picture: Omit<SheetPicture, 'caption'>;
  readonly embeddings: Float32Array;
}

/** Long side of the pictures on the sheet, in pixels: sharp on a screen of twice the density. */
const LONG = 320;
const QUALITY = 78;

/**
 * Draws the sheet and answers with how many photos it was drawn from. Throws `folder-missing`, `file-not-photo` where the folder
 * holds no photo that can be read, `text-missing`, `phrase-…`, and what `openModel` throws.
 */
export async function drawRetrievalSheet(options: SheetOptions): Promise<number> {
  const { folder, out, sentences, count, model, modelsFolder, threads } = options;
  const files = await photosIn(folder);
  const opened = await openModel(model, modelsFolder, options);
  const { entry } = opened;
  if (opened.folder === undefined) throw new KeepersError('text-missing', { id: opened.name });
  const text = await TextSession.open(entry, opened.folder, { threads });
  const phrases = await text.encode(sentences.map((sentence) => sentence.text));
  await text.release();
  const size = entry.outputs.attributeEmbeddings?.size ?? 0;
  const seen: Seen[] = [];
  for (const [index, name] of files.entries()) {
    if (options.signal.aborted) throw new KeepersError('cancelled');
    try {
      seen.push(await look(path.join(folder, name), opened));
    } catch (thrown) {
      options.onFailure(path.join(folder, name), toErrorInfo(thrown));
    }
    options.onProgress('Photos', index + 1, files.length);
  }
  if (seen.length === 0) throw new KeepersError('file-not-photo');
  const all = joined(seen.map(({ embeddings }) => embeddings));
  const rows = sentences.map(({ space, text: sentence }, at): SheetRow => {
    const phrase = inSpace(phrases[at]?.embeddings ?? new Float32Array(), space, size);
    const [cosines = []] = cosinesWith(
      { values: inSpace(all, space, size), size },
      { values: phrase, size },
    );
    const order = [...seen.keys()].sort((a, b) => (cosines[b] ?? 0) - (cosines[a] ?? 0));
    const drawn = (rows: readonly number[]) =>
      rows.map((row) => {
        const { name, picture } = seen[row] as Seen;
        return { ...picture, caption: `${(cosines[row] ?? 0).toFixed(2)}  ${shortened(name)}` };
      });
    return {
      sentence,
      note: `in the space of ${space}`,
      best: drawn(order.slice(0, count)),
      worst: drawn(order.toReversed().slice(0, count)),
    };
  });
  const title = `What ${opened.name} finds in ${seen.length} photos`;
  const svg = Buffer.from(contactSheet(title, rows));
  await writeDurably(out, /\.jpe?g$/i.test(out) ? await svgAsJpeg(svg) : svg);
  return seen.length;
}

async function photosIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    throw new KeepersError('folder-missing', { path: folder }, { cause: thrown });
  });
  return names.filter((name) => formatOfPath(name) !== undefined).sort();
}

async function look(
  file: string,
  { session, entry }: Awaited<ReturnType<typeof openModel>>,
): Promise<Seen> {
  const photo = await readWholePicture(file);
  const tensor = await squash(photo);
  const { attributeEmbeddings } = await applyToPictures(session, entry, 1, () => tensor);
  const jpeg = await asJpeg(photo, { long: LONG, quality: QUALITY });
  return {
    name: path.basename(file),
    picture: {
      href: `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`,
      aspect: photo.width / photo.height,
    },
    embeddings: attributeEmbeddings ?? new Float32Array(),
  };
}

/** A file's name as far as there is room for it. */
function shortened(name: string): string {
  return name.length <= 20 ? name : `${name.slice(0, 9)}…${name.slice(-10)}`;
}

/** The space that a person names, such as `light` or `emotion`; undefined for another word. */
export function spaceOf(name: string): Space | undefined {
  return SPACES.find((space) => space === name);
}
