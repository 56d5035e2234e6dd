/** Interleaved RGB (3·n bytes) to three planes of n bytes: red, green, blue. */
export function toPlanes(picture: Uint8Array, planes: Uint8Array): void {
  const plane = picture.length / 3;
  for (let pixel = 0, byte = 0; pixel < plane; pixel++) {
    planes[pixel] = picture[byte++] as number;
    planes[plane + pixel] = picture[byte++] as number;
    planes[2 * plane + pixel] = picture[byte++] as number;
  }
}
