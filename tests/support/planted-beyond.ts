/**
 * A preference that the closed form of taste cannot express: what varies most in the image features of some photos once the
 * general score and all features of taste are taken out of them.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { predictLinear } from '../../src-aesnet/linear/linear-model.ts';
import { besides, matrix } from '../../src-aesnet/linear/matrix.ts';
import { principalComponents, project } from '../../src-aesnet/linear/principal-components.ts';
import { fitRidge } from '../../src-aesnet/linear/ridge.ts';
import { tasteTable, type TasteBasis } from '../../src-aesnet/personal/taste-basis.ts';
import { outputsOfPhotos, readDefaults, type ScoredPhoto } from '../../src-main/personal/index.ts';
import { createModelStore } from '../../src-main/inference/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { repositoryRoot } from './data.ts';
import { temporaryFolder } from './temporary.ts';

/** Quarters of every JPEG in a folder, all four by default, as photos of their own: 208 of the clean ones. */
export async function quarterPhotos(
  from: string,
  into: string,
  quarters: readonly number[] = [0, 1, 2, 3],
): Promise<string[]> {
  mkdirSync(into, { recursive: true });
  const written: string[] = [];
  for (const name of readdirSync(from).filter((each) => /\.jpe?g$/i.test(each))) {
    const source = path.join(from, name);
    const { width, height } = await sharp(source).metadata();
    const [across, down] = [width >> 1, height >> 1];
    for (const quarter of quarters) {
      const file = path.join(into, `${path.parse(name).name}-${quarter}.jpg`);
      await sharp(source)
        .extract({
          left: (quarter % 2) * across,
          top: (quarter >> 1) * down,
          width: across,
          height: down,
        })
        .jpeg({ quality: 90 })
        .toFile(file);
      written.push(file);
    }
  }
  return written.sort();
}

/** How much the planted person likes each photo, from what the shipped model says of them all. */
export async function likingBeyondTaste(photos: readonly ScoredPhoto[]): Promise<number[]> {
  const { score, features } = tasteTable(await basisOfShippedModel(), outputsOfPhotos(photos));
  const known = besides(matrix(score, 1), features);
  const own = matrix(
    Float64Array.from(photos.flatMap(({ embedding = [] }) => [...embedding])),
    photos[0]?.embedding?.length ?? 0,
  );
  const foretold = predictLinear(fitRidge(known, own, 1e-4), known);
  const rest = matrix(
    own.values.map((value, at) => value - (foretold[at] as number)),
    own.columns,
  );
  return [...project(principalComponents(rest, 1), rest)];
}

/** Stars from 1 to 5 by how much each photo is liked beside the others. */
export function starsByLiking(liking: readonly number[]): (1 | 2 | 3 | 4 | 5)[] {
  const order = liking.toSorted((a, b) => a - b);
  return liking.map((value) => {
    const share = order.indexOf(value) / order.length;
    return (1 + [0.15, 0.4, 0.7, 0.9].filter((cut) => share >= cut).length) as 1 | 2 | 3 | 4 | 5;
  });
}

async function basisOfShippedModel(): Promise<TasteBasis> {
  const store = createModelStore({
    builtInFolder: path.join(repositoryRoot, 'models'),
    installedFolder: temporaryFolder('no-models'),
    spawnWorker: spawnNodeWorker,
  });
  return (await readDefaults(await store.resolveDefault())).basis;
}
