import type { Scene } from '../../src-shared/attribute.ts';

/**
 * Words for the kinds of scene that a model tells apart, each up to two words as `wordsOf` gives them. Narrower words, such as
 * “dog” or “church”, are left out: a search for them would find all animals and all buildings.
 */
export const SCENE_WORDS: ReadonlyMap<string, Scene> = new Map<string, Scene>([
  ...words('animal', 'animal', 'animals', 'wildlife'),
  ...words('building', 'building', 'buildings', 'architecture', 'architectural'),
  ...words('food', 'food', 'dish', 'dishes'),
  ...words('indoor', 'indoor', 'indoors', 'interior', 'interiors'),
  ...words('nightScene', 'night', 'nightscape', 'at night', 'night scene'),
  ...words('plant', 'plant', 'plants', 'flower', 'flowers', 'floral', 'botanical'),
  ...words('portrait', 'portrait', 'portraits', 'portraiture'),
  ...words('scene', 'landscape', 'landscapes', 'scenery', 'scenic'),
  ...words('stilllife', 'still life', 'still lifes'),
]);

function words(scene: Scene, ...all: string[]): [string, Scene][] {
  return all.map((word) => [word, scene]);
}
