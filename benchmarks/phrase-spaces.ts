/**
 * Which spaces a phrase is compared in, by the phrases that a model is judged by: how often a copy that was edited to be what the
 * phrase says is found before its original, in the judged space, in the spaces that a search finds for the phrase, and in all.
 *
 * `node benchmarks/phrase-spaces.ts`. Prints one JSON line: shares of strongly and of weakly edited copies, means over the phrases.
 */
import path from 'node:path';
import { SPACES } from '../src-aesnet/descriptions/index.ts';
import { packSpaces, readWords, RelevanceIndex } from '../src-aesnet/retrieval/index.ts';
import type { SpaceShare } from '../src-aesnet/retrieval/index.ts';
import { TextSession } from '../src-main/inference/text-session.ts';
import { applyToPictures } from '../src-main/training/apply-model.ts';
import { editedPhotos, type CopiesEmbedded } from '../src-main/training/evaluate/edited-copies.ts';
import { JUDGED_PHRASES } from '../src-main/training/evaluate/phrases.ts';
import { openModel } from '../src-main/training/open-model.ts';
import { dataPath } from '../tests/support/data.ts';

const photos = dataPath('photos/clean');
if (photos === undefined) throw new Error('needs the photos of KEEPERS_DATA');
const models = path.join(import.meta.dirname, '..', 'models');
const { session, entry, folder } = await openModel(undefined, models, {
  ...{ provider: 'cpu', threads: 2 },
});
const size = entry.outputs.attributeEmbeddings?.size;
if (size === undefined || folder === undefined) throw new Error('the model reads no words');
const text = await TextSession.open(entry, folder, { threads: 1 });
const copies = await editedPhotos(photos, {
  embed: async (given) => {
    const outputs = await applyToPictures(session, entry, given.length, (at) => {
      return given[at] as Uint8Array;
    });
    return outputs.attributeEmbeddings ?? new Float32Array();
  },
});
const width = SPACES.length * size;
const ways = { judged: [], found: [], all: [] } as Record<
  string,
  { strong: number; weak: number }[]
>;
let first = 0;
for (const { phrase, space, edit } of JUDGED_PHRASES) {
  const read = readWords(phrase, { knowsScenes: true });
  if (read.spaces[0]?.space === space) first++;
  const [encoded] = await text.encode([read.text]);
  const of = copies.get(edit);
  if (encoded === undefined || of === undefined) throw new Error(`nothing to judge “${phrase}” by`);
  ways.judged?.push(closer(of, encoded.embeddings, [{ space, share: 1 }]));
  ways.found?.push(closer(of, encoded.embeddings, read.spaces));
  const even = SPACES.map((each) => ({ space: each, share: 1 / SPACES.length }));
  ways.all?.push(closer(of, encoded.embeddings, even));
}
const mean = (values: readonly number[]) =>
  Number((values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3));
console.log(
  JSON.stringify({
    ...{ model: `${entry.id}@${entry.version}`, phrases: JUDGED_PHRASES.length, spaceFound: first },
    ...Object.fromEntries(
      Object.entries(ways).map(([way, shares]) => [
        way,
        {
          strong: mean(shares.map(({ strong }) => strong)),
          weak: mean(shares.map(({ weak }) => weak)),
        },
      ]),
    ),
  }),
);
await text.release();
process.exit();

/** Shares of the copies that are more relevant than their originals, in an index of all of them. */
function closer(
  { originals, weak, strong }: CopiesEmbedded,
  embeddings: Float32Array,
  spaces: readonly SpaceShare[],
): { strong: number; weak: number } {
  const count = originals.length / width;
  const index = new RelevanceIndex(width / SPACES.length);
  for (const [kind, all] of [originals, weak, strong].entries()) {
    for (let row = 0; row < count; row++) {
      index.put(kind * count + row, packSpaces(all.slice(row * width, (row + 1) * width)));
    }
  }
  const { relevanceOf } = index.compare({ embeddings, spaces, scenes: [] });
  const share = (kind: number) =>
    Array.from({ length: count }, (_, row) =>
      Number(relevanceOf(kind * count + row) > relevanceOf(row)),
    ).reduce((sum, one) => sum + one, 0) / count;
  return { weak: share(1), strong: share(2) };
}
