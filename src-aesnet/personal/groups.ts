/** Which photos must stay together where some are held out. */

/** Cosine from which two content embeddings are of nearly the same picture. */
const NEARLY_SAME = 0.98;
/** Below so many shoots these would leave too little to hold out, and bursts alone are kept together. */
const LEAST_SHOOTS = 10;

/**
 * A group for each photo: its shoot, joined with every shoot that has nearly the same picture; where there are few shoots,
 * photos joined by being nearly the same. `embedding` holds unit vectors, row-major [photos, width].
 */
export function groupPhotos(shoots: readonly string[], embedding: ArrayLike<number>): string[] {
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
  const first = new Map<string, number>();
  if (new Set(shoots).size >= LEAST_SHOOTS) {
    for (const [photo, shoot] of shoots.entries()) {
      const before = first.get(shoot);
      if (before === undefined) first.set(shoot, photo);
      else parent[photo] = rootOf(before);
    }
  }
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
