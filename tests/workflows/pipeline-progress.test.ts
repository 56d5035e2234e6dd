import { expect, it } from 'vitest';
import { PipelineProgress } from '../../src-main/workflows/pipeline-progress.ts';
import type { Task } from '../../src-shared/bridge.ts';

it('ends a kind of work with its last photo, though the other kind goes on, and begins it anew', () => {
  const told: Task[] = [];
  const progress = new PipelineProgress(
    (task) => told.push(task),
    () => undefined,
  );
  const running = () => progress.tasks.map(({ kind, done, total }) => [kind, done, total]);
  progress.setRemaining('score', 2);
  progress.setRemaining('measure', 2);
  progress.advance('score');
  progress.advance('score', 1);
  expect(running()).toEqual([['measure', 0, 2]]);
  expect(told.at(-1)).toMatchObject({ kind: 'score', state: 'finished', done: 2, failed: 1 });
  progress.setRemaining('score', 1);
  expect(running()).toEqual([
    ['measure', 0, 2],
    ['score', 0, 1],
  ]);
  progress.settle();
  expect(running()).toEqual([]);
});
