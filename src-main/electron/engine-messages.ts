/** What Electron's main process and the engine's utility process say to each other. */
import type { ErrorInfo } from '../../src-shared/errors.ts';
import type { Engine, EngineOptions } from '../engine/types.ts';
import type { WorkerName } from '../workers/types.ts';

/** The engine's options but for what cannot be sent. */
export type SentOptions = Omit<EngineOptions, 'spawnWorker'>;

export type ToEngine =
  | { readonly type: 'open'; readonly options: SentOptions }
  /** With a port: a client of the bridge. */
  | { readonly type: 'connect'; readonly trusted: boolean }
  /** With a port: the worker that was asked for. */
  | { readonly type: 'worker'; readonly id: number }
  | { readonly type: 'worker-gone'; readonly id: number }
  | { readonly type: 'close' };

export type FromEngine =
  | { readonly type: 'ready'; readonly role: Engine['role'] }
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  | { readonly type: 'spawn'; readonly id: number; readonly name: WorkerName }
  /** Also one that hangs in native code. */
  | { readonly type: 'kill'; readonly id: number };
