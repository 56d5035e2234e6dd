/** The loupe's arithmetic: where a photo lies on its stage. All lengths are CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** CSS pixels for each pixel of the photo. `zoom` 0 fits; else it is screen pixels for each. */
export function scaleOf(zoom: number, photo: Size, stage: Size, pixelRatio: number): number {
  if (zoom > 0) return zoom / pixelRatio;
  return Math.min(stage.width / photo.width, stage.height / photo.height);
}

/** A centre, shares of the photo, moved so far that no side of a large enough photo leaves the stage's edge. */
export function clampCentre(centre: Point, photo: Size, stage: Size, scale: number): Point {
  const clamp = (value: number, length: number, room: number) => {
    const half = room / 2 / (length * scale);
    return half >= 0.5 ? 0.5 : Math.max(half, Math.min(1 - half, value));
  };
  return {
    x: clamp(centre.x, photo.width, stage.width),
    y: clamp(centre.y, photo.height, stage.height),
  };
}

/** Where the photo's top left corner lies. */
export function cornerOf(centre: Point, photo: Size, stage: Size, scale: number): Point {
  return {
    x: stage.width / 2 - centre.x * photo.width * scale,
    y: stage.height / 2 - centre.y * photo.height * scale,
  };
}

/** The point of the photo, in shares, that lies under a point of the stage. */
export function pointUnder(at: Point, corner: Point, photo: Size, scale: number): Point {
  return {
    x: (at.x - corner.x) / (photo.width * scale),
    y: (at.y - corner.y) / (photo.height * scale),
  };
}

/** The centre that puts a point of the photo, in shares, under a point of the stage. */
export function centreFor(point: Point, at: Point, photo: Size, stage: Size, scale: number): Point {
  return {
    x: point.x + (stage.width / 2 - at.x) / (photo.width * scale),
    y: point.y + (stage.height / 2 - at.y) / (photo.height * scale),
  };
}
