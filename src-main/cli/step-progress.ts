import { say, showProgress } from './output.ts';

/** Without a terminal a line of progress every so many seconds. */
const LINE_EVERY = 60;

/** Tells of steps, with their loss where there is one: on a terminal each, else now and then. */
export function stepProgress(): (what: string, done: number, count: number, loss?: number) => void {
  let printedAt = performance.now();
  return (what, done, count, loss) => {
    const line = `${what}: ${done} of ${count}${loss === undefined ? '' : `, loss ${loss.toFixed(4)}`}`;
    showProgress(line);
    const now = performance.now();
    if (process.stderr.isTTY || now - printedAt < LINE_EVERY * 1000) return;
    printedAt = now;
    say(line);
  };
}
