/**
 * What answering more pairs still brings simulated people; prints one JSON line. From it follows when calibrating says that more
 * answers hardly help (`HARDLY` in src-main/workflows/taste/calibration.ts).
 *
 *     node benchmarks/calibration.ts [PEOPLE] [PARA]
 *
 * PARA's folder is KEEPERS_DATA/para or ../shared/para unless it is named. Each person answers 300 pairs about pictures of
 * `people.csv`, chosen as the app chooses them, by how much they like them. After every fifth answer: what the last five
 * informative answers were expected to tell, as a share of a coin flip's worth, and how many more pairs of all pictures the
 * next 30 answers put in the right order. `gains` has the mean and median of that over people by that share; a simulation, not
 * real people.
 */
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { pairAccuracy } from '../src-aesnet/evaluation/pair-accuracy.ts';
import { median } from '../src-aesnet/evaluation/quantile.ts';
import { mean } from '../src-aesnet/evaluation/values.ts';
import type { Decision } from '../src-aesnet/personal/decisions.ts';
import { fitPerson } from '../src-aesnet/personal/fit-person.ts';
import { nextPair, pairInformation, type AskedPair } from '../src-aesnet/personal/next-pair.ts';
import { personalScores } from '../src-aesnet/personal/personal-score.ts';
import { simulatePerson } from '../src-aesnet/personal/simulated-people.ts';
import { tasteTable } from '../src-aesnet/personal/taste-basis.ts';
import { Random } from '../src-aesnet/random.ts';
import { createModelStore } from '../src-main/inference/index.ts';
import { readDefaults } from '../src-main/personal/index.ts';
import { openModel } from '../src-main/training/open-model.ts';
import { rateSplit } from '../src-main/training/personal/rated-outputs.ts';
import { spawnNodeWorker } from '../src-main/workers/node.ts';

const root = path.resolve(import.meta.dirname, '..');
const PEOPLE = Number(process.argv[2] ?? 40);
const data =
  process.argv[3] ?? path.join(process.env.KEEPERS_DATA ?? path.join(root, '..', 'shared'), 'para');
const ANSWERS = 300;
const EVERY = 5;
const AHEAD = 30;
const RECENT = 5;
/** Ends of the shares of a coin flip's worth that are told apart. */
const EDGES = [0, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.2, 1];

const modelsFolder = path.join(root, 'models');
const options = {
  data,
  cache: path.join(tmpdir(), 'keepers-benchmark-cache'),
  processes: availableParallelism(),
  ...{ provider: 'cpu', threads: availableParallelism() },
  onProgress: () => undefined,
  signal: new AbortController().signal,
};
const store = createModelStore({
  builtInFolder: modelsFolder,
  installedFolder: path.join(tmpdir(), 'keepers-no-models'),
  spawnWorker: spawnNodeWorker,
});
const { basis, prior } = await readDefaults(await store.resolveDefault());
const { outputs, means } = await rateSplit(
  await openModel(undefined, modelsFolder, options),
  'people',
  options,
);
const table = tasteTable(basis, outputs);
const photos = Array.from(table.score, (_, photo) => photo);

interface Point {
  /** Share of ln 2, and pair accuracy. */
  readonly information: number;
  readonly accuracy: number;
}

/** After every `EVERY` answers of one person. */
function calibrate(index: number): Point[] {
  const person = simulatePerson(means, 1, index);
  const random = Random.from(1, index, 2);
  const asked: AskedPair[] = [];
  const decisions: Decision[] = [];
  const told: number[] = [];
  const points: Point[] = [];
  let model = fitPerson(table, decisions, prior);
  while (asked.length < ANSWERS) {
    const pair = nextPair(table, model, { photos, asked, alike: () => false, random });
    if (pair === undefined) break;
    if (pair.purpose === 'informative') told.push(pairInformation(table, model, pair) / Math.LN2);
    asked.push(pair);
    const { left, right } = pair;
    const likesLeft = (person.liking[left] as number) > (person.liking[right] as number);
    const [better, worse] = likesLeft ? [left, right] : [right, left];
    decisions.push({ kind: 'pair', better, worse });
    model = fitPerson(table, decisions, prior);
    if (asked.length % EVERY === 0) {
      points.push({
        information: mean(told.slice(-RECENT)),
        accuracy: pairAccuracy(personalScores(table, model), person.liking),
      });
    }
  }
  return points;
}

const round = (value: number) => Number(value.toFixed(4));
const people = Array.from({ length: PEOPLE }, (_, index) => calibrate(index));
const gains = people.flatMap((points) =>
  points.slice(0, -AHEAD / EVERY).map(({ information, accuracy }, at) => ({
    information,
    gain: (points[at + AHEAD / EVERY]?.accuracy ?? NaN) - accuracy,
  })),
);
console.log(
  JSON.stringify({
    people: PEOPLE,
    answers: people[0]?.map((_, at) => ({
      answers: (at + 1) * EVERY,
      information: round(median(people.map((points) => points[at]?.information ?? NaN))),
      accuracy: round(mean(people.map((points) => points[at]?.accuracy ?? NaN))),
    })),
    gains: EDGES.slice(1).flatMap((to, at) => {
      const from = EDGES[at] as number;
      const own = gains.filter(({ information }) => information >= from && information < to);
      if (own.length === 0) return [];
      const values = own.map(({ gain }) => gain);
      return [
        { from, to, count: own.length, mean: round(mean(values)), median: round(median(values)) },
      ];
    }),
  }),
);
