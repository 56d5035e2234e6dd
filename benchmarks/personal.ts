/**
 * Learning a person's taste and scoring photos by it; prints one JSON line.
 *
 *     node benchmarks/personal.ts [DECISIONS] [PHOTOS]
 *
 * Decisions are stars, flags in 20 shoots and pairs in equal parts, about random photos with as many features as the shipped
 * model gives. Times are medians of 15 runs in milliseconds: `fit` from decisions to the posterior, with the person's own strengths; `score`
 * the scores and spreads of PHOTOS photos; `pair` choosing the next pair to ask; `fitCpu` is processor time, which a busy machine distorts less.
 */
import { availableParallelism } from 'node:os';
import type { Decision } from '../src-aesnet/personal/decisions.ts';
import { fitPerson } from '../src-aesnet/personal/fit-person.ts';
import { nextPair } from '../src-aesnet/personal/next-pair.ts';
import { personalScores, personalSpreads } from '../src-aesnet/personal/personal-score.ts';
import type { TasteGroup, TasteTable } from '../src-aesnet/personal/taste-basis.ts';
import { median } from '../src-aesnet/evaluation/quantile.ts';
import { Random } from '../src-aesnet/random.ts';

const [decisionCount = 1000, photoCount = 10_000] = process.argv.slice(2).map(Number);
const RUNS = 15;
const groups: TasteGroup[] = [
  ...Array<TasteGroup>(10).fill('scene'),
  ...Array<TasteGroup>(6).fill('residual'),
  ...Array<TasteGroup>(16).fill('component'),
];
const random = Random.from(1);
const table: TasteTable = {
  score: Float64Array.from({ length: photoCount }, () => 3 + 0.5 * random.normal()),
  features: {
    values: Float32Array.from({ length: photoCount * groups.length }, () => 0.5 * random.normal()),
    rows: photoCount,
    columns: groups.length,
  },
  groups,
};
const taste = Float64Array.from(groups, () => 0.2 * random.normal());
const liking = personalScores(table, { weights: taste }).map((f) => f + 0.5 * random.normal());
const decisions = Array.from({ length: decisionCount }, (_, at): Decision => {
  const [photo, other] = [random.integer(photoCount), random.integer(photoCount)];
  const [value, rival] = [liking[photo] as number, liking[other] as number];
  if (at % 3 === 0) {
    return {
      kind: 'stars',
      photo,
      stars: 1 + [2.3, 2.8, 3.2, 3.8].filter((c) => value > c).length,
    };
  }
  if (at % 3 === 1) {
    return { kind: 'flag', photo, flag: value > 3 ? 'pick' : 'reject', shoot: `${at % 20}` };
  }
  return {
    kind: 'pair',
    better: value > rival ? photo : other,
    worse: value > rival ? other : photo,
  };
});
const prior = {
  variances: { scene: 0.06, residual: 0.03, component: 0.006 },
  scale: 0.4,
  generalScale: 0.45,
};

const round = (value: number) => Number(value.toFixed(2));

function timed<Result>(run: () => Result) {
  let result = run();
  const before = process.cpuUsage().user;
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    result = run();
    return performance.now() - start;
  });
  const cpu = (process.cpuUsage().user - before) / 1000 / RUNS;
  return { milliseconds: round(median(times)), cpu: round(cpu), result };
}

const fit = timed(() => fitPerson(table, decisions, prior));
const score = timed(() => [personalScores(table, fit.result), personalSpreads(table, fit.result)]);
const photos = Array.from({ length: photoCount }, (_, photo) => photo);
const pair = timed(() =>
  nextPair(table, fit.result, { photos, asked: [], alike: () => false, random }),
);
console.log(
  JSON.stringify({
    cores: availableParallelism(),
    decisions: decisionCount,
    photos: photoCount,
    features: groups.length,
    fit: fit.milliseconds,
    fitCpu: fit.cpu,
    score: score.milliseconds,
    pair: pair.milliseconds,
  }),
);
