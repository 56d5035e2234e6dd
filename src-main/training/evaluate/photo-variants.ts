/** Damaged and harmlessly changed copies of one photo, made at its own size and then squashed for the model. */
import { applyDamage, DAMAGES, type EditName } from '../../../src-aesnet/edits/index.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import { KERNELS, resample, type Kernel } from '../../../src-aesnet/resample.ts';
import { resizeBySharp, throughJpeg } from '../../decoding/training-pictures.ts';

/** The side of the model's square, in pixels. */
const SIDE = 224;

/** A change that should not move the score. */
interface Harmless {
  readonly name: string;
  change(photo: Picture): Promise<Picture> | Picture;
}

/** Of a photo's width and height, what a crop of 2 % leaves. */
const CROP = 0.98;

/** What happens to a photo between two programs. Shrinking is by Lanczos-3 and enlarging cubic, as programs do. */
export const HARMLESS: readonly Harmless[] = [
  ...[0.5, 0.7, 1.5, 2, 4].map((factor) => ({
    name: `resize ${factor}×`,
    change: (photo: Picture) =>
      stretch(
        photo,
        Math.round(photo.width * factor),
        Math.round(photo.height * factor),
        factor < 1 ? 'lanczos3' : 'cubic',
      ),
  })),
  ...[95, 85, 75].map((quality) => ({
    name: `JPEG ${quality}`,
    change: (photo: Picture) => throughJpeg(photo, quality),
  })),
  { name: 'crop 2 %, centre', change: (photo) => crop(photo, 0.5) },
  { name: 'crop 2 %, corner', change: (photo) => crop(photo, 0) },
];

/** The kernels that the squash itself might use in place of Lanczos-3. */
export const OTHER_KERNELS = KERNELS.filter((kernel) => kernel !== 'lanczos3');

/** What a copy is; one key a picture of `photoVariants`. */
export type VariantKey =
  | 'photo'
  | `${EditName}: ${'clean' | 'weak' | 'strong'}`
  | `harmless: ${string}`
  | `kernel: ${Kernel}`;

/**
 * All copies of a photo by key, each 224×224×3 bytes. `index` decides about direction, turn and noise of its damages. A
 * damage's clean copy may be the photo itself, and is then the same array.
 */
export async function photoVariants(
  photo: Picture,
  index: number,
): Promise<Map<VariantKey, Uint8Array>> {
  const plain = await squash(photo);
  const variants = new Map<VariantKey, Uint8Array>([['photo', plain]]);
  for (const damage of DAMAGES) {
    const { original, weak, strong } = await applyDamage(photo, damage, index, throughJpeg);
    variants.set(`${damage.kind}: clean`, original === photo ? plain : await squash(original));
    variants.set(`${damage.kind}: weak`, await squash(weak));
    variants.set(`${damage.kind}: strong`, await squash(strong));
  }
  for (const { name, change } of HARMLESS) {
    variants.set(`harmless: ${name}`, await squash(await change(photo)));
  }
  for (const kernel of OTHER_KERNELS) {
    const { data } = resample(photo, { width: SIDE, height: SIDE, kernel });
    variants.set(`kernel: ${kernel}`, data);
  }
  return variants;
}

/**
 * To the model's square with Lanczos-3. libvips averages blocks of pixels before it filters an axis that shrinks to less
 * than a quarter, which is softer than the kernel: so in several steps, as the app does.
 */
export async function squash(photo: Picture): Promise<Uint8Array> {
  let { width, height } = photo;
  let shrunk = photo;
  while (Math.max(width, height) > 4 * SIDE) {
    width = step(width);
    height = step(height);
    shrunk = await stretch(shrunk, width, height, 'lanczos3');
  }
  return (await stretch(shrunk, SIDE, SIDE, 'lanczos3')).data;
}

function step(edge: number): number {
  return edge > 4 * SIDE ? Math.max(2 * SIDE, Math.ceil(edge / 4)) : edge;
}

async function stretch(
  photo: Picture,
  width: number,
  height: number,
  kernel: 'cubic' | 'lanczos3',
): Promise<Picture> {
  return resizeBySharp(photo, width, height, kernel);
}

/** The window is `towards` of the way from the top left to the bottom right corner; its edges are between pixels. */
function crop(photo: Picture, towards: number): Picture {
  const width = Math.round(photo.width * CROP);
  const height = Math.round(photo.height * CROP);
  const x = (photo.width - width) * towards;
  const y = (photo.height - height) * towards;
  return resample(photo, { width, height, kernel: 'lanczos3', window: { x, y, width, height } });
}
