import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { filesIn, sha256 } from './card.ts';

/** What is wrong with the copies of a folder's files; empty where each is there once and whole, and nothing besides. */
export function problemsOfCopies(
  originals: ReadonlyMap<string, string>,
  place: string,
  bystanders: ReadonlyMap<string, string> = new Map(),
): string[] {
  const problems: string[] = [];
  const left = new Map<string, number>();
  for (const hash of originals.values()) left.set(hash, (left.get(hash) ?? 0) + 1);
  for (const name of filesIn(place)) {
    const file = path.join(place, name);
    if (bystanders.has(name)) continue;
    if (name.endsWith('.part')) problems.push(`${name} is left over`);
    const hash = sha256(file);
    const count = left.get(hash) ?? 0;
    if (count === 0) problems.push(`${name} is there twice, or damaged`);
    else left.set(hash, count - 1);
  }
  for (const [hash, count] of left) if (count > 0) problems.push(`${hash} is missing`);
  for (const [name, text] of bystanders) {
    const file = path.join(place, name);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      problems.push(`${name} was overwritten`);
    }
  }
  return problems;
}

/** Hashes of all files below a folder, by name. */
export function hashesIn(folder: string): Map<string, string> {
  return new Map(filesIn(folder).map((name) => [name, sha256(path.join(folder, name))]));
}
