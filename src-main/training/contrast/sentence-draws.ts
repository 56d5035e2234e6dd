/** Sentences about one attribute, of one source and unit, drawn to be contrasted with each other. */
import {
  describeEdit,
  EDIT_SCALES,
  SPACES,
  type NumericUnit,
  type Space,
} from '../../../src-aesnet/descriptions/index.ts';
import { EDIT_KINDS, type EditName } from '../../../src-aesnet/edits/index.ts';
import {
  levelTargets,
  shareTargets,
  type SoftTargets,
} from '../../../src-aesnet/losses/soft-targets.ts';
import type { Random } from '../../../src-aesnet/random.ts';
import type { ContrastiveConfig } from '../config.ts';
import { editDeviations } from './edit-deviations.ts';
import type { SentenceGroup, SentenceStore, StoredSentence } from './sentence-store.ts';

/** A sentence with its level in SDs of its group, or its shares of votes. */
interface Drawn {
  readonly text: string;
  readonly level: number;
  readonly shares?: readonly number[] | undefined;
}

type Draw = (random: Random) => Drawn;

export interface SentencePairs extends SoftTargets {
  /** The index in `SPACES`. */
  readonly space: number;
  /** N of one side, then N of the other. */
  readonly texts: readonly string[];
}

export class SentenceDraws {
  readonly #config: Pick<ContrastiveConfig, 'sigma' | 'shareSigma' | 'onlySpace'>;
  /** By space, the draws of each source and unit. */
  readonly #draws = new Map<Space, Draw[]>();

  /** `rows`: of the pictures whose sentences are drawn. */
  constructor(
    store: SentenceStore,
    rows: ArrayLike<number>,
    config: Pick<ContrastiveConfig, 'sigma' | 'shareSigma' | 'onlySpace'>,
  ) {
    this.#config = config;
    for (const space of SPACES) {
      if (config.onlySpace !== undefined && config.onlySpace !== space) continue;
      const draws = [...storedDraws(store, rows, space), ...editDraws(space)];
      if (draws.length > 0) this.#draws.set(space, draws);
    }
  }

  /** `count` sentences a side. What is the same sentence on both sides is masked: it would be found by its words. */
  draw(count: number, random: Random): SentencePairs {
    const [space, draws] = random.pick([...this.#draws]);
    const draw = random.pick(draws);
    const drawn = Array.from({ length: 2 * count }, () => draw(random));
    const groups = new Int32Array(2 * count);
    const { sigma, shareSigma } = this.#config;
    const whole =
      drawn[0]?.shares === undefined
        ? levelTargets(
            Float32Array.from(drawn, ({ level }) => level),
            groups,
            sigma,
          )
        : shareTargets(
            Float32Array.from(drawn.flatMap(({ shares }) => [...(shares ?? [])])),
            groups,
            shareSigma,
          );
    const targets = new Float32Array(count * count);
    const mask = new Float32Array(count * count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        const at = i * 2 * count + count + j;
        targets[i * count + j] = whole.targets[at] as number;
        mask[i * count + j] = drawn[i]?.text === drawn[count + j]?.text ? 0 : 1;
      }
    }
    return {
      space: SPACES.indexOf(space),
      texts: drawn.map(({ text }) => text),
      targets,
      mask,
    };
  }
}

function storedDraws(store: SentenceStore, rows: ArrayLike<number>, space: Space): Draw[] {
  const byGroup = new Map<SentenceGroup, StoredSentence[]>();
  for (let at = 0; at < rows.length; at++) {
    for (const sentence of store.of(rows[at] as number, space)) {
      const found = byGroup.get(sentence.group);
      if (found === undefined) byGroup.set(sentence.group, [sentence]);
      else found.push(sentence);
    }
  }
  return Array.from(byGroup, ([{ deviation }, sentences]) => (random: Random) => {
    const { text, level, shares } = random.pick(sentences);
    return { text, level: level / deviation, shares };
  });
}

function editDraws(space: Space): Draw[] {
  const kinds = (Object.keys(EDIT_SCALES) as EditName[]).filter(
    (kind) => EDIT_KINDS[kind].attribute === space,
  );
  const deviations = editDeviations();
  const byUnit = Map.groupBy(kinds, (kind): NumericUnit => EDIT_SCALES[kind].unit);
  return Array.from(byUnit, ([unit, own]) => (random: Random) => {
    const kind = random.pick(own);
    const { weak, strong } = EDIT_KINDS[kind];
    const amount = random.uniform(...random.pick([weak, strong]));
    const { sentences } = describeEdit(kind, amount, 1, random);
    return {
      text: sentences[0]?.text ?? '',
      level: EDIT_SCALES[kind].level(amount) / (deviations.get(unit) ?? 1),
    };
  });
}
