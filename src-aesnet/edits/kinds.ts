import { Random } from '../random.ts';
import { resample } from '../resample.ts';
import { defocus, gaussianBlur, motionBlur } from './blur.ts';
import { kelvinOf, saturate, shiftTemperature, shiftTint } from './color.ts';
import { tilt } from './geometry.ts';
import {
  blowHighlights,
  crushShadows,
  dullHighlights,
  expose,
  fadeShadows,
  scaleContrast,
} from './light.ts';
import { addNoise } from './noise.ts';
import { pixelate } from './pixelate.ts';
import type { ChangeContext, EditKind, EditName } from './types.ts';
import type { Picture } from '../picture.ts';

/** The side of a square as large as a photo of 768 × 512 pixels. */
const TYPICAL_SIDE = Math.sqrt(768 * 512);

/**
 * What each kind does, and how much of it is weak and strong: judged by eye on photos of 768 × 512 pixels and on squashed
 * ones. Lengths are shares of the photo's long side.
 */
export const EDIT_KINDS: Readonly<Record<EditName, EditKind>> = {
  // Stops.
  darker: light([0.7, 1.2], [1.7, 3], 9, (picture, stops) => expose(picture, -stops)),
  brighter: light([0.6, 1.1], [1.5, 3], 12, expose),
  // Stops of contrast: its factor is 2^∓amount.
  flatter: light([0.5, 0.8], [1.3, 2.2], 3, (picture, amount) =>
    scaleContrast(picture, 2 ** -amount),
  ),
  harsher: light([0.5, 0.8], [1.2, 2], 3, (picture, amount) => scaleContrast(picture, 2 ** amount)),
  // Shares of the range of codes.
  crushed_shadows: light([0.12, 0.2], [0.3, 0.45], 2, crushShadows),
  faded_shadows: light([0.15, 0.22], [0.35, 0.55], 2, fadeShadows),
  blown_highlights: light([0.2, 0.3], [0.45, 0.65], 3, blowHighlights),
  dull_highlights: light([0.2, 0.3], [0.42, 0.6], 2, dullHighlights),

  // Share of the colour that is lost: never all, since black and white is no damage.
  desaturated: color([0.35, 0.5], [0.65, 0.85], 3, (picture, lost) => saturate(picture, 1 - lost)),
  // Stops of saturation.
  oversaturated: color([0.6, 0.9], [1.3, 2], 5, (picture, amount) =>
    saturate(picture, 2 ** amount),
  ),
  // Mired: about 5,000–4,300 K and 3,800–2,400 K; 9,200–10,700 K and 13,000–18,000 K.
  warm: color([45, 80], [110, 260], 8, (picture, mired) =>
    shiftTemperature(picture, kelvinOf(mired)),
  ),
  cool: color([45, 60], [77, 98], 5, (picture, mired) =>
    shiftTemperature(picture, kelvinOf(-mired)),
  ),
  // Stops.
  green: color([0.25, 0.4], [0.65, 1.4], 7, shiftTint),
  magenta: color([0.25, 0.4], [0.65, 1.4], 4, (picture, stops) => shiftTint(picture, -stops)),

  // Halvings of the quality from 100: 44–27 and 16–6.
  jpeg: technical([1.2, 1.9], [2.6, 4], 9, 'photo', (picture, halvings, { jpeg }) =>
    jpeg(picture, Math.max(1, Math.round(100 * 2 ** -halvings))),
  ),
  // Radius of the disc, standard deviation, length.
  defocus: technical([0.003, 0.0045], [0.0075, 0.014], 6, 'own', (picture, radius, context) =>
    defocus(picture, radius * context.longX, radius * context.longY, context.setting.space),
  ),
  gaussian_blur: technical([0.0017, 0.0025], [0.004, 0.008], 3, 'own', (picture, sigma, context) =>
    gaussianBlur(picture, sigma * context.longX, sigma * context.longY, context.setting.space),
  ),
  motion_blur: technical([0.009, 0.014], [0.025, 0.05], 6, 'own', (picture, length, context) =>
    motionBlur(
      picture,
      length * context.longX * Math.cos(context.setting.angle),
      length * context.longY * Math.sin(context.setting.angle),
      context.setting.space,
    ),
  ),
  // Standard deviation in 8-bit codes on the photo, most of which shrinking takes away; less on one that is smaller than real ones.
  noise: technical([14, 22], [35, 60], 7, 'photo', (picture, sigma, { setting }) =>
    addNoise(
      picture,
      setting.long === undefined
        ? sigma
        : sigma * (Math.sqrt(picture.width * picture.height) / TYPICAL_SIDE),
      setting.chroma,
      Random.from(setting.seed),
    ),
  ),
  // Side of a block.
  pixelation: technical([0.008, 0.011], [0.02, 0.035], 2, 'photo', (picture, side, context) =>
    pixelate(picture, Math.max(1, side * context.longX)),
  ),

  // Degrees.
  tilt: {
    attribute: 'composition',
    weak: [2, 4],
    strong: [5.5, 10],
    weight: 10,
    matching: 'frame',
    change: (picture, degrees, { setting, strong }) =>
      tilt(picture, degrees * setting.turn, strong, setting.aspect),
  },
  // Share of the way from the centre to the edge.
  off_centre: {
    attribute: 'composition',
    weak: [0.4, 0.6],
    strong: [0.9, 1],
    weight: 3,
    matching: 'frame',
    change: (picture, way, { setting }) => cropAside(picture, way, setting),
  },
};

type Change = EditKind['change'];
type Range = EditKind['weak'];

function light(weak: Range, strong: Range, weight: number, change: Change): EditKind {
  return { attribute: 'light', weak, strong, weight, matching: 'own', change };
}

function color(weak: Range, strong: Range, weight: number, change: Change): EditKind {
  return { attribute: 'color', weak, strong, weight, matching: 'own', change };
}

function technical(
  weak: Range,
  strong: Range,
  weight: number,
  matching: EditKind['matching'],
  change: Change,
): EditKind {
  return { attribute: 'technical_quality', weak, strong, weight, matching, change };
}

/** A crop of the frame's shape and the picture's size, moved from the centre towards an edge or a corner. */
function cropAside(
  picture: Picture,
  way: number,
  { crop, angle }: ChangeContext['setting'],
): Picture {
  const { width, height } = picture;
  // On the square around the circle, so that a whole way always ends at an edge.
  const farther = Math.max(Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle)));
  const place = (side: number, towards: number) =>
    (side * (1 - crop) * (1 + (way * towards) / farther)) / 2;
  return resample(picture, {
    width,
    height,
    kernel: 'lanczos3',
    window: {
      x: place(width, Math.cos(angle)),
      y: place(height, Math.sin(angle)),
      width: width * crop,
      height: height * crop,
    },
  });
}
