import type { Port } from '../../src-shared/port.ts';
import type { SpawnWorker } from '../workers/types.ts';

export interface EngineOptions {
  /** KEEPERS_HOME: catalogue, installed models, lock. Created where missing. */
  readonly home: string;
  /** Previews. Created where missing; may be deleted at any time. */
  readonly cache: string;
  /** The models that come with Keepers: the folder of `manifest.json`. */
  readonly modelsFolder: string;
  readonly version: string;
  readonly spawnWorker: SpawnWorker;
  /**
   * Ends this process, for its host to start another: called where a restored library is to take its place. Without it
   * the engine opens anew by itself.
   */
  readonly startOver?: (() => void) | undefined;
}

/** The engine as its hosts see it. */
export interface Engine {
  /** Serves a client of the bridge. `trusted` is for hosts, which may use HOST_ONLY requests. */
  connect(port: Port, options?: { trusted?: boolean }): void;
  /** 'owner' of the catalogue, or 'joined' to the engine of another process that owns it. */
  readonly role: 'owner' | 'joined';
  /** Called once, when the engine can serve no more. */
  onClose(listener: () => void): void;
  close(): Promise<void>;
}

export type OpenEngine = (options: EngineOptions) => Promise<Engine>;
