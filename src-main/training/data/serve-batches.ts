/** A thread's side of `ThreadedBatches`. */
import { parentPort } from 'node:worker_threads';
import { toErrorInfo } from '../../../src-shared/errors.ts';
import { useOneThreadEach } from '../../decoding/training-pictures.ts';
import type { FromBatchWorker, NumberedFacts, ToBatchWorker } from './batch-messages.ts';

/** Makes the batches that are asked for, one after the other, until it is told to stop. */
export function serveBatches<Facts extends NumberedFacts>(
  make: (batch: number, into: Uint8Array) => Facts | Promise<Facts>,
): void {
  useOneThreadEach();
  const send = (message: FromBatchWorker<Facts>) => parentPort?.postMessage(message);
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
        send({ facts: await make(batch, new Uint8Array(memory)) });
      } catch (thrown) {
        send({ batch, error: toErrorInfo(thrown) });
      }
    });
  });
}
