import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { portPair } from '../../src-shared/port.ts';
import type { Engine } from '../engine/index.ts';

/** A client of an engine in this process, or of the one that it has joined. */
export function connectClient(engine: Engine): BridgeClient {
  const [ours, theirs] = portPair();
  engine.connect(theirs, { trusted: true });
  return new BridgeClient(ours);
}

/** Resolves when the person ends the program. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
