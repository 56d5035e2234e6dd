// Run as a process of its own: watches a folder and prints each event as a line until its standard input is
// closed; then what a walk finds. What is open by then is printed, too.
import { createWatching, walkPhotos } from '../../src-main/watching/index.ts';

const [root = ''] = process.argv.slice(2);
const watching = createWatching({ stabilityMs: 100, goneDelayMs: 100, pace: { minRestMs: 100 } });
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
watching.onEvent(print);
print({ type: 'added', ...(await watching.add(root)) });
process.stdin.resume().on('end', () => {
  void (async () => {
    print({ type: 'handles', open: watching.handles() });
    await watching.close();
    for await (const item of walkPhotos(root)) print({ type: 'walked', ...item });
    // Nothing calls process.exit: what is left open would keep this process, and its test, waiting.
  })();
});
