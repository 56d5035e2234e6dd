import type { Picture } from '../picture.ts';
import { mapLevels, tableOf } from './levels.ts';
import { codeOf, LINEAR, LUMA } from './srgb.ts';

/** More or less exposure, in stops, as in the camera: linear light times 2^stops, clipped at white. */
export function expose(picture: Picture, stops: number): Picture {
  const gain = 2 ** stops;
  return mapLevels(
    picture,
    tableOf((code) => codeOf((LINEAR[code] as number) * gain)),
  );
}

/** Scales the distance of each code from the picture's mean luma; 1 leaves the picture alone, 0 makes it flat. */
export function scaleContrast(picture: Picture, factor: number): Picture {
  const pivot = meanLuma(picture);
  return mapLevels(
    picture,
    tableOf((code) => pivot + (code - pivot) * factor),
  );
}

/** Pulls everything darker than a share of the range (0–1) to black, as a black point set too high does. */
export function crushShadows(picture: Picture, share: number): Picture {
  const black = 255 * share;
  return mapLevels(
    picture,
    tableOf((code) => (code - black) / (1 - share)),
  );
}

/** Lifts black to a share of the range (0–1), as haze and stray light do. */
export function fadeShadows(picture: Picture, share: number): Picture {
  return mapLevels(
    picture,
    tableOf((code) => 255 * share + code * (1 - share)),
  );
}

/** Clips everything brighter than 1 − share of the range to white; what is dark stays as it is. */
export function blowHighlights(picture: Picture, share: number): Picture {
  return mapLevels(
    picture,
    tableOf((code) => {
      const value = code / 255;
      // Rises to white at 1 − share; its slope at black is 1.
      const toWhite = value / (1 - share);
      return 255 * (value + (toWhite - value) * Math.min(1, toWhite));
    }),
  );
}

/** Lowers white to 1 − share of the range (0–1), so that highlights turn grey; what is dark stays as it is. */
export function dullHighlights(picture: Picture, share: number): Picture {
  return mapLevels(
    picture,
    tableOf((code) => code * (1 - share * (code / 255))),
  );
}

/** Mean of Rec. 601 luma over the picture, 0–255. */
export function meanLuma({ data }: Picture): number {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let at = 0; at < data.length; at += 3) {
    red += data[at] as number;
    green += data[at + 1] as number;
    blue += data[at + 2] as number;
  }
  return (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) / (data.length / 3);
}
