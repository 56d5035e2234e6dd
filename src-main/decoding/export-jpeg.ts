import type { Sharp } from 'sharp';
import type { FullDecode, TooLargeForNow } from './calls.ts';
import { faultTolerant, upright, uprightSrgb, type Size } from './decode.ts';
import { jpegSize, mustWait } from './full.ts';
import { openPicture, type Picture } from './picture.ts';
import type { EncodedPicture, ExportSettings } from './types.ts';
import { markUpright } from './upright-exif.ts';

/** From here on colours are kept at full resolution: who asks for so much wants edges without fringes. */
const FULL_COLOUR_QUALITY = 90;

/** See `Decoder.exportJpeg`. */
export async function exportJpeg(
  request: FullDecode & { readonly settings: ExportSettings },
): Promise<EncodedPicture | TooLargeForNow> {
  const { settings } = request;
  const picture = await openPicture(request.source);
  if (mustWait(picture, request)) return { tooLargeForNow: true };
  const size = exportSize(picture, settings.edge);
  const { result } = await faultTolerant(picture, (failOn, loaded) => {
    const image =
      settings.profile === 'srgb'
        ? uprightSrgb(picture, loaded, failOn, size)
        : // A profile that says sRGB is skipped elsewhere; here the person asked for it.
          upright(
            picture,
            { ...loaded, options: { ...loaded.options, ignoreIcc: false } },
            failOn,
            size,
          );
    return withMetadata(image, settings)
      .jpeg({
        quality: settings.quality,
        chromaSubsampling: settings.quality >= FULL_COLOUR_QUALITY ? '4:4:4' : '4:2:0',
      })
      .toBuffer({ resolveWithObject: true });
  });
  const { data, info } = result;
  markUpright(data);
  return { bytes: data, mime: 'image/jpeg', width: info.width, height: info.height };
}

function withMetadata(image: Sharp, { profile, metadata, xmp, exif }: ExportSettings): Sharp {
  if (metadata === 'strip') return profile === 'keep' ? image.keepIccProfile() : image;
  let kept = image.keepMetadata();
  if (profile === 'srgb') kept = kept.withIccProfile('srgb');
  if (exif !== undefined) kept = kept.withExifMerge(exif);
  return xmp === undefined ? kept : kept.withXmp(xmp);
}

function exportSize(picture: Picture, edge: number | undefined): Size | undefined {
  const { width, height } = picture;
  const scale = edge === undefined ? 1 : edge / Math.max(width, height);
  if (scale >= 1) return jpegSize(picture);
  const shrink = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: shrink(width), height: shrink(height) };
}
