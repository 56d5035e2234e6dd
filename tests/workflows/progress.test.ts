import { describe, expect, it } from 'vitest';
import type { Task } from '../../src-shared/bridge.ts';
import { ProgressTask } from '../../src-main/workflows/progress.ts';

function task(total?: number) {
  let now = 0;
  const told: Task[] = [];
  const progress = new ProgressTask(
    { id: 't', kind: 'score', label: 'Scoring', ...(total !== undefined && { total }) },
    (current) => told.push(current),
    () => now,
  );
  return { progress, told, pass: (seconds: number) => (now += seconds * 1000) };
}

describe('a long task', () => {
  it('tells rate and time left from the last seconds, not from the start', () => {
    const { progress, pass } = task(1000);
    for (let second = 0; second < 60; second++) {
      pass(1);
      progress.advance(second < 40 ? 1 : 10);
    }
    // 40 slow items, then 200 quick ones: the rate follows the quick ones.
    expect(progress.current.rate).toBeCloseTo(10, 0);
    expect(progress.current.secondsLeft).toBeCloseTo((1000 - 240) / 10, -1);
  });

  it('claims no rate from a moment', () => {
    const { progress, pass } = task(10);
    pass(0.2);
    progress.advance(5);
    expect(progress.current.rate).toBeUndefined();
  });

  it('ends once, as what it was', () => {
    const { progress, told } = task(2);
    let cancelled = 0;
    progress.onCancel(() => cancelled++);
    progress.cancel();
    progress.cancel();
    progress.finish();
    progress.advance(1);
    expect(cancelled).toBe(1);
    expect(told.map(({ state }) => state)).toEqual(['cancelled']);
    expect(progress.current).toMatchObject({ state: 'cancelled', done: 0 });
  });
});
