/** Crops that a photographer would try. */
import type { CropWindow } from '../../src-shared/suggestion.ts';

/** In shares of the frame. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Framings {
  /** Windows of the photo's own shape. */
  readonly kept: readonly CropWindow[];
  /** Windows of other shapes, by shape; `neutral` are windows of the photo's own shape, as large, spread as evenly. */
  readonly changed: readonly {
    readonly windows: readonly CropWindow[];
    readonly neutral: readonly CropWindow[];
  }[];
}

/** Width over height of prints and screens, lying. */
const RATIOS = [1, 5 / 4, 4 / 3, 3 / 2, 16 / 9];
/** Shapes that are nearer than this are the same. */
const SAME = 0.03;
/** Sides of tighter crops about the centre. */
const TIGHTER = [0.9, 0.8, 0.7];
/** Sides of crops that are moved, and where: the share of the way from one edge to the other. */
const MOVED = [0.8, 0.67];
const WAYS = [0, 0.5, 1];
const THIRDS = [1 / 3, 2 / 3];
/** A crop that puts the subject on a third keeps at least this of each side, and cuts at least a little. */
const THIRDS_SIDES = { least: 0.6, most: 0.95 };

export function framings({
  aspect,
  subject,
}: {
  readonly aspect: number;
  readonly subject?: Point | undefined;
}): Framings {
  const kept = [
    ...TIGHTER.map((side) => placed(side, side, 0.5, 0.5)),
    ...MOVED.flatMap((side) =>
      WAYS.flatMap((x) =>
        WAYS.filter((y) => x !== 0.5 || y !== 0.5).map((y) => placed(side, side, x, y)),
      ),
    ),
    ...(subject === undefined ? [] : onThirds(subject)),
  ];
  const changed = RATIOS.map((ratio) => (aspect >= 1 ? ratio : 1 / ratio))
    .filter((ratio) => Math.abs(Math.log(ratio / aspect)) > SAME)
    .map((ratio) => shaped(ratio / aspect));
  return { kept, changed };
}

/** The largest windows that are `narrower` (below 1) or wider than the frame by this factor. */
function shaped(narrower: number): Framings['changed'][number] {
  const w = Math.min(1, narrower);
  const h = Math.min(1, 1 / narrower);
  const side = Math.sqrt(w * h);
  return {
    windows: WAYS.map((way) => placed(w, h, way, way)),
    neutral: [0, 1].flatMap((x) => [0, 1].map((y) => placed(side, side, x, y))),
  };
}

/** The largest windows of the frame's shape that have the subject where two thirds meet. */
function onThirds({ x, y }: Point): CropWindow[] {
  const reach = (place: number, third: number) =>
    Math.min(place / third, (1 - place) / (1 - third));
  return THIRDS.flatMap((across) =>
    THIRDS.flatMap((down) => {
      const side = Math.min(reach(x, across), reach(y, down), THIRDS_SIDES.most);
      if (side < THIRDS_SIDES.least) return [];
      return [{ x: x - side * across, y: y - side * down, w: side, h: side }];
    }),
  );
}

function placed(w: number, h: number, wayX: number, wayY: number): CropWindow {
  return { x: (1 - w) * wayX, y: (1 - h) * wayY, w, h };
}
