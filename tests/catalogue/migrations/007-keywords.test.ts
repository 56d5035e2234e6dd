import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { addPhotos, newCatalogue } from '../support.ts';

it('adds keywords that steps give, and a log of them that only grows', () => {
  const { catalogue, file } = newCatalogue();
  const [id = 0] = addPhotos(catalogue, ['a.jpg']);
  const by = { kind: 'person', scoreVisible: true, reason: 'bands' } as const;
  catalogue.decide([], by, [{ id, word: 'Best', given: true }]);
  expect(catalogue.givenKeywords(id)).toEqual(['Best']);
  catalogue.close();
  const database = new DatabaseSync(file);
  for (const change of ['UPDATE keyword_change SET word = 1', 'DELETE FROM keyword_change']) {
    expect(() => database.exec(change)).toThrow('append-only');
  }
  database.close();
});
