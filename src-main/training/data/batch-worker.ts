/** The thread that makes batches into shared memory. */
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorInfo } from '../../../src-shared/errors.ts';
import { throughJpeg, useOneThreadEach } from '../../decoding/training-pictures.ts';
import type { BatchSpec } from './batch-layout.ts';
import type { FromBatchWorker, ToBatchWorker } from './batch-messages.ts';
import { BatchMaker } from './make-batch.ts';

useOneThreadEach();
const maker = new BatchMaker(workerData as BatchSpec, throughJpeg);
const send = (message: FromBatchWorker) => parentPort?.postMessage(message);
let queue = Promise.resolve();
let stopped = false;

parentPort?.on('message', (message: ToBatchWorker) => {
  if (message === 'stop') {
    stopped = true;
    // Nothing else keeps the thread: it ends with what it is doing.
    parentPort?.close();
    return;
  }
  const { batch, memory } = message;
  queue = queue.then(async () => {
    if (stopped) return;
    try {
      send({ facts: await maker.make(batch, new Uint8Array(memory)) });
    } catch (thrown) {
      send({ batch, error: toErrorInfo(thrown) });
    }
  });
});
