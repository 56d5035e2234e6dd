// Run as a process of its own: watches a folder, prints each event as a line, and ends by itself after a
// while. Reads `path=millisecond` arguments: at that time the named file is written.
import { writeFileSync } from 'node:fs';
import { createWatching, walkPhotos } from '../../src-main/watching/index.ts';

const [root = '', lifeMs = '1000', ...writes] = process.argv.slice(2);
const watching = createWatching({ stabilityMs: 100, goneDelayMs: 100, pace: { minRestMs: 100 } });
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
watching.onEvent(print);
print({ type: 'added', ...(await watching.add(root)) });
for (const write of writes) {
  const [file = '', at] = write.split('=');
  setTimeout(() => writeFileSync(file, 'late'), Number(at));
}
setTimeout(() => {
  void (async () => {
    print({ type: 'handles', open: watching.handles() });
    await watching.close();
    for await (const item of walkPhotos(root)) print({ type: 'walked', ...item });
    // Nothing calls process.exit: what is left open would keep this process, and its test, waiting.
  })();
}, Number(lifeMs));
