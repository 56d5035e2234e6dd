import { existsSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_BURST_GAP } from '../../src-shared/group.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import type { CatalogueReader } from '../catalogue/types.ts';
import type { LibraryFile } from '../workflows/group-files.ts';

/** What the library says about files, for commands that take any path. */
export interface LibraryLookup {
  /** Seconds: what the person has set. */
  readonly burstGap: number;
  /**
   * What is known of a file: what the person has done with it, and, where its contents have not changed since, what
   * was found in them, scores and embeddings by this model alone.
   */
  known(
    file: string,
    state: { readonly bytes: number; readonly modifiedAt: number },
    model: ModelName | undefined,
  ): LibraryFile | undefined;
  close(): void;
}

const NOTHING: LibraryLookup = {
  burstGap: DEFAULT_BURST_GAP,
  known: () => undefined,
  close: () => undefined,
};

/**
 * Opens the library for looking things up, beside its engine if one runs. Without a library nothing is known;
 * one that cannot be read is told to `onTrouble`, and nothing is known either.
 */
export function openLibraryLookup(
  home: string,
  onTrouble: (sentence: string) => void,
): LibraryLookup {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) return NOTHING;
  try {
    const reader = openCatalogueReader(file);
    const placements = new Map(reader.placedPhotos().map((placed) => [placed.id, placed]));
    return {
      burstGap: reader.settings().burstGap,
      known: (given, state, model) => {
        const id = reader.photoIdAt(path.resolve(given));
        const item = id === undefined ? undefined : reader.workItem(id);
        if (id === undefined || item === undefined) return undefined;
        const [capture] = reader.captures([id]);
        const placement = placements.get(id);
        const isSame = item.bytes === state.bytes && item.modifiedAt === state.modifiedAt;
        return {
          ...(capture?.clockOffset !== undefined && { clockOffset: capture.clockOffset }),
          ...(placement !== undefined && { placement }),
          ...(isSame && evidenceOf(reader, id, model)),
        };
      },
      close: () => reader.close(),
    };
  } catch (thrown) {
    if (!(thrown instanceof KeepersError)) throw thrown;
    onTrouble(`${thrown.message} Photos are grouped without it.`);
    return NOTHING;
  }
}

type ModelName = { readonly id: string; readonly version: string };

/** What was found in the file's picture. */
function evidenceOf(
  reader: CatalogueReader,
  id: number,
  model: ModelName | undefined,
): Omit<LibraryFile, 'clockOffset' | 'placement'> {
  const [photo] = reader.photos([id]);
  const measurements = reader.measurements([id]).get(id);
  const { width, height, score } = photo ?? {};
  // Embeddings are of the library's model: a stale score is of another.
  const isOfModel =
    score !== undefined &&
    photo?.scoreStale !== true &&
    score.model.id === model?.id &&
    score.model.version === model.version;
  const contentEmbedding = isOfModel ? reader.contentEmbeddings([id]).get(id) : undefined;
  return {
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(isOfModel && { score }),
    ...(contentEmbedding !== undefined && { contentEmbedding }),
    ...(measurements !== undefined && { measurements }),
  };
}
