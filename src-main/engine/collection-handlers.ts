import { asksForGroups, type CollectionId, type Rules } from '../../src-shared/collection.ts';
import type { Filter, Sort } from '../../src-shared/bridge.ts';
import type { Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import type { CatalogueWriter, GroupMembers } from '../catalogue/types.ts';
import { membersOf } from '../workflows/group-members.ts';
import type { Library } from './library.ts';

/** What “best first” goes by. */
function bestBy(ranking: 'general' | 'personal'): 'aesthetic' | 'personal' {
  return ranking === 'personal' ? 'personal' : 'aesthetic';
}

/** What the engine answers to requests about smart collections, and to queries, which may name one. */
export function createCollectionHandlers({
  library,
  catalogue,
}: {
  readonly library: Library;
  readonly catalogue: CatalogueWriter;
}) {
  /** Groups are worked out only for rules that ask about them. */
  const groupsFor = async (rules: Rules): Promise<GroupMembers | undefined> =>
    asksForGroups(rules) ? membersOf(await library.groups.current()) : undefined;

  const query = async (filter: Filter, asked: Sort): Promise<number[]> => {
    const sort = { ...asked, by: asked.by === 'best' ? bestBy(library.taste.ranking) : asked.by };
    if (filter.collection === undefined) return catalogue.query(filter, sort);
    return catalogue.query(
      filter,
      sort,
      await groupsFor(catalogue.collectionRules(filter.collection)),
    );
  };

  const count = async (id: CollectionId): Promise<number | null> => {
    try {
      const rules = catalogue.collectionRules(id);
      return catalogue.countMatching(rules, await groupsFor(rules));
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
    'photos.query': async ({ filter, sort }) => ({ ids: await query(filter, sort) }),
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
      photos: catalogue.countMatching(rules, await groupsFor(rules)),
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
