import type { ShownSuggestion } from '../../src-shared/bridge.ts';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueReader, WorkItem } from '../catalogue/types.ts';
import type { Decoder } from '../decoding/types.ts';
import { suggestChanges } from '../explaining/suggestions/index.ts';
import { modelName } from '../inference/index.ts';
import type { ModelStore, Scorer, Inspector } from '../inference/types.ts';
import type { Metadata } from '../metadata/types.ts';
import { sourceFor } from '../workflows/source.ts';

export interface SuggestionRooms {
  readonly catalogue: Pick<CatalogueReader, 'workItem' | 'detail' | 'photos'>;
  readonly decoder: Decoder;
  readonly scorer: Scorer;
  readonly inspector: Inspector;
  readonly store: Pick<ModelStore, 'resolveDefault'>;
  readonly metadata: Metadata;
}

/** Long edge of the pictures that suggestions are shown by, of the whole photo: half of a wide panel on a dense screen. */
const SHOWN_EDGE = 480;
/** Answers that are kept, a hundred kilobytes each: going back and forth between two photos asks nothing twice. */
const MOST_KEPT = 40;

/** What the engine answers to requests about edits that would help. */
export function createSuggestionHandlers(rooms: SuggestionRooms) {
  const { catalogue, decoder, scorer, inspector, store, metadata } = rooms;
  const kept = new Map<string, ShownSuggestion[]>();

  const itemOf = (id: number): WorkItem => {
    const item = catalogue.workItem(id);
    if (item === undefined) throw new KeepersError('photo-unknown', { id });
    return item;
  };

  const find = async (id: number, signal: AbortSignal): Promise<ShownSuggestion[]> => {
    const { path: file, format, pictureVersion } = itemOf(id);
    const model = await store.resolveDefault();
    const key = `${pictureVersion ?? ''} ${modelName(model.entry)}`;
    const known = pictureVersion === undefined ? undefined : kept.get(key);
    if (known !== undefined) return known;
    const source = await sourceFor(file, format, metadata);
    const measurements = catalogue.detail(id)?.measurements;
    const asked = { decoder, scorer, inspector, model };
    const suggestions = await suggestChanges({ source, measurements }, asked, signal);
    if (suggestions === undefined) {
      throw new KeepersError('suggestions-missing', { model: model.entry.name });
    }
    const pictures =
      suggestions.length === 0 ? [] : await decoder.editedPictures(source, suggestions, SHOWN_EDGE);
    const shown = suggestions.flatMap((suggestion, at): ShownSuggestion[] => {
      const picture = pictures[at];
      if (picture === undefined) return [];
      const { bytes, mime, width, height } = picture;
      const address = `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
      return [{ suggestion, picture: address, width, height }];
    });
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(key, shown);
    return shown;
  };

  return {
    'suggestions.find': async ({ id }, signal) => ({ suggestions: await find(id, signal) }),
    'suggestions.export': async ({ id, changes }) => {
      const { path: file } = itemOf(id);
      const { width, height } = catalogue.photos([id])[0] ?? {};
      // Until it is decoded nothing was suggested either.
      if (width === undefined || height === undefined) {
        throw new KeepersError('photo-unknown', { id });
      }
      const { written, leftOut } = await metadata.writeDevelop(file, changes, { width, height });
      return {
        leftOut: [...leftOut],
        ...(written !== undefined && {
          written: { ...written, properties: [...written.properties] },
        }),
      };
    },
    'suggestions.takeBack': async ({ id, written: { made, ...written } }) => ({
      found: await metadata.takeBackDevelop(itemOf(id).path, {
        ...written,
        ...(made !== undefined && { made }),
      }),
    }),
  } satisfies Partial<Handlers>;
}
