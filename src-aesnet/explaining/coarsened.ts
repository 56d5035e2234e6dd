/** Several maps of one picture, one after the other, each row by row from the top left. */
interface Maps {
  readonly width: number;
  readonly height: number;
  readonly maps: Float32Array;
}

/** Maps with at most `most` places along a side: what falls together is added up, so that the sum of a map stays. */
export function coarsened(fine: Maps, most: number): Maps {
  const [width, height] = [Math.min(most, fine.width), Math.min(most, fine.height)];
  if (width === fine.width && height === fine.height) return fine;
  const count = fine.maps.length / (fine.width * fine.height);
  const maps = new Float32Array(count * width * height);
  let from = 0;
  for (let map = 0; map < count; map++) {
    for (let y = 0; y < fine.height; y++) {
      const row = (map * height + Math.floor((y * height) / fine.height)) * width;
      for (let x = 0; x < fine.width; x++) {
        const at = row + Math.floor((x * width) / fine.width);
        maps[at] = (maps[at] as number) + (fine.maps[from++] as number);
      }
    }
  }
  return { width, height, maps };
}
