import { SUBJECT_SIDE, type GreyPicture } from './same-subject.ts';

/** A decoded picture, small and in grey. */
export function greyPicture(image: HTMLImageElement): GreyPicture | undefined {
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, SUBJECT_SIDE / Math.max(naturalWidth, naturalHeight));
  const width = Math.round(naturalWidth * scale);
  const height = Math.round(naturalHeight * scale);
  const context = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d', {
    willReadFrequently: true,
  });
  if (context === null || width < 16 || height < 16) return undefined;
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Float32Array(width * height);
  for (let at = 0; at < values.length; at++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * 4, at * 4 + 3);
    values[at] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return { width, height, values };
}
