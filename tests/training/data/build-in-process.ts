/** Builds a cache in a process of its own, so that a test can kill it: node build-in-process.ts FOLDER FILE… */
import { createDecoder } from '../../../src-main/decoding/index.ts';
import { buildRawCache } from '../../../src-main/training/data/index.ts';
import { spawnNodeWorker } from '../../../src-main/workers/node.ts';

const [folder = '', ...files] = process.argv.slice(2);
const decoder = createDecoder({ spawnWorker: spawnNodeWorker, processes: 1 });
await buildRawCache(files, {
  folder,
  decoder,
  syncEvery: 4,
  onProgress: ({ done }) => process.stdout.write(`${done}\n`),
});
await decoder.close();
