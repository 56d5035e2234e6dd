import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { withExifThumbnail } from '../../tests/support/exif-thumbnail.ts';
import { dataFolder } from './photos.ts';

const DISTINCT = 200;
const WIDTH = 1620;
const HEIGHT = 1080;
/** Width of EXIF thumbnails. */
const SMALL = 160;
const PER_FOLDER = 500;
/** Frames of a burst, and the time between two, milliseconds. */
const BURST = 5;
const WITHIN_MS = 200;
const BETWEEN_MS = 30_000;
/** What the copies overwrite: EXIF's date and its fraction. */
const DATE = '1999:12:31 23:59:59';
const FRACTION = '777';

/**
 * Writes a shoot of `count` photos in bursts of five, of 1620 × 1080 pixels, as a camera's own preview has, with EXIF thumbnails:
 * files that differ by their capture time alone are copies of one picture.
 */
export async function writeBurstShoot(folder: string, count: number): Promise<void> {
  const source = dataFolder('para/images-attributes');
  const names = (await readdir(source)).sort().slice(0, DISTINCT);
  const pictures: Buffer[] = [];
  for (const name of names) {
    const picture = sharp(path.join(source, name));
    const large = await picture
      .clone()
      .resize(WIDTH, HEIGHT, { fit: 'fill' })
      .withExif({
        IFD0: { Make: 'NIKON CORPORATION', Model: 'NIKON Z 8' },
        IFD2: { DateTimeOriginal: DATE, SubSecTimeOriginal: FRACTION, BodySerialNumber: '6001' },
      })
      .jpeg({ quality: 80 })
      .toBuffer();
    const small = picture.resize(SMALL, Math.round((SMALL * HEIGHT) / WIDTH), { fit: 'fill' });
    pictures.push(withExifThumbnail(large, await small.jpeg().toBuffer()));
  }
  for (let index = 0; index < count; index++) {
    const into = path.join(
      folder,
      `card-${String(Math.floor(index / PER_FOLDER)).padStart(3, '0')}`,
    );
    if (index % PER_FOLDER === 0) await mkdir(into, { recursive: true });
    const burst = Math.floor(index / BURST);
    const at = new Date(Date.UTC(2024, 5, 1, 8) + burst * BETWEEN_MS + (index % BURST) * WITHIN_MS);
    const [day = '', time = ''] = at.toISOString().split('T');
    const bytes = Buffer.from(pictures[burst % pictures.length] ?? '');
    overwrite(bytes, DATE, `${day.replaceAll('-', ':')} ${time.slice(0, 8)}`);
    overwrite(bytes, FRACTION, time.slice(9, 12));
    // Bytes after the end of a JPEG are not read: the files differ, the pictures do not.
    const file = path.join(into, `DSC_${String(index).padStart(6, '0')}.jpg`);
    await writeFile(file, Buffer.concat([bytes, Buffer.from(`\n${index}`)]));
  }
}

function overwrite(bytes: Buffer, old: string, text: string): void {
  const at = bytes.indexOf(`${old}\0`);
  if (at < 0) throw new Error(`no ${old} in the EXIF`);
  bytes.write(text, at, 'latin1');
}
