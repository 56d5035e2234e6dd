import path from 'node:path';
import sharp from 'sharp';

/**
 * Writes each photo twice into a folder, once as it is and once blurred by a Gaussian of σ = `sigma` px at full size, a
 * fifth of a second apart, the photos a minute: bursts of two, in every second one of which the blurred copy comes first.
 */
export async function writeBlurredCopies(
  photos: readonly string[],
  folder: string,
  sigma: number,
): Promise<void> {
  for (const [index, photo] of photos.entries()) {
    const { data, info } = await sharp(photo)
      .rotate()
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const raw = { width: info.width, height: info.height, channels: info.channels };
    const stem = String(index).padStart(3, '0');
    for (const kind of ['sharp', 'blurred'] as const) {
      const picture = sharp(data, { raw });
      const isFirst = (kind === 'sharp') === (index % 2 === 0);
      const minute = new Date(Date.UTC(2024, 5, 1, 10, index)).toISOString();
      await (kind === 'blurred' ? picture.blur(sigma) : picture)
        .withExif({
          IFD0: { Make: 'TEST', Model: 'Test' },
          IFD2: {
            DateTimeOriginal: minute.slice(0, 19).replaceAll('-', ':').replace('T', ' '),
            SubSecTimeOriginal: isFirst ? '1' : '3',
          },
        })
        .jpeg({ quality: 92 })
        .toFile(path.join(folder, `${stem}-${kind}.jpg`));
    }
  }
}

/** Of how many of these suggestions the sharp one is suggested. */
export function shareOfSharp(suggested: readonly (string | undefined)[]): number {
  const sharpOnes = suggested.filter((file) => file?.endsWith('-sharp.jpg') === true);
  return sharpOnes.length / suggested.length;
}
