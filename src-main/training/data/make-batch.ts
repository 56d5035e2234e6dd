import {
  isFault,
  measurePicture,
  type Photometry,
} from '../../../src-aesnet/descriptions/index.ts';
import {
  applyEdit,
  EDIT_KINDS,
  EDIT_NAMES,
  marginOf,
  sampleEdit,
  withGrain,
  type Edit,
  type EditedCopies,
  type JpegRoundTrip,
} from '../../../src-aesnet/edits/index.ts';
import { blank, type Picture } from '../../../src-aesnet/picture.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import { toPlanes } from '../planes.ts';
import { drawHarmlessPair, drawView, see, type View } from './augment.ts';
import {
  layoutOf,
  type BatchEdits,
  type BatchFacts,
  type BatchLayout,
  type BatchSpec,
} from './batch-layout.ts';
import { CACHE_SIDE } from './cache-index.ts';
import { EpochOrder } from './epoch-order.ts';
import { CacheReader } from './raw-cache.ts';

/**
 * A weak edit that changes less than this (root mean square, 8-bit codes) cannot be seen in this picture: grey has no colour to
 * lose, fog no edge to blur. All at once is seen later than edges and grain.
 */
const LEAST_CHANGE = { light: 3, color: 3, technical_quality: 1.5, composition: 1.5 } as const;
const MOST_DRAWS = 5;

/** Makes batches one by one; batch b depends on the spec and on b alone. */
export class BatchMaker {
  readonly layout: BatchLayout;
  readonly #spec: BatchSpec;
  readonly #order: EpochOrder;
  readonly #reader: CacheReader;
  readonly #jpeg: JpegRoundTrip;
  readonly #photo: Picture = blank(CACHE_SIDE, CACHE_SIDE);

  constructor(spec: BatchSpec, jpeg: JpegRoundTrip) {
    this.layout = layoutOf(spec);
    this.#spec = spec;
    this.#order = new EpochOrder(spec.members, spec.seed);
    this.#reader = new CacheReader(spec.cache);
    this.#jpeg = jpeg;
  }

  /** Fills `pictures`, as large as the layout says. One call at a time. */
  async make(batch: number, pictures: Uint8Array): Promise<BatchFacts> {
    const { photos, edited, stable, drawn, originals, weak, strong, firstCopies, secondCopies } =
      this.layout;
    const rows = this.#order.take(batch * drawn, drawn);
    const draw = (at: number) => {
      this.#reader.read(rows[at] as number, this.#photo.data);
      return Random.from(this.#spec.seed, batch, at);
    };
    const put = async (at: number, picture: Picture, view: View) => {
      const seen = await see(picture, view, this.#spec.side, this.#jpeg);
      const { pictureBytes } = this.layout;
      toPlanes(seen.data, pictures.subarray(at * pictureBytes, (at + 1) * pictureBytes));
    };
    for (let at = 0; at < photos; at++) {
      const random = draw(at);
      await put(at, this.#photo, drawView(random, this.#spec.augmentation));
    }
    const edits: Edit[] = [];
    const faults = new Uint8Array(edited);
    const measured: { weak: Photometry; strong: Photometry }[] = [];
    for (let index = 0; index < edited; index++) {
      const random = draw(photos + index);
      const view = drawView(random, this.#spec.augmentation);
      const { edit, copies } = await this.#edit(random);
      edits.push(edit);
      if (this.#spec.faults === true) {
        if (isFault(edit.kind, measurePicture(this.#photo))) faults[index] = 1;
        const { weak, strong } = copies;
        measured.push({ weak: measurePicture(weak), strong: measurePicture(strong) });
      }
      await put(originals + index, copies.original, view);
      await put(weak + index, copies.weak, view);
      await put(strong + index, copies.strong, view);
    }
    for (let index = 0; index < stable; index++) {
      const random = draw(photos + edited + index);
      const [first, second] = drawHarmlessPair(random);
      await put(firstCopies + index, this.#photo, first);
      await put(secondCopies + index, this.#photo, second);
    }
    return { batch, rows, edits: { ...factsOf(edits, faults), measured: inOrder(measured) } };
  }

  close(): void {
    this.#reader.close();
  }

  /** Draws edits until one can be seen in this picture; noise can be seen in any. */
  async #edit(random: Random): Promise<{ edit: Edit; copies: EditedCopies }> {
    for (let draws = 1; ; draws++) {
      const drawn = sampleEdit(random, draws === MOST_DRAWS ? 'noise' : undefined);
      const edit = withGrain(drawn, random);
      const copies = await applyEdit(this.#photo, edit, this.#jpeg);
      const { attribute } = EDIT_KINDS[edit.kind];
      const visible = difference(copies.original, copies.weak) >= LEAST_CHANGE[attribute];
      if (visible || draws === MOST_DRAWS) return { edit, copies };
    }
  }
}

function inOrder(measured: readonly { weak: Photometry; strong: Photometry }[]): Photometry[] {
  return [...measured.map(({ weak }) => weak), ...measured.map(({ strong }) => strong)];
}

function factsOf(edits: readonly Edit[], faults: Uint8Array): Omit<BatchEdits, 'measured'> {
  return {
    faults,
    kinds: Int32Array.from(edits, ({ kind }) => EDIT_NAMES.indexOf(kind)),
    attributes: Int32Array.from(edits, ({ kind }) =>
      RATED_ATTRIBUTES.indexOf(EDIT_KINDS[kind].attribute),
    ),
    weak: Float32Array.from(edits, ({ weak }) => weak),
    strong: Float32Array.from(edits, ({ strong }) => strong),
    weakMargins: Float32Array.from(edits, ({ kind, weak }) => marginOf(kind, weak)),
    strongMargins: Float32Array.from(edits, ({ kind, strong }) => marginOf(kind, strong)),
  };
}

/** Root mean square of the difference of two pictures of one size, 0–255, over every fifth value: of all three channels. */
function difference(a: Picture, b: Picture): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < a.data.length; at += 5, count++) {
    sum += ((a.data[at] as number) - (b.data[at] as number)) ** 2;
  }
  return Math.sqrt(sum / count);
}
