import { expect, it } from 'vitest';
import { addPhotos, file, MODEL, newCatalogue, scored } from '../support.ts';

const spaces = Uint8Array.of(1, 2, 3);

it('adds photos in attribute spaces, beside their score and gone with it', () => {
  const { catalogue, reopen } = newCatalogue();
  const [a = 0, b = 0, c = 0] = addPhotos(catalogue, ['a.jpg', 'b.jpg', 'c.jpg']);
  catalogue.setCurrentModel(MODEL);
  const scene = { portrait: 0.75 };
  const first = scored(a, { aesthetic: 2 });
  catalogue.setScored([
    { ...first, score: { ...first.score, scene }, spaces },
    { ...scored(b, { aesthetic: 3 }), spaces },
    scored(c, { aesthetic: 4 }),
  ]);
  const opened = reopen();
  expect(opened.photosInSpaces()).toEqual([a, b]);
  expect(
    opened.spaces([b, c, a, 999]).map(({ spaces: bytes, ...rest }) => [rest, [...bytes]]),
  ).toEqual([
    [{ id: b }, [...spaces]],
    [{ id: a, scene }, [...spaces]],
  ]);

  // Another model's vectors say nothing; that which comes back has its own again.
  opened.setCurrentModel({ id: 'other', version: '1' });
  expect(opened.photosInSpaces()).toEqual([]);
  expect(opened.spaces([a])).toEqual([]);
  opened.setCurrentModel(MODEL);
  expect(opened.photosInSpaces()).toEqual([a, b]);
  // Scored anew without them there are none.
  opened.setScored([scored(a, { aesthetic: 1 })]);
  expect(opened.photosInSpaces()).toEqual([b]);
  // Other contents have a score of their own.
  const [root] = opened.roots();
  opened.upsertFiles(root?.id ?? 0, [file('/photos/b.jpg', 'other contents', { bytes: 5 })]);
  expect(opened.photosInSpaces()).toEqual([]);
});
