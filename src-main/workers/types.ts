import type { Port } from '../../src-shared/port.ts';

/** The processes that the engine asks its host for. */
export const WORKER_NAMES = ['decode', 'inference', 'learn'] as const;
export type WorkerName = (typeof WORKER_NAMES)[number];

/** A worker process seen from the engine. Closing the port ends the process. */
export type WorkerPort = Port;

/**
 * How the engine gets a process without forking one itself: under Electron only main may fork, and
 * elsewhere `child_process` serves.
 */
export type SpawnWorker = (name: WorkerName) => WorkerPort;
