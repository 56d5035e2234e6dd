/** Asking a person about pairs of photos: what is asked next, what had been foretold, and whether it still helps. */
import { fitPerson, type PersonalModel } from '../../../src-aesnet/personal/fit-person.ts';
import type { Decision } from '../../../src-aesnet/personal/decisions.ts';
import { foretell } from '../../../src-aesnet/personal/held-out.ts';
import {
  nextPair,
  pairInformation,
  type AskedPair,
} from '../../../src-aesnet/personal/next-pair.ts';
import { personalScores } from '../../../src-aesnet/personal/personal-score.ts';
import { tasteTable, type TasteTable } from '../../../src-aesnet/personal/taste-basis.ts';
import { wilson } from '../../../src-aesnet/evaluation/wilson.ts';
import { Random } from '../../../src-aesnet/random.ts';
import type { Calibration, CALIBRATION_ANSWERS } from '../../../src-shared/bridge/taste.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { outputsOfPhotos, type PairAnswer } from '../../personal/index.ts';
import type { Grouped } from '../library-groups.ts';
import { burstOf } from './gather.ts';
import { evidenceOf, modelInUse, type TasteRooms } from './rooms.ts';

type Chosen = (typeof CALIBRATION_ANSWERS)[number];

/** Photos that may be asked about, drawn at random: more would only take longer to look through. */
const MOST_PHOTOS = 2000;
/** Answers that the mean of what they told is taken over. */
const RECENT = 5;
/**
 * Where informative answers tell less than this share of a coin flip's worth (ln 2), 30 more put fewer than 5 in 1,000 further pairs
 * in the right order, on average over simulated people (`benchmarks/calibration.ts`); that comes after some 35 answers.
 */
const HARDLY = 0.15;
/** Before so many answers of a profile nobody is told to stop. */
const LEAST_PAIRS = 20;

/** One sitting. Nothing is kept but the answers, each on disk before the next pair is asked. */
export class CalibrationSession {
  readonly profile: string;
  readonly #store: TasteRooms['store'];
  readonly #ids: readonly number[];
  readonly #table: TasteTable;
  readonly #prior: Parameters<typeof fitPerson>[2];
  readonly #before: readonly Decision[];
  readonly #photos: readonly number[];
  readonly #alike: (i: number, j: number) => boolean;
  readonly #random: Random;
  #all: PairAnswer[];
  readonly #asked: AskedPair[] = [];
  readonly #answers: PairAnswer[] = [];
  readonly #told: number[] = [];
  #model: PersonalModel;
  #next: AskedPair | undefined;

  private constructor(
    profile: string,
    store: TasteRooms['store'],
    parts: {
      readonly ids: readonly number[];
      readonly table: TasteTable;
      readonly prior: Parameters<typeof fitPerson>[2];
      readonly before: readonly Decision[];
      readonly photos: readonly number[];
      readonly alike: (i: number, j: number) => boolean;
      readonly all: PairAnswer[];
      readonly seed: number;
    },
  ) {
    this.profile = profile;
    this.#store = store;
    this.#ids = parts.ids;
    this.#table = parts.table;
    this.#prior = parts.prior;
    this.#before = parts.before;
    this.#photos = parts.photos;
    this.#alike = parts.alike;
    this.#all = parts.all;
    this.#random = Random.from(parts.seed);
    this.#model = fitPerson(this.#table, this.#before, this.#prior);
    this.#ask();
  }

  /** Rejects with `profile-unknown`, or `personal-unsupported` where the model in use cannot learn a taste. */
  static async begin(
    profile: string,
    rooms: TasteRooms,
    { similar, seed }: { readonly similar: number; readonly seed: number },
  ): Promise<CalibrationSession> {
    const { catalogue, store, groups } = rooms;
    const { defaults } = await modelInUse(rooms);
    const { evidence, ids } = await evidenceOf(rooms, profile);
    const grouped = await groups();
    const { sources } = await store.settings(profile);
    const candidates = leads(
      catalogue.query(sources.folderId === undefined ? {} : { folderId: sources.folderId }, {
        by: 'added',
        direction: 'ascending',
      }),
      grouped,
    );
    const drawn = Random.from(seed).shuffle(Uint32Array.from(candidates)).subarray(0, MOST_PHOTOS);
    const known = new Set(ids);
    const outputs = catalogue.modelOutputs([...ids, ...[...drawn].filter((id) => !known.has(id))]);
    const all = outputs.map(({ id }) => id);
    const rows = new Map(all.map((id, row) => [id, row]));
    const contents = outputs.map(({ contentEmbedding }) => contentEmbedding);
    const bursts = all.map((id) => burstOf(grouped, id));
    const answers = await store.answers(profile);
    return new CalibrationSession(profile, store, {
      ids: all,
      table: tasteTable(defaults.basis, outputsOfPhotos(outputs)),
      prior: defaults.prior,
      before: evidence.decisions,
      photos: [...drawn].flatMap((id) => rows.get(id) ?? []),
      alike: (i, j) =>
        (bursts[i] !== undefined && bursts[i] === bursts[j]) ||
        cosine(contents[i], contents[j]) >= similar,
      all: answers.flatMap((answer) => (answer.kind === 'pair' ? [answer] : [])),
      seed,
    });
  }

  /** Takes an answer to the pair that was asked. Rejects with `bad-request` where none was. */
  async answer(chosen: Chosen): Promise<void> {
    const pair = this.#next;
    if (pair === undefined) throw new KeepersError('bad-request', { reason: 'no pair was asked' });
    const { left, right, purpose } = pair;
    const [better, worse] = chosen === 'left' ? [left, right] : [right, left];
    const own = personalScores(this.#table, this.#model);
    const foretold =
      purpose === 'random' && chosen !== 'neither'
        ? foretell(this.#table, this.#model, own, this.#prior.generalScale, better, worse)
        : undefined;
    const answer: PairAnswer = {
      ...{ kind: 'pair', at: Date.now(), chosen, purpose },
      ...{ left: this.#ids[left] as number, right: this.#ids[right] as number },
      ...(foretold !== undefined && { foretold }),
    };
    await this.#store.addAnswers(this.profile, [answer]);
    this.#all.push(answer);
    this.#answers.push(answer);
    this.#asked.push(pair);
    this.#learn();
    this.#ask();
  }

  /** Takes the last answer of this sitting back and asks it again. */
  async back(): Promise<void> {
    const pair = this.#asked.at(-1);
    const last = this.#answers.at(-1);
    if (pair === undefined || last === undefined) return;
    const kept = await this.#store.answers(this.profile);
    const at = kept.findLastIndex((each) => each.kind === 'pair' && each.at === last.at);
    await this.#store.setAnswers(
      this.profile,
      kept.filter((_, index) => index !== at),
    );
    this.#all = this.#all.filter((each) => each !== last);
    this.#asked.pop();
    this.#answers.pop();
    this.#learn();
    if (pair.purpose === 'informative') this.#told.splice(this.#informative);
    this.#next = pair;
  }

  get state(): Calibration {
    const pair = this.#next;
    const seen = this.#answers.map(({ purpose, chosen }, at) => {
      const earlier = purpose === 'repeat' ? this.#repeatedBy(at) : undefined;
      return {
        ...{ purpose, skipped: chosen === 'neither' },
        ...(earlier !== undefined && { agrees: sameChoice(earlier, this.#answers[at]) }),
      };
    });
    const repeats = seen.flatMap(({ agrees }) => (agrees === undefined ? [] : [agrees]));
    const recent = this.#told.slice(-RECENT);
    const mean = recent.reduce((sum, value) => sum + value, 0) / recent.length;
    const [first] = this.#told;
    return {
      ...(pair !== undefined && {
        pair: { left: this.#ids[pair.left] as number, right: this.#ids[pair.right] as number },
      }),
      answers: seen,
      curve: curveOf(this.#all),
      repeats: { asked: repeats.length, alike: repeats.filter(Boolean).length },
      ...(first !== undefined && first > 0 && { information: (this.#told.at(-1) ?? 0) / first }),
      helping: !(this.#all.length >= LEAST_PAIRS && recent.length === RECENT && mean < HARDLY),
    };
  }

  get #informative(): number {
    return this.#asked.filter(({ purpose }) => purpose === 'informative').length;
  }

  #learn(): void {
    const pairs = this.#answers.flatMap(({ chosen }, at): Decision[] => {
      const { left, right } = this.#asked[at] as AskedPair;
      if (chosen === 'neither') return [];
      const [better, worse] = chosen === 'left' ? [left, right] : [right, left];
      return [{ kind: 'pair', better, worse }];
    });
    this.#model = fitPerson(this.#table, [...this.#before, ...pairs], this.#prior);
  }

  #ask(): void {
    this.#next = nextPair(this.#table, this.#model, {
      ...{ photos: this.#photos, asked: this.#asked, alike: this.#alike, random: this.#random },
    });
    if (this.#next?.purpose === 'informative') {
      this.#told.push(pairInformation(this.#table, this.#model, this.#next) / Math.LN2);
    }
  }

  /** The earlier answer that this one repeats. */
  #repeatedBy(at: number): PairAnswer | undefined {
    const { left, right } = this.#answers[at] as PairAnswer;
    return this.#answers.slice(0, at).find((each) => each.left === right && each.right === left);
  }
}

function sameChoice(earlier: PairAnswer, later: PairAnswer | undefined): boolean {
  const photo = ({ chosen, left, right }: PairAnswer) =>
    chosen === 'neither' ? undefined : chosen === 'left' ? left : right;
  return later !== undefined && photo(earlier) === photo(later);
}

/** Of pairs that were foretold, how many each ranking had right, after each of them. */
function curveOf(answers: readonly PairAnswer[]): Calibration['curve'] {
  let pairs = 0;
  let general = 0;
  let personal = 0;
  return answers.flatMap(({ foretold }) => {
    if (foretold === undefined) return [];
    pairs += 1;
    general += right(foretold.general);
    personal += right(foretold.personal);
    return [{ pairs, general: wilson(general, pairs), personal: wilson(personal, pairs) }];
  });
}

/** A tie is half right. */
function right(loss: number): number {
  return (Math.sign(Math.LN2 - loss) + 1) / 2;
}

/** One file of each exposure. */
function leads(ids: readonly number[], { pairOf }: Grouped): number[] {
  return ids.filter((id) => (pairOf.get(id)?.photos[0].id ?? id) === id);
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (const [at, value] of a.entries()) sum += value * (b[at] as number);
  return sum;
}
