import { expect, it } from 'vitest';
import { newCatalogue } from '../support.ts';

it('adds the record of what was imported, by content', () => {
  const { catalogue } = newCatalogue();
  const file = {
    identity: 'a'.repeat(32),
    bytes: 7,
    path: '/one/IMG_1.JPG',
    sha256: 'b'.repeat(64),
  };
  expect(catalogue.knownCopies(file.identity, 7)).toEqual([]);
  catalogue.recordImports([file, { ...file, path: '/two/IMG_1.JPG' }]);
  catalogue.recordImports([file]);
  expect(
    catalogue
      .knownCopies(file.identity, 7)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['/one/IMG_1.JPG', '/two/IMG_1.JPG']);
  expect(catalogue.knownCopies(file.identity, 8)).toEqual([]);
  catalogue.close();
});
