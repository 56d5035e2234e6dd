import type { Sort } from '../../src-shared/bridge.ts';
import type { CollectionId } from '../../src-shared/collection.ts';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueWriter } from '../catalogue/types.ts';
import type { Library } from './library.ts';

/** The order that an index has ready. */
const BY_TIME: Sort = { by: 'time', direction: 'ascending' };

/** What the engine answers to requests about smart collections, and to queries, which may name one. */
export function createCollectionHandlers({
  library,
  catalogue,
}: {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
}) {
  const count = async (id: CollectionId): Promise<number | null> => {
    try {
      const rules = catalogue.collectionRules(id);
      return catalogue.countMatching(rules, await library.groupMembers(rules));
    } catch (thrown) {
      // Of a collection that cannot be used the others know nothing.
      if (thrown instanceof KeepersError && thrown.code.startsWith('collection-')) return null;
      throw thrown;
    }
  };

  const changed = (summary: string) => {
    library.events.libraryChanged();
    return { summary, ids: [] };
  };

  return {
    'photos.query': async ({ filter, sort, words }) => {
      await library.taste.ready;
      // What “best first” goes by is not the catalogue's to know.
      const best = library.taste.ranking === 'personal' ? 'personal' : 'aesthetic';
      const by = sort.by === 'best' ? best : sort.by;
      const members = await library.membersFor(filter);
      const asked = { ...sort, by };
      if (words === undefined) return { ids: catalogue.query(filter, asked, members) };
      return await library.words.find(words, (order) =>
        catalogue.query(filter, order === 'asked' ? asked : BY_TIME, members),
      );
    },
    'collections.list': () => catalogue.collections(),
    'collections.count': async ({ ids }) => {
      const counts: (number | null)[] = [];
      for (const id of ids) {
        counts.push(await count(id));
        // A verdict may be waiting: it goes first.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return counts;
    },
    'collections.try': async (rules) => ({
      photos: catalogue.countMatching(rules, await library.groupMembers(rules)),
    }),
    'collections.add': (collection) => {
      const id = catalogue.addCollection(collection);
      library.events.libraryChanged();
      return { id, ...collection };
    },
    'collections.change': ({ id, name, rules }) =>
      changed(
        catalogue.changeCollection(id, {
          ...(name !== undefined && { name }),
          ...(rules !== undefined && { rules }),
        }),
      ),
    'collections.remove': ({ id }) => changed(catalogue.removeCollection(id)),
    'exif.words': ({ of }) => catalogue.exifWords(of),
  } satisfies Partial<Handlers>;
}
