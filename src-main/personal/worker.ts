/** The entry of a process that learns: held-out trials take seconds, and the engine must not wait for them. */
import { parentPort } from '../workers/node.ts';
import { serveCalls } from '../workers/rpc.ts';
import { learn, type Learnt, type Lesson } from './learn.ts';

export type LearnCalls = { learn: [lesson: Lesson, learnt: Learnt] };

const port = parentPort();
port.onClose(() => process.exit(0));
serveCalls<LearnCalls>(port, { learn });
