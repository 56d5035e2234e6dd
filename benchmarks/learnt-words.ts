/**
 * What twenty corrected sentences teach: whether retrieval on similar photos moves the corrected way, and what else moves.
 *
 *     node benchmarks/learnt-words.ts [SENTENCES] [PARA]
 *
 * A made-up person says of SENTENCES pictures of one kind of scene (default 20) that their light is 0.8 points better, or worse, than
 * the model thinks, once for every kind of PARA's `validation`. Prints one JSON line; means over kinds and both ways. Of the other pictures of the
 * kind: `right`, the share whose retrieved level moves the corrected way, and `shift`, by how many points, with the corrected sign;
 * `rank`, how far a search for “wonderful light” moves them among all, as a share of the library. Of pictures of other kinds: `others`, by how many points
 * their level moves either way, and `levels`, the SRCC of retrieved levels with people's before and after. `overall` is the pair accuracy of the overall score
 * before and after, and `keeps` how often what was learnt proves itself on held-out photos, also of a person who agrees with the
 * model. `undecided` compares the soft targets with the model's own shares, in nats.
 */
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { describeStatements, type DescriptionRecord } from '../src-aesnet/descriptions/index.ts';
import { srcc } from '../src-aesnet/evaluation/correlation.ts';
import { pairAccuracy } from '../src-aesnet/evaluation/pair-accuracy.ts';
import { columnOf } from '../src-aesnet/evaluation/values.ts';
import { Random } from '../src-aesnet/random.ts';
import { choicesOf, packSpaces, targetsOfRating } from '../src-aesnet/retrieval/index.ts';
import { sharesOfChoices } from '../src-aesnet/retrieval/departed-space.ts';
import { TextSession } from '../src-main/inference/text-session.ts';
import { choiceVectors, wordLessons } from '../src-main/personal/index.ts';
import { learnWords } from '../src-main/personal/words/learn-words.ts';
import { applyToCache } from '../src-main/training/apply-model.ts';
import { openModel } from '../src-main/training/open-model.ts';
import { labelsFor, openRated } from '../src-main/training/rated-pictures.ts';
import { PersonWords } from '../src-main/workflows/person-words.ts';
import { SCENES, SCORED } from '../src-shared/attribute.ts';
import type { Score } from '../src-shared/photo.ts';

const root = path.resolve(import.meta.dirname, '..');
const [count = '20', folder] = process.argv.slice(2);
const SENTENCES = Number(count);
const POINTS = 0.8;
const PHRASE = 'Wonderful light.';
/** Pictures of a kind that must be left to look at. */
const FEWEST_HELD = 20;
const OTHERS = 400;
const LIGHT = SCORED.indexOf('light');

const threads = availableParallelism();
const model = await openModel(undefined, path.join(root, 'models'), { provider: 'cpu', threads });
const { entry, session } = model;
const size = entry.outputs.attributeEmbeddings?.size;
if (size === undefined || model.folder === undefined) throw new Error('the model reads no words');
const text = await TextSession.open(entry, model.folder, { threads });
const encode = (texts: readonly string[]) => text.encode(texts);
const rated = await openRated('validation', {
  data: folder ?? path.join(process.env.KEEPERS_DATA ?? path.join(root, '..', 'shared'), 'para'),
  cache: path.join(tmpdir(), 'keepers-benchmark-cache'),
  processes: threads,
  onProgress: () => undefined,
});
const outputs = await applyToCache(session, entry, rated.cache, rated.slots, {});
const embeddings = outputs.attributeEmbeddings ?? new Float32Array();
const pictures = rated.slots.map((slot, at) => {
  const own = embeddings.slice(at * 7 * size, (at + 1) * 7 * size);
  const light = outputs.scores[at * SCORED.length + LIGHT] as number;
  const aesthetic = outputs.scores[at * SCORED.length] as number;
  const score: Score = {
    values: { aesthetic, light },
    model: { id: entry.id, version: entry.version },
    provider: 'cpu',
  };
  return { at, scene: rated.rows[slot]?.scene, own, light, score, packed: packSpaces(own) };
});
const { scores: labels } = labelsFor(rated);
const people = columnOf(labels, LIGHT, SCORED.length);
const peopleOverall = columnOf(labels, 0, SCORED.length);

const choices = choicesOf('light');
const general = await choiceVectors('light', choices, encode);
const lightOf = (all: Float32Array) => all.subarray((LIGHT - 1) * size, LIGHT * size);
const level = (shares: readonly number[]) =>
  shares.reduce((sum, share, at) => sum + share * (choices[at]?.rating ?? 0), 0);
const before = pictures.map(({ own }) => level(sharesOfChoices(lightOf(own), general)));

const results: Record<string, number[]> = {};
const keep = (name: string, value: number) => (results[name] ??= []).push(value);
let proven = 0;
let agreeing = 0;
let kinds = 0;
for (const scene of SCENES) {
  const kind = pictures.filter((each) => each.scene === scene);
  if (kind.length < SENTENCES + FEWEST_HELD) continue;
  const shuffled = Random.from(1, SCENES.indexOf(scene)).shuffle([...kind]);
  const corrected = new Set(shuffled.slice(0, SENTENCES));
  const others = Random.from(2)
    .shuffle(pictures.filter((each) => !corrected.has(each)))
    .slice(0, OTHERS)
    .map(({ packed }) => packed);
  const learn = async (points: number) => {
    const described = Array.from(corrected, ({ at, light, packed }) => ({
      record: recordOf(String(at), Math.min(5, Math.max(1, light + points))),
      spaces: packed,
    }));
    const start = performance.now();
    const { lessons } = await wordLessons(described, others, encode);
    const learnt = learnWords(lessons).light;
    keep('seconds', (performance.now() - start) / 1000);
    return learnt?.departure;
  };
  kinds++;
  if ((await learn(0)) !== undefined) agreeing++;
  for (const points of [POINTS, -POINTS]) {
    const departure = await learn(points);
    if (departure === undefined) continue;
    proven++;
    const words = new PersonWords({ encode }, new Map([['light', departure]]));
    const seen = [];
    for (const { score, own } of pictures) seen.push((await words.seen(score, own)).score);
    const shifts = seen.map(({ values }, at) => (values.light ?? 0) - (pictures[at]?.light ?? 0));
    const held = kind.filter((each) => !corrected.has(each)).map(({ at }) => at);
    const away = pictures.filter((each) => each.scene !== scene).map(({ at }) => at);
    const way = Math.sign(points);
    keep('right', mean(held.map((at) => Number((shifts[at] as number) * way > 0))));
    keep('shift', mean(held.map((at) => (shifts[at] as number) * way)));
    keep('others', mean(away.map((at) => Math.abs(shifts[at] as number))));
    const of = (values: readonly number[]) => away.map((at) => values[at] as number);
    const after = before.map((value, at) => value + (shifts[at] as number));
    keep('levelsBefore', srcc(of(before), of([...people])));
    keep('levelsAfter', srcc(of(after), of([...people])));
    const [usual] = await encode([PHRASE]);
    const [theirs] = await words.encode([PHRASE]);
    if (usual === undefined || theirs === undefined) throw new Error('nothing was read');
    const ranks = [usual, theirs].map((phrase) => ranksBy(lightOf(phrase.embeddings)));
    keep('rank', mean(held.map((at) => ((ranks[1]?.[at] ?? 0) - (ranks[0]?.[at] ?? 0)) * way)));
    const overall = (all: readonly Score[]) =>
      pairAccuracy(
        Float64Array.from(all, ({ values }) => values.aesthetic ?? 0),
        peopleOverall,
      );
    keep('overallBefore', overall(pictures.map(({ score }) => score)));
    keep('overallAfter', overall(seen));
  }
}
const shares = pictures.map(({ own }) => sharesOfChoices(lightOf(own), general));
const targets = pictures.map(({ light }) => targetsOfRating(choices, light));
const entropy = (all: readonly (readonly number[])[]) =>
  mean(all.map((one) => -one.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0)));
console.log(
  JSON.stringify({
    ...{ model: model.name, sentences: SENTENCES, kinds: kinds, points: POINTS },
    ...Object.fromEntries(
      Object.entries(results).map(([name, values]) => [name, rounded(mean(values))]),
    ),
    leastRight: rounded(Math.min(...(results.right ?? [0]))),
    keeps: { corrected: `${proven} of ${2 * kinds}`, agreeing: `${agreeing} of ${kinds}` },
    undecided: { model: rounded(entropy(shares)), targets: rounded(entropy(targets)) },
  }),
);
process.exit();

/** As the app writes down what was said in it. */
function recordOf(id: string, rating: number): DescriptionRecord {
  const record = describeStatements(id, [{ kind: 'rates', space: 'light', rating }], 1);
  if (record === undefined) throw new Error('a rating says nothing');
  return record;
}

/** Of each picture the share of all that fit a phrase less. */
function ranksBy(phrase: Float32Array): number[] {
  const fits = pictures.map(({ own }) =>
    lightOf(own).reduce((sum, value, at) => sum + value * (phrase[at] as number), 0),
  );
  const order = fits.map((_, at) => at).sort((a, b) => (fits[a] as number) - (fits[b] as number));
  const ranks: number[] = [];
  for (const [place, at] of order.entries()) ranks[at] = place / fits.length;
  return ranks;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
