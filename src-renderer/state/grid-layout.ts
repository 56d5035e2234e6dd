/** Where each photo of an ordered list stands in the grid: pure arithmetic, no elements. */

/** A run of photos under one heading. `start` is the index of its first photo. */
export interface Section {
  readonly key: string;
  readonly start: number;
}

export type Row =
  | { readonly kind: 'heading'; readonly key: string; readonly start: number; readonly end: number }
  | { readonly kind: 'cells'; readonly start: number; readonly end: number };

/** Space around a cell's photo and the line of text under it, pixels. */
export const CELL_INSET = 8;
export const CELL_LINE = 26;
export const GAP = 6;
export const HEADING_HEIGHT = 40;

/** How many cells of at least `size` fit side by side into `width`, and how wide each then is. */
export function fitColumns(width: number, size: number): { columns: number; cell: number } {
  const columns = Math.max(1, Math.floor((width + GAP) / (size + GAP)));
  const cell = Math.max(48, Math.floor((width - GAP * (columns - 1)) / columns));
  return { columns, cell };
}

/** Cuts `count` photos into rows of `columns`; a section starts a row of its own under its heading. */
export function buildRows(count: number, columns: number, sections: readonly Section[]): Row[] {
  const rows: Row[] = [];
  const runs = sections.length > 0 ? sections : [{ key: '', start: 0 }];
  for (const [at, section] of runs.entries()) {
    const end = Math.min(count, runs[at + 1]?.start ?? count);
    if (section.start >= end) continue;
    if (sections.length > 0) {
      rows.push({ kind: 'heading', key: section.key, start: section.start, end });
    }
    for (let start = section.start; start < end; start += columns) {
      rows.push({ kind: 'cells', start, end: Math.min(start + columns, end) });
    }
  }
  return rows;
}

/** The index in `rows` of the row of cells that holds the photo at `index`; -1 where none does. */
export function rowOf(rows: readonly Row[], index: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row === undefined) return -1;
    if (index < row.start) high = middle - 1;
    else if (index >= row.end || row.kind === 'heading') low = middle + 1;
    else return middle;
  }
  return -1;
}

/** The photo `delta` rows of cells above (negative) or below, in the same column where there is one. */
export function moveByRows(rows: readonly Row[], index: number, delta: number): number {
  let at = rowOf(rows, index);
  const from = rows[at];
  if (from === undefined) return index;
  const column = index - from.start;
  const step = Math.sign(delta);
  let best = index;
  for (let left = Math.abs(delta); left > 0;) {
    at += step;
    const row = rows[at];
    if (row === undefined) break;
    if (row.kind === 'heading') continue;
    best = Math.min(row.start + column, row.end - 1);
    left -= 1;
  }
  return best;
}

/**
 * The starts of the runs of equal keys in a list that is sorted by that key, found by looking at few of
 * its places: all runs are exact as long as equal keys stand together.
 *
 * `keysAt` answers the keys at the given places, in that order.
 */
export async function findSections(
  count: number,
  keysAt: (places: readonly number[]) => Promise<readonly string[]>,
  stride = 64,
): Promise<Section[]> {
  if (count === 0) return [];
  const known = new Map<number, string>();
  const look = async (places: readonly number[]) => {
    const keys = await keysAt(places);
    for (const [at, place] of places.entries()) known.set(place, keys[at] ?? '');
  };
  const samples: number[] = [];
  for (let place = 0; place < count; place += stride) samples.push(place);
  if (samples.at(-1) !== count - 1) samples.push(count - 1);
  await look(samples);

  const differs = ([low, high]: readonly [number, number]) => known.get(low) !== known.get(high);
  let open = samples
    .slice(1)
    .map((high, at) => [samples[at] ?? 0, high] as const)
    .filter(differs);
  const starts = [0];
  while (open.length > 0) {
    starts.push(...open.filter(([low, high]) => high - low === 1).map(([, high]) => high));
    const wide = open.filter(([low, high]) => high - low > 1);
    await look(wide.map(([low, high]) => (low + high) >> 1));
    open = wide
      .flatMap(([low, high]) => {
        const middle = (low + high) >> 1;
        return [[low, middle] as const, [middle, high] as const];
      })
      .filter(differs);
  }
  return starts.sort((a, b) => a - b).map((start) => ({ key: known.get(start) ?? '', start }));
}
