import type { Picture } from '../picture.ts';
import { Random } from '../random.ts';
import { resample } from '../resample.ts';
import { EDIT_KINDS } from './kinds.ts';
import { addNoise } from './noise.ts';
import type { ChangeContext, Edit, EditedCopies, JpegRoundTrip } from './types.ts';

/** Tells a photo's own grain from noise that it is damaged by. */
const GRAIN = 1;

/** Makes the three pictures of an edit, each of the size of the one given. */
export async function applyEdit(
  picture: Picture,
  edit: Edit,
  jpeg: JpegRoundTrip,
): Promise<EditedCopies> {
  const { matching, change } = EDIT_KINDS[edit.kind];
  const { setting, weak, strong } = edit;
  const photo = matching === 'photo' ? enlarge(picture, edit) : picture;
  const context: ChangeContext = { setting, strong, jpeg, ...longSides(photo, setting.aspect) };
  const copy = async (amount: number) => sizedLike(picture, await change(photo, amount, context));
  return {
    original: matching === 'frame' ? await copy(0) : sizedLike(picture, photo),
    weak: await copy(weak),
    strong: await copy(strong),
  };
}

/** How many pixels along each axis the photo's long side has. */
function longSides({ width, height }: Picture, aspect: number): { longX: number; longY: number } {
  return aspect >= 1
    ? { longX: width, longY: height * aspect }
    : { longX: width / aspect, longY: height };
}

/** The photo that the squashed picture may have been, or the picture where it has not been squashed. */
function enlarge(picture: Picture, { setting }: Edit): Picture {
  const { aspect, long, grain = 0, chroma, seed } = setting;
  if (long === undefined) return picture;
  const width = Math.round(aspect >= 1 ? long : long * aspect);
  const height = Math.round(aspect >= 1 ? long / aspect : long);
  const photo = resample(picture, { width, height, kernel: 'cubic' });
  return grain === 0 ? photo : addNoise(photo, grain, chroma, Random.from(seed, GRAIN));
}

function sizedLike({ width, height }: Picture, changed: Picture): Picture {
  if (changed.width === width && changed.height === height) return changed;
  return resample(changed, { width, height, kernel: 'lanczos3' });
}
