import type { ScoreBands } from '../../src-shared/score-bands.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { followEmbedding } from './follow-embedding.ts';
import type { ProgressTask } from './progress.ts';
import type { BandedPhoto } from './score-bands.ts';

/** Photos under way at the same time. */
const AT_ONCE = 4;

/**
 * Gives photos the keywords of their bands, and takes those of the mapping's other bands away. Resolves with how many
 * failed. It can be repeated: a photo that has its keyword is left as it is.
 */
export async function writeKeywords(
  photos: readonly BandedPhoto[],
  { bands }: ScoreBands,
  rooms: {
    readonly catalogue: Pick<CatalogueWriter, 'workItem' | 'settings' | 'setFileAsWritten'>;
    readonly metadata: Pick<Metadata, 'write'>;
    readonly task: Pick<ProgressTask, 'setTotal' | 'advance'>;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const words = [...new Set(bands.flatMap(({ keyword }) => keyword ?? []))];
  if (words.length === 0) return 0;
  const { profile, embed = false } = rooms.catalogue.settings();
  rooms.task.setTotal(photos.length);
  let failures = 0;
  for (let start = 0; start < photos.length; start += AT_ONCE) {
    if (rooms.signal.aborted) break;
    await Promise.all(
      photos.slice(start, start + AT_ONCE).map(async ({ id, band }) => {
        const item = rooms.catalogue.workItem(id);
        const add = band.keyword === undefined ? [] : [band.keyword];
        const keywords = { add, remove: words.filter((word) => !add.includes(word)) };
        try {
          if (item !== undefined) {
            const written = await rooms.metadata.write(item.path, { keywords }, { profile, embed });
            await followEmbedding(rooms.catalogue, item, written);
          }
          rooms.task.advance(1);
        } catch {
          failures += 1;
          rooms.task.advance(0, 1);
        }
      }),
    );
  }
  return failures;
}
