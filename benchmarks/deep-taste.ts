/**
 * Fine-tuning the network for simulated people: how long it takes, how often it takes the closed form's place, and whether it was
 * right to. Prints one JSON line.
 *
 *     node benchmarks/deep-taste.ts [PEOPLE] [DECISIONS] [head|stage] [PARA]
 *
 * PARA's folder is KEEPERS_DATA/para or ../shared/para unless it is named. Each person of the fixed simulation gives stars to DECISIONS
 * pictures of `people.csv` (default 50). `won` is how many of them the network is kept for; `gains` by how much it then puts more pairs of
 * the other pictures in the right order than the closed form; `seconds` the median for a person, reading pictures included and decoding
 * not. A simulation, not real people: their tastes are sums of what the closed form has features for.
 */
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { pairAccuracy } from '../src-aesnet/evaluation/pair-accuracy.ts';
import { median } from '../src-aesnet/evaluation/quantile.ts';
import { take } from '../src-aesnet/evaluation/values.ts';
import { fitPerson } from '../src-aesnet/personal/fit-person.ts';
import { personalScores } from '../src-aesnet/personal/personal-score.ts';
import { starsOf } from '../src-aesnet/personal/set-prior.ts';
import { simulatePerson } from '../src-aesnet/personal/simulated-people.ts';
import { tasteTable } from '../src-aesnet/personal/taste-basis.ts';
import { Random } from '../src-aesnet/random.ts';
import { DEPTHS, type Depth } from '../src-aesnet/training/taste-step-graph.ts';
import { createModelStore } from '../src-main/inference/index.ts';
import { addedByHead } from '../src-main/personal/deep/departures.ts';
import { deepFinetune, type DeepTaste } from '../src-main/personal/deep/deep-finetune.ts';
import { deepProgress } from '../src-main/personal/deep/deep-progress.ts';
import { generalValues } from '../src-main/personal/deep/deepen.ts';
import { StageScorer } from '../src-main/personal/deep/stage-scorer.ts';
import { StageInputs } from '../src-main/personal/deep/taste-network.ts';
import { readDefaults } from '../src-main/personal/index.ts';
import { applyToCache } from '../src-main/training/apply-model.ts';
import { CacheReader } from '../src-main/training/data/raw-cache.ts';
import { PICTURE_BYTES } from '../src-main/training/data/index.ts';
import { openModel } from '../src-main/training/open-model.ts';
import { rateSplit } from '../src-main/training/personal/rated-outputs.ts';
import { openRated } from '../src-main/training/rated-pictures.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';

const root = path.resolve(import.meta.dirname, '..');
const [people = '20', count = '50', asked = 'head', folder] = process.argv.slice(2);
const PEOPLE = Number(people);
const DECISIONS = Number(count);
const depth: Depth = DEPTHS.find((each) => each === asked) ?? 'head';
const data =
  folder ?? path.join(process.env.KEEPERS_DATA ?? path.join(root, '..', 'shared'), 'para');

const modelsFolder = path.join(root, 'models');
const compute = { provider: 'cpu', threads: availableParallelism() };
const options = {
  ...{ data, ...compute, processes: availableParallelism() },
  cache: path.join(tmpdir(), 'keepers-benchmark-cache'),
  onProgress: () => undefined,
  signal: new AbortController().signal,
};
const store = createModelStore({
  builtInFolder: modelsFolder,
  installedFolder: path.join(tmpdir(), 'keepers-no-models'),
  spawnWorker: spawnNodeWorker,
});
const resolved = await store.resolveDefault();
const { basis, prior } = await readDefaults(resolved);
const general = await generalValues(resolved, depth);
const model = await openModel(undefined, modelsFolder, options);
const { outputs, means } = await rateSplit(model, 'people', options);
const { cache, slots } = await openRated('people', options);
const { features } = await applyToCache(model.session, model.entry, cache, slots, options);
const width = features.length / slots.length;
const featureOf = (photo: number) => features.subarray(photo * width, (photo + 1) * width);
const reader = new CacheReader(cache.folder);
const pictureOf = (photo: number): Uint8Array => {
  const bytes = new Uint8Array(PICTURE_BYTES);
  reader.read(slots[photo] as number, bytes);
  return bytes;
};
const table = tasteTable(basis, outputs);

async function inputsOf(at: Depth, photos: readonly number[]): Promise<Float32Array> {
  if (at === 'stage') {
    const stage = await StageInputs.open({ general, ...compute });
    return await stage.of(photos.map(pictureOf)).finally(() => stage.close());
  }
  const some = new Float32Array(photos.length * width);
  for (const [row, photo] of photos.entries()) some.set(featureOf(photo), row * width);
  return some;
}

async function addedBy(taste: DeepTaste, photos: readonly number[]): Promise<number[]> {
  if (taste.depth === 'head') return photos.map((photo) => addedByHead(taste, featureOf(photo)));
  const scorer = await StageScorer.open(taste, resolved);
  return await scorer.addedTo(photos.map(pictureOf)).finally(() => scorer.close());
}

async function finetune(index: number): Promise<{ seconds: number; gain?: number }> {
  const person = simulatePerson(means, 1, index);
  const order = Random.from(1, index, 1).shuffle(Uint32Array.from(table.score, (_, row) => row));
  const decisions = starsOf(person, order.subarray(0, DECISIONS));
  const closed = fitPerson(table, decisions, prior);
  const start = performance.now();
  const found = await deepFinetune(
    { table, decisions, used: decisions, prior, model: closed, groupOf: String },
    {
      ...{ general, ...compute, inputsOf },
      depths: DEPTHS.slice(0, DEPTHS.indexOf(depth) + 1),
      progress: deepProgress(path.join(tmpdir(), `keepers-benchmark-${process.pid}`), index),
      onProgress: () => undefined,
    },
  );
  await deepProgress(path.join(tmpdir(), `keepers-benchmark-${process.pid}`), index).forget();
  const seconds = (performance.now() - start) / 1000;
  if (found?.taste === undefined) return { seconds };
  const others = order.subarray(DECISIONS);
  const own = personalScores(table, closed);
  const liking = take(person.liking, others);
  const before = take(own, others);
  const added = await addedBy(found.taste, [...others]);
  const after = before.map((score, at) => score + (added[at] as number));
  return { seconds, gain: pairAccuracy(after, liking) - pairAccuracy(before, liking) };
}

const round = (value: number, decimals: number) => Number(value.toFixed(decimals));
const found: Awaited<ReturnType<typeof finetune>>[] = [];
for (let index = 0; index < PEOPLE; index++) found.push(await finetune(index));
const gains = found.flatMap(({ gain }) => (gain === undefined ? [] : [round(gain, 4)]));
console.log(
  JSON.stringify({
    ...{ cores: availableParallelism(), people: PEOPLE, decisions: DECISIONS, depth },
    seconds: round(median(found.map(({ seconds }) => seconds)), 1),
    ...{ won: gains.length, gains },
  }),
);
reader.close();
