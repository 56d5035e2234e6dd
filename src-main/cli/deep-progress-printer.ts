import type { DeepStep } from '../personal/index.ts';
import { clearProgress, duration, say, showProgress } from './output.ts';

/** Without a terminal a line of progress every so many seconds. */
const LINE_EVERY = 60;
/** Before so many seconds a rate would jump about. */
const SETTLED_AFTER = 1;

const WHAT = {
  reading: 'reading the photos for',
  trying: 'trying',
  learning: 'learning',
} as const;
const OF = { head: 'the head', stage: 'the last stage' } as const;

/** "Fine-tuning: trying the last stage, 43 %, 2 min 10 s left" on the terminal. */
export function deepProgressPrinter(): { step(step: DeepStep): void; end(): void } {
  let phase = '';
  let first = { at: 0, done: 0 };
  let printedAt = performance.now() / 1000;
  return {
    step: ({ what, depth, done, count }) => {
      if (what === 'resuming') {
        say('Fine-tuning goes on where an interrupted run was.');
        return;
      }
      const now = performance.now() / 1000;
      // Of each phase anew: one kind of work says nothing of how long another takes.
      if (phase !== `${what} ${depth}`) {
        phase = `${what} ${depth}`;
        first = { at: now, done };
      }
      const seconds = now - first.at;
      const rate = (done - first.done) / seconds;
      const left =
        seconds >= SETTLED_AFTER && rate > 0 ? `, ${duration((count - done) / rate)} left` : '';
      const line = `Fine-tuning: ${WHAT[what]} ${OF[depth]}, ${Math.floor((100 * done) / count)} %${left}`;
      showProgress(line);
      if (process.stderr.isTTY || now - printedAt < LINE_EVERY) return;
      printedAt = now;
      say(line);
    },
    end: clearProgress,
  };
}
