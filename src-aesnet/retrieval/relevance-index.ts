import { SCENES, type Scene } from '../../src-shared/attribute.ts';
import { SPACES } from '../descriptions/index.ts';
import { MEASURES, type Measured } from './looks.ts';
import { extentOf, isSo, type WantedMeasure } from './measured-words.ts';
import { sizeOfPacked, unpackSpace, type PackedSpaces } from './packed-spaces.ts';
import type { SpaceShare } from './phrase-spaces.ts';

/** What photos are compared with. */
export interface PhraseQuery {
  /** The phrase in all spaces, row-major [7, size]; absent where only scenes are named. */
  readonly embeddings?: Float32Array;
  readonly spaces: readonly SpaceShare[];
  readonly scenes: readonly Scene[];
  /** What is asked of measurements. Default: nothing. */
  readonly measures?: readonly WantedMeasure[];
  /** Whether the phrase says more than that: what it says of measurements alone needs no text to agree. */
  readonly saysMore?: boolean;
}

export type SceneShares = { readonly [S in Scene]?: number | undefined };

/** How all photos of an index fit a phrase, for as long as the index stays as it is. Made for tens of thousands at a time. */
export interface Fits {
  /** Standardised: 0 is the usual photo, 1 is a standard deviation above it. NaN of a photo that is not in the index. */
  relevanceOf(id: number): number;
  /** Whether it stands out: by a deviation in what words say, and by a scene that is likely. False of one that is not there. */
  standsOut(id: number): boolean;
}

/** Photos that fit a phrase by so many deviations more than the usual one stand out. */
const STANDS_OUT = 1;
/** A scene of this share is likely; of ten kinds, the usual share is a tenth. */
const LIKELY = 0.35;
/** Beside what other words say: who asks for portraits wants few that are none, however well they fit. */
const SCENE_WEIGHT = 2;
/** Beside what other words say, for what is measured is certain. */
const MEASURE_WEIGHT = 3;
/** A share below this is as good as none: its logarithm would decide everything. */
const LEAST_SHARE = 0.005;
/** Where photos differ by less they are all alike, and what is left is rounding. */
const LEAST_DEVIATION = 1e-4;

/**
 * The photos of a library in the attribute spaces, in memory: some 950 bytes each. Made for being asked at every keystroke: a
 * phrase that speaks of one space is compared with 50,000 photos in some ten milliseconds (benchmarks/find-by-words.ts).
 */
export class RelevanceIndex {
  /** Values a space. */
  readonly #size: number;
  readonly #slots = new Map<number, number>();
  #ids: number[] = [];
  /** By space: [capacity, size], and a scale a photo. */
  #values: Int8Array[];
  #scales: Float32Array[];
  /** [capacity, 10]; NaN where a photo's scene is not known. */
  #scenes: Float32Array;
  /** [capacity, 10]; NaN where something was not measured. */
  #measured: Float32Array;
  #knowsScenes = false;

  constructor(size: number) {
    this.#size = size;
    this.#values = SPACES.map(() => new Int8Array());
    this.#scales = SPACES.map(() => new Float32Array());
    this.#scenes = new Float32Array();
    this.#measured = new Float32Array();
  }

  get count(): number {
    return this.#ids.length;
  }

  /** Whether it has met a photo whose scene the model tells. */
  get knowsScenes(): boolean {
    return this.#knowsScenes;
  }

  has(id: number): boolean {
    return this.#slots.has(id);
  }

  ids(): IterableIterator<number> {
    return this.#slots.keys();
  }

  /** Adds a photo, or takes what is new of it. One that is packed for another size is left out, as it is another model's. */
  put(id: number, packed: PackedSpaces, scenes?: SceneShares, measured: Measured = {}): void {
    if (sizeOfPacked(packed) !== this.#size) {
      this.remove(id);
      return;
    }
    let slot = this.#slots.get(id);
    if (slot === undefined) {
      slot = this.#ids.length;
      this.#reserve(slot + 1);
      this.#ids.push(id);
      this.#slots.set(id, slot);
    }
    for (let space = 0; space < SPACES.length; space++) {
      const { scale, values } = unpackSpace(packed, space);
      (this.#values[space] as Int8Array).set(values, slot * this.#size);
      (this.#scales[space] as Float32Array)[slot] = scale;
    }
    if (scenes !== undefined) this.#knowsScenes = true;
    for (const [at, scene] of SCENES.entries()) {
      this.#scenes[slot * SCENES.length + at] = scenes?.[scene] ?? NaN;
    }
    for (const [at, measure] of MEASURES.entries()) {
      this.#measured[slot * MEASURES.length + at] = measured[measure] ?? NaN;
    }
  }

  remove(id: number): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const last = this.#ids.length - 1;
    this.#slots.delete(id);
    const moved = this.#ids.pop() as number;
    if (slot === last) return;
    this.#ids[slot] = moved;
    this.#slots.set(moved, slot);
    for (let space = 0; space < SPACES.length; space++) {
      const from = last * this.#size;
      this.#values[space]?.copyWithin(slot * this.#size, from, from + this.#size);
      this.#scales[space]?.copyWithin(slot, last, last + 1);
    }
    const from = last * SCENES.length;
    this.#scenes.copyWithin(slot * SCENES.length, from, from + SCENES.length);
    const taken = last * MEASURES.length;
    this.#measured.copyWithin(slot * MEASURES.length, taken, taken + MEASURES.length);
  }

  /** How every photo fits. A phrase that says nothing is a RangeError. */
  compare(query: PhraseQuery): Fits {
    const text = this.#textPart(query);
    const scene = this.#scenePart(query);
    const { measures = [], saysMore = true } = query;
    const measured = this.#measuredPart(measures);
    if (text === undefined && scene === undefined && measured === undefined)
      throw new RangeError('the phrase says nothing');
    const both = new Float64Array(this.count);
    for (let slot = 0; slot < both.length; slot++) {
      both[slot] =
        (text?.[slot] ?? 0) +
        SCENE_WEIGHT * (scene?.standardised[slot] ?? 0) +
        MEASURE_WEIGHT * (measured?.[slot] ?? 0);
    }
    const relevance = standardised(both);
    return {
      relevanceOf: (id) => relevance[this.#slots.get(id) ?? -1] ?? NaN,
      standsOut: (id) => {
        const slot = this.#slots.get(id);
        if (slot === undefined) return false;
        const says = text === undefined || !saysMore || (text[slot] as number) >= STANDS_OUT;
        const isMeasured = measures.every((wanted) => isSo(wanted, this.#measuredAt(slot, wanted)));
        return (
          says && isMeasured && (scene === undefined || (scene.shares[slot] as number) >= LIKELY)
        );
      },
    };
  }

  #textPart({ embeddings, spaces }: PhraseQuery): Float64Array | undefined {
    if (embeddings === undefined || spaces.length === 0) return undefined;
    const sum = new Float64Array(this.count);
    for (const { space, share } of spaces) {
      const at = SPACES.indexOf(space);
      const phrase = embeddings.subarray(at * this.#size, (at + 1) * this.#size);
      const cosines = standardised(this.#cosines(at, phrase));
      for (let slot = 0; slot < sum.length; slot++) {
        sum[slot] = (sum[slot] as number) + share * (cosines[slot] as number);
      }
    }
    return standardised(sum);
  }

  #cosines(space: number, phrase: Float32Array): Float64Array {
    const size = this.#size;
    const values = this.#values[space] as Int8Array;
    const scales = this.#scales[space] as Float32Array;
    const cosines = new Float64Array(this.count);
    for (let slot = 0, from = 0; slot < cosines.length; slot++, from += size) {
      let sum = 0;
      for (let at = 0; at < size; at++) {
        sum += (values[from + at] as number) * (phrase[at] as number);
      }
      cosines[slot] = sum * (scales[slot] as number);
    }
    return cosines;
  }

  /** All that is asked counts alike. What was not measured of a photo counts as usual. */
  #measuredPart(measures: readonly WantedMeasure[]): Float64Array | undefined {
    if (measures.length === 0) return undefined;
    const sum = new Float64Array(this.count);
    for (const wanted of measures) {
      const extents = new Float64Array(this.count);
      for (let slot = 0; slot < extents.length; slot++) {
        extents[slot] = extentOf(wanted, this.#measuredAt(slot, wanted));
      }
      const part = standardised(extents);
      for (let slot = 0; slot < sum.length; slot++) {
        sum[slot] = (sum[slot] as number) + (part[slot] as number);
      }
    }
    return standardised(sum);
  }

  #measuredAt(slot: number, { measure }: WantedMeasure): number {
    return this.#measured[slot * MEASURES.length + MEASURES.indexOf(measure)] ?? NaN;
  }

  /** Any of several scenes will do. A photo whose scene is not known counts as the usual one. */
  #scenePart({ scenes }: PhraseQuery): ScenePart | undefined {
    if (scenes.length === 0) return undefined;
    const wanted = scenes.map((scene) => SCENES.indexOf(scene));
    const shares = new Float64Array(this.count);
    for (let slot = 0; slot < shares.length; slot++) {
      for (const at of wanted) {
        const share = this.#scenes[slot * SCENES.length + at] as number;
        shares[slot] = (shares[slot] as number) + share;
      }
    }
    const logarithms = shares.map((share) => Math.log(Math.max(share, LEAST_SHARE)));
    return { shares, standardised: standardised(logarithms) };
  }

  #reserve(photos: number): void {
    const capacity = this.#scales[0]?.length ?? 0;
    if (photos <= capacity) return;
    const next = Math.max(photos, capacity * 2, 256);
    this.#values = this.#values.map((values) => enlarged(values, next * this.#size));
    this.#scales = this.#scales.map((scales) => enlarged(scales, next));
    this.#scenes = enlarged(this.#scenes, next * SCENES.length);
    this.#measured = enlarged(this.#measured, next * MEASURES.length);
  }
}

interface ScenePart {
  readonly shares: Float64Array;
  readonly standardised: Float64Array;
}

function enlarged<T extends Int8Array | Float32Array>(values: T, length: number): T {
  const larger = new (values.constructor as new (length: number) => T)(length);
  larger.set(values);
  return larger;
}

/** To mean 0 and SD 1; all 0 where there is nothing to tell apart. What is not a number becomes 0. */
function standardised(values: Float64Array): Float64Array {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  if (!(deviation >= LEAST_DEVIATION)) return new Float64Array(values.length);
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation));
}
