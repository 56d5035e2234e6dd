/** A batch's sentences, and which of them describe which of its pictures, as the contrastive loss takes them. */
import {
  describeEdit,
  describeMeasured,
  EDIT_SCALES,
  SPACES,
  type NumericUnit,
  type Space,
} from '../../../src-aesnet/descriptions/index.ts';
import { EDIT_NAMES, type EditName } from '../../../src-aesnet/edits/index.ts';
import {
  levelTargets,
  NOT_DESCRIBED,
  shareTargets,
  type SoftTargets,
} from '../../../src-aesnet/losses/soft-targets.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Tokenizer } from '../../../src-aesnet/text/tokenizer.ts';
import { drawSpaces } from '../../../src-aesnet/training/contrastive-part.ts';
import { RATED_ATTRIBUTES } from '../../../src-shared/attribute.ts';
import type { Feed } from '../../inference/training-session.ts';
import type { ContrastiveConfig } from '../config.ts';
import type { BatchFacts, BatchLayout } from '../data/index.ts';
import { editDeviations } from './edit-deviations.ts';
import type { SentenceGroup, SentenceStore } from './sentence-store.ts';

/** Sets these draws apart from those that make pictures. */
const PURPOSE = 0x7e47;

/** Of copies about which both can be said: how many are told by what they measure, instead of by their edit. */
const MEASURED_COPIES = 0.5;

/** A picture's sentence in one space. `group` numbers sources and units; `level` is in SDs of its group. */
interface Chosen {
  readonly text: string;
  readonly group: number;
  readonly level: number;
  readonly shares?: readonly number[] | undefined;
}

/** An edit of the batch that can be named: it is a visible fault. */
interface Fault {
  /** Its photo's index among the edited ones. */
  readonly index: number;
  readonly kind: EditName;
  readonly space: number;
}

export interface ContrastParts {
  readonly store: SentenceStore;
  readonly tokenizer: Tokenizer;
  readonly config: ContrastiveConfig;
  readonly layout: Pick<BatchLayout, 'photos' | 'edited'>;
  readonly seed: number;
}

export class ContrastMaker {
  readonly #parts: ContrastParts;
  readonly #pictures: number;
  readonly #deviations = editDeviations();
  readonly #units = [...this.#deviations.keys()];

  constructor(parts: ContrastParts) {
    this.#parts = parts;
    const { photos, edited } = parts.layout;
    this.#pictures = photos + 3 * edited;
  }

  /** The inputs of `contrastivePart` for a batch: they depend on the seed and the batch alone. */
  feedsOf(batch: BatchFacts): Record<string, Feed> {
    const { config, tokenizer, seed } = this.#parts;
    const random = Random.from(seed, PURPOSE, batch.batch);
    const faults = this.#faults(batch);
    const spaces = this.#drawSpaces(random, faults);
    const chosen = spaces.map((space) => this.#choose(space, batch, faults, random));
    const count = this.#pictures;
    const sentences = chosen.flatMap((of) => of.map((one) => one?.text ?? ''));
    const { tokens, mask } = tokenizer.encode(sentences);
    const fused = chosen.flatMap((_, k) => {
      const others = chosen[(k + 1) % chosen.length] ?? [];
      return others.map((other) => (other !== undefined && random.chance(config.fused) ? 1 : 0));
    });
    const pairs = chosen.map((of, k) => this.#pairs(of, spaces[k] as number, faults));
    const square = [spaces.length, count, count];
    const joined = (parts: readonly Float32Array[]) =>
      Float32Array.from(parts.flatMap((part) => [...part]));
    const length = tokens.length / sentences.length;
    return {
      spaces: { data: BigInt64Array.from(spaces, BigInt), shape: [spaces.length] },
      tokens: { data: tokens, shape: [sentences.length, length] },
      tokenMask: { data: mask, shape: [sentences.length, length] },
      fused: { data: Float32Array.from(fused), shape: [sentences.length, 1] },
      targets: { data: joined(pairs.map(({ targets }) => targets)), shape: square },
      pairs: { data: joined(pairs.map(({ mask }) => mask)), shape: square },
    };
  }

  /** Spaces of a step: all orders as likely, but one has an edit's sentences, where there is any. */
  #drawSpaces(random: Random, faults: readonly Fault[]): number[] {
    const { spaces: count, onlySpace } = this.#parts.config;
    const drawn = drawSpaces(random, SPACES.length);
    const wanted = onlySpace === undefined ? undefined : SPACES.indexOf(onlySpace);
    if (wanted === undefined && faults.length === 0) return drawn.slice(0, count);
    const first = wanted ?? random.pick(faults).space;
    return random.shuffle([first, ...drawn.filter((other) => other !== first)].slice(0, count));
  }

  #faults({ edits }: BatchFacts): Fault[] {
    return Array.from(edits.faults, (fault, index) => {
      const kind = EDIT_NAMES[edits.kinds[index] as number] as EditName;
      const attribute = RATED_ATTRIBUTES[edits.attributes[index] as number];
      const space = SPACES.findIndex((name) => name === attribute);
      return fault === 1 ? [{ index, kind, space }] : [];
    }).flat();
  }

  /** Each picture's sentence about a space: photos' all of one source and unit, edited copies' about their edit. */
  #choose(
    space: number,
    batch: BatchFacts,
    faults: readonly Fault[],
    random: Random,
  ): (Chosen | undefined)[] {
    const { store, layout } = this.#parts;
    const { photos, edited } = layout;
    const name = SPACES[space] as (typeof SPACES)[number];
    const chosen = new Array<Chosen | undefined>(this.#pictures).fill(undefined);
    const { onlySpace, shuffledSentences } = this.#parts.config;
    if (onlySpace !== undefined && onlySpace !== name) return chosen;
    const groups = this.#drawGroups(space, batch, random);
    for (let picture = 0; picture < photos + edited; picture++) {
      const own = store
        .of(batch.rows[picture] as number, name)
        .filter((sentence) => groups.has(sentence.group));
      const among = [...new Set(own.map(({ group }) => group))];
      if (among.length === 0) continue;
      const group = random.pick(among);
      const { text, level, shares } = random.pick(own.filter((one) => one.group === group));
      chosen[picture] = { text, level: level / group.deviation, shares, group: group.id };
    }
    this.#chooseMeasured(name, groups, batch, random, chosen);
    const damaged = faults.filter((fault) => fault.space === space);
    for (const [turn, { index }] of damaged.entries()) {
      // A copy that is compared with all photos is worth as much as one that is told from its original alone.
      const keepsMeasured = random.chance(MEASURED_COPIES);
      const other = damaged[
        shuffledSentences === true ? (turn + 1) % damaged.length : turn
      ] as Fault;
      for (const [copy, amounts] of [batch.edits.weak, batch.edits.strong].entries()) {
        const { kind } = other;
        const amount = amounts[other.index] as number;
        const at = photos + (copy + 1) * edited + index;
        if (keepsMeasured && chosen[at] !== undefined) continue;
        const { sentences } = describeEdit(kind, amount, 1, random);
        const { unit, level } = EDIT_SCALES[kind];
        chosen[at] = {
          text: sentences[0]?.text ?? '',
          level: level(amount) / this.#deviationOf(unit),
          group: store.groupCount + this.#units.indexOf(unit),
        };
      }
    }
    return chosen;
  }

  /** Copies' sentences about what they measure, where photos' are about that too: the same scale, and true whatever the edit. */
  #chooseMeasured(
    space: Space,
    groups: ReadonlySet<SentenceGroup>,
    { edits: { measured } }: BatchFacts,
    random: Random,
    chosen: (Chosen | undefined)[],
  ): void {
    const byUnit = new Map(
      [...groups].flatMap((group) => (group.source === 'measured' ? [[group.unit, group]] : [])),
    );
    if (byUnit.size === 0 || this.#parts.config.shuffledSentences === true) return;
    const { photos, edited } = this.#parts.layout;
    for (const [copy, photometry] of measured.entries()) {
      const told = describeMeasured(photometry, 1, random).flatMap(({ attribute, sentences }) =>
        attribute === space ? sentences.filter(({ unit }) => byUnit.has(unit)) : [],
      );
      if (told.length === 0) continue;
      const sentence = random.pick(told);
      const group = byUnit.get(sentence.unit);
      if (group === undefined || !('level' in sentence)) continue;
      const { text, level } = sentence;
      const at = photos + edited + copy;
      chosen[at] = { text, level: level / group.deviation, group: group.id };
    }
  }

  /** A few sources and units for all photos: of many few sentences could be compared. */
  #drawGroups(space: number, { rows }: BatchFacts, random: Random): ReadonlySet<SentenceGroup> {
    const { store, layout, config } = this.#parts;
    const name = SPACES[space] as (typeof SPACES)[number];
    const found = new Map<SentenceGroup, number>();
    for (const row of rows.subarray(0, layout.photos + layout.edited)) {
      for (const group of new Set(store.of(row, name).map((sentence) => sentence.group))) {
        found.set(group, (found.get(group) ?? 0) + 1);
      }
    }
    let left = [...found].flatMap(([group, pictures]) => (pictures > 1 ? [group] : []));
    const measured = left.filter(({ source }) => source === 'measured').length;
    const drawn = new Set<SentenceGroup>();
    while (left.length > 0 && drawn.size < (config.groups ?? 1)) {
      const shares = left.map(
        ({ source, unit }) => shareOf(source, unit) / (source === 'measured' ? measured : 1),
      );
      const group = random.pick(left, shares);
      drawn.add(group);
      left = left.filter((other) => other !== group);
    }
    return drawn;
  }

  #pairs(
    chosen: readonly (Chosen | undefined)[],
    space: number,
    faults: readonly Fault[],
  ): SoftTargets {
    const { config, layout, store } = this.#parts;
    const { photos, edited } = layout;
    const count = this.#pictures;
    const groups = Int32Array.from(chosen, (one) => one?.group ?? NOT_DESCRIBED);
    const votes = chosen.find((one) => one?.shares !== undefined)?.shares?.length;
    const soft =
      votes === undefined
        ? levelTargets(
            Float32Array.from(chosen, (one) => one?.level ?? 0),
            groups,
            config.sigma,
          )
        : shareTargets(
            Float32Array.from(
              chosen.flatMap((one) => one?.shares ?? new Array<number>(votes).fill(1 / votes)),
            ),
            groups,
            config.shareSigma,
          );
    // What is said of a copy is known to be untrue of its original, which has no sentence on that scale: it is what a phrase
    // such as “too dark” must rank below the copy.
    for (const { index, space: damaged } of faults) {
      if (damaged !== space) continue;
      for (const copy of [1, 2]) {
        const at = photos + copy * edited + index;
        if ((chosen[at]?.group ?? 0) >= store.groupCount)
          soft.mask[(photos + index) * count + at] = 1;
      }
    }
    return soft;
  }

  #deviationOf(unit: NumericUnit): number {
    return this.#deviations.get(unit) ?? 1;
  }
}

/**
 * How often a source and unit is drawn, relative to others: ratings are what levels are shown and judged by; what stands out is
 * the second half of an explanation; measurements share one part, however many there are.
 */
function shareOf(source: SentenceGroup['source'], unit: SentenceGroup['unit']): number {
  if (source === 'measured' || unit === 'residual') return 1;
  return 2;
}
