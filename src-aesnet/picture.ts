/** A picture in memory: 8-bit sRGB, red, green and blue in turn, row by row without padding. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes. */
  readonly data: Uint8Array;
}

/** A black picture. */
export function blank(width: number, height: number): Picture {
  return { width, height, data: new Uint8Array(width * height * 3) };
}
