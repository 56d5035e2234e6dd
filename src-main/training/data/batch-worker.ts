/** The thread that makes batches of pictures with what is known of them. */
import { workerData } from 'node:worker_threads';
import { throughJpeg } from '../../decoding/training-pictures.ts';
import type { BatchSpec } from './batch-layout.ts';
import { BatchMaker } from './make-batch.ts';
import { serveBatches } from './serve-batches.ts';

const maker = new BatchMaker(workerData as BatchSpec, throughJpeg);
serveBatches((batch, into) => maker.make(batch, into));
