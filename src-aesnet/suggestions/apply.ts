/** A suggestion carried out on a picture of the photo's own shape, for a person to look at. */
import type { Suggestion } from '../../src-shared/suggestion.ts';
import { tilt } from '../edits/geometry.ts';
import type { Picture } from '../picture.ts';
import { resample } from '../resample.ts';
import { applyTone } from './tones.ts';

/** One edit and its amount. */
export type SuggestedChange = Pick<Suggestion, 'edit' | 'amount'>;

/** The picture with one edit: of the same size, but for a crop, which keeps its pixels' size. */
export function applyChange(picture: Picture, change: SuggestedChange): Picture {
  const { edit, amount } = change;
  if (edit === 'crop') {
    const { x, y, w, h } = amount as Extract<Suggestion, { edit: 'crop' }>['amount'];
    const { width, height } = picture;
    return resample(picture, {
      width: Math.max(1, Math.round(w * width)),
      height: Math.max(1, Math.round(h * height)),
      kernel: 'lanczos3',
      window: { x: x * width, y: y * height, width: w * width, height: h * height },
    });
  }
  const by = amount as number;
  if (edit !== 'straighten') return applyTone(picture, edit, by);
  return tilt(picture, -by, Math.abs(by), picture.width / picture.height);
}
