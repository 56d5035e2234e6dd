import { describe, expect, it } from 'vitest';
import { addCameraPhotos, newCatalogue, Random } from './support.ts';
import { perform, randomAction, stateOf, StepsModel } from './steps-model.ts';

const STEPS = 120;

describe('random verdicts, groups, collections, clocks, undos, redos, restored points, sidecars and restarts', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('agree with two stacks in memory (seed %i)', (seed) => {
    const random = new Random(seed);
    const test = newCatalogue();
    let { catalogue } = test;
    const ids = addCameraPhotos(catalogue);
    const model = new StepsModel(stateOf(catalogue, ids));
    for (let step = 0; step < STEPS; step++) {
      if (random.next() < 0.05) catalogue = test.reopen();
      const action = randomAction(random, ids);
      perform(catalogue, action);
      model.perform(action);
      expect(stateOf(catalogue, ids), JSON.stringify(action)).toEqual(model.state);
      expect(catalogue.canUndo() !== undefined).toBe(model.canUndo);
      expect(catalogue.canRedo() !== undefined).toBe(model.canRedo);
      const { steps } = catalogue.history({ limit: 500, sidecars: true });
      const undone = steps.filter((each) => each.undone).map(({ id }) => id);
      expect(undone.reverse()).toEqual(model.lapsed);
    }
  });

  it('leave days and orders by time as the clocks say', () => {
    const random = new Random(9);
    const { catalogue } = newCatalogue();
    const ids = addCameraPhotos(catalogue);
    for (let step = 0; step < STEPS; step++) perform(catalogue, randomAction(random, ids));
    catalogue.setCameraClock(1, -90_000);
    catalogue.setCameraClock(1, 7200);
    catalogue.undo();
    const [camera] = catalogue.cameras();
    const shifted = ids.map((id) => {
      const time = Date.parse(`2024-06-0${id}T10:00:00Z`) + (camera?.clockOffset ?? 0) * 1000;
      return new Date(time).toISOString().slice(0, 10);
    });
    expect(camera?.clockOffset).toBe(-90_000);
    expect(catalogue.days().map(({ day }) => day)).toEqual([...new Set(shifted)].reverse());
  });
});
