/** A small description database, for pictures named p0, p1, … */
import {
  describePhoto,
  measurePicture,
  type DescriptionRecord,
} from '../../../src-aesnet/descriptions/index.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { SentenceStore } from '../../../src-main/training/contrast/sentence-store.ts';
import { scene } from '../../aesnet/edits/support/pictures.ts';
import { SCALE } from '../../aesnet/training/support.ts';

export const PICTURES = 12;

export function recordsOf(count = PICTURES): DescriptionRecord[] {
  const random = Random.from(4);
  return Array.from({ length: count }, (_, index) => {
    const overall = random.uniform(1.5, 4.5);
    const votes = Array.from({ length: 8 }, () => random.uniform());
    const sum = votes.reduce((total, vote) => total + vote, 0);
    const means = [
      overall,
      ...Array.from({ length: 6 }, () => overall + random.uniform(-0.5, 0.5)),
    ];
    return describePhoto(
      {
        id: `p${index}`,
        people: { means, emotions: votes.map((vote) => vote / sum) },
        photometry: measurePicture(scene(index, 64, 64)),
      },
      { scale: SCALE, seed: 1 },
    );
  });
}

export function storeOf(records: readonly DescriptionRecord[]): SentenceStore {
  const store = new SentenceStore(new Map(records.map(({ id }, row) => [id, row])));
  for (const record of records) store.add(record);
  return store;
}
