/**
 * The layout in which AesCLIP (ACM MM 2023) keeps its comments: a JSON list of
 * `{"img_id", "score", "attributes": [name…], "<name>": [comment…]}`.
 */
import * as v from 'valibot';
import type { Description, DescriptionRecord, Parsed } from '../record.ts';
import { SPACES, type Space } from '../units.ts';
import { commentsOf, uncheckedComments } from './comments.ts';
import { spaceNamed } from './names.ts';
import { toPoints, type SourceScale } from './scale.ts';

const EntrySchema = v.looseObject({
  img_id: v.union([v.string(), v.number()]),
  score: v.nullish(v.union([v.number(), v.string()])),
  attributes: v.array(v.string()),
});

export interface AesclipOptions {
  /** Names of the file's attributes for ours, beside the spellings that are known. */
  readonly names: ReadonlyMap<string, Space>;
  readonly scale: SourceScale;
}

/** A record, and the attributes of the entry that are none of the seven. */
export interface ReadEntry {
  readonly record: DescriptionRecord;
  readonly unknown: readonly string[];
}

/** Reads one entry of the list. */
export function readAesclip(entry: unknown, { names, scale }: AesclipOptions): Parsed<ReadEntry> {
  const result = v.safeParse(EntrySchema, entry);
  if (!result.success) {
    const [issue] = result.issues;
    return { problem: `${v.getDotPath(issue) ?? 'it'}: ${issue.message}` };
  }
  const { img_id: id, score, attributes: listed, ...rest } = result.output;
  if (String(id) === '') return { problem: 'its img_id is empty' };
  const points =
    score === null || score === undefined ? undefined : toPoints(score, scale, 'score');
  if (points?.problem !== undefined) return { problem: points.problem };
  const attributes: { [S in Space]?: Description[] } = {};
  const unknown: string[] = [];
  for (const name of listed) {
    const space = names.get(name) ?? spaceNamed(name);
    if (space === undefined) {
      unknown.push(name);
      continue;
    }
    if (!Object.hasOwn(rest, name))
      return { problem: `it lists ${name} but has no comments on it` };
    const comments = commentsOf(rest[name], name);
    if (comments.problem !== undefined) return { problem: comments.problem };
    const more = uncheckedComments(comments.value);
    if (more.length > 0) attributes[space] = [...(attributes[space] ?? []), ...more];
  }
  return {
    value: {
      record: {
        id: String(id),
        ...(points !== undefined && { score: points.value }),
        attributes,
      },
      unknown,
    },
  };
}

/** A record as an entry of the list; levels, sources and checks have no place in it. A score that is not known is null. */
export function writeAesclip({ id, score, attributes }: DescriptionRecord): string {
  const present = SPACES.filter((space) => attributes[space] !== undefined);
  return JSON.stringify({
    img_id: id,
    score: score ?? null,
    attributes: present,
    ...Object.fromEntries(
      present.map((space) => [space, attributes[space]?.map(({ text }) => text)]),
    ),
  });
}
