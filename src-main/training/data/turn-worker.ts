/** The thread that makes turned squares to learn leans from. */
import { workerData } from 'node:worker_threads';
import { TurnMaker, type TurnSpec } from './turn-batches.ts';
import { serveBatches } from './serve-batches.ts';

const maker = new TurnMaker(workerData as TurnSpec);
serveBatches((batch, into) => maker.make(batch, into));
