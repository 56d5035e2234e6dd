/** The part of the contract about smart collections. */
import * as v from 'valibot';
import {
  CollectionIdSchema,
  CollectionNameSchema,
  CollectionSchema,
  RulesSchema,
} from '../collection.ts';
import { id, count, nothing, UndoResult, request } from './values.ts';

export const COLLECTION_REQUESTS = {
  /** Collections that were saved; those that are built in (collection.ts) go without saying. */
  'collections.list': request(nothing, v.array(CollectionSchema)),
  /** How many photos are in each of these, in the order asked; null where the rules of one cannot be used. */
  'collections.count': request(
    v.object({ ids: v.array(CollectionIdSchema) }),
    v.array(v.nullable(count)),
  ),
  /** How many photos would be in a collection with these rules. */
  'collections.try': request(RulesSchema, v.object({ photos: count })),
  /** Saves a new collection. One undo step, as are those that follow. */
  'collections.add': request(
    v.object({ name: CollectionNameSchema, rules: RulesSchema }),
    CollectionSchema,
  ),
  /** Renames a collection, or gives it other rules. */
  'collections.change': request(
    v.object({
      id,
      name: v.optional(CollectionNameSchema),
      rules: v.optional(RulesSchema),
    }),
    UndoResult,
  ),
  'collections.remove': request(v.object({ id }), UndoResult),
} as const;
