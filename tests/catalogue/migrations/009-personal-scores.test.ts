import { expect, it } from 'vitest';
import { addPhotos, MODEL, newCatalogue, photo, scored } from '../support.ts';

it('adds scores by the profile in use, with the largest reason', () => {
  const { catalogue, reopen } = newCatalogue();
  const [a = 0] = addPhotos(catalogue, ['a.jpg']);
  catalogue.setCurrentModel(MODEL);
  catalogue.setScored([scored(a, { aesthetic: 2 })]);
  const personal = { score: 2.5, because: { of: 'portrait', points: 0.5, more: true } } as const;
  catalogue.setPersonalScores([{ id: a, ...personal }]);
  expect(photo(reopen(), a).personal).toEqual(personal);
});
