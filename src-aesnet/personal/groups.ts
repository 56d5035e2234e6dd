/** Which photos must stay together where some are held out. */

/** Cosine from which two content embeddings are of nearly the same picture. */
const NEARLY_SAME = 0.98;
/** Below so many shoots these would leave too little to hold out, and bursts alone are kept together. */
const LEAST_SHOOTS = 10;

/**
 * A group for each photo: its shoot, joined with every shoot that has nearly the same picture; where there are few shoots,
 * photos joined by being nearly the same. Photos of one burst are always together. `embedding` holds unit vectors, row-major
 * [photos, width]; it may be empty.
 */
export function groupPhotos(
  shoots: readonly string[],
  embedding: ArrayLike<number>,
  bursts: readonly (string | undefined)[] = [],
): string[] {
  const photos = shoots.length;
  const width = embedding.length / photos;
  const parent = Int32Array.from({ length: photos }, (_, photo) => photo);
  const rootOf = (photo: number): number => {
    let at = photo;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const joinSame = (names: readonly (string | undefined)[]) => {
    const first = new Map<string, number>();
    for (const [photo, name] of names.entries()) {
      if (name === undefined) continue;
      const before = first.get(name);
      if (before === undefined) first.set(name, photo);
      else parent[rootOf(photo)] = rootOf(before);
    }
  };
  if (new Set(shoots).size >= LEAST_SHOOTS) joinSame(shoots);
  joinSame(bursts);
  for (let i = 0; i < photos; i++) {
    for (let j = 0; j < i; j++) {
      let cosine = 0;
      for (let k = 0; k < width; k++) {
        cosine += (embedding[i * width + k] as number) * (embedding[j * width + k] as number);
      }
      if (cosine >= NEARLY_SAME) parent[rootOf(i)] = rootOf(j);
    }
  }
  return Array.from({ length: photos }, (_, photo) => String(rootOf(photo)));
}
