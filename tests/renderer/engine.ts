/// <reference types="svelte" />
import type {
  EventName,
  EventPayload,
  Photo,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../src-shared/bridge.ts';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { BridgeServer, type Handlers } from '../../src-shared/bridge-server.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { portPair } from '../../src-shared/port.ts';
import { NO_VERDICT } from '../../src-shared/verdict.ts';
import type { Engine } from '../../src-renderer/state/bridge.ts';

/**
 * The real bridge, both ends of it, with handlers of the test's own: what a state class sends and gets is
 * parsed as it is in the app.
 */
export function engineWith(handlers: Partial<Handlers>): {
  engine: Engine;
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
} {
  const all = new Proxy(handlers, {
    get: (own, name: RequestName) =>
      own[name] ??
      (() => {
        throw new KeepersError('bad-request', { reason: `the test answers no ${name}` });
      }),
  }) as Handlers;
  const server = new BridgeServer(all);
  const [ours, theirs] = portPair();
  server.connect(theirs);
  const client = new BridgeClient(ours);
  return {
    engine: {
      request: <N extends RequestName>(
        name: N,
        input: RequestInput<N>,
        signal?: AbortSignal,
      ): Promise<RequestOutput<N>> => client.request(name, input, signal),
      on: (name, listener) => client.on(name, listener),
    },
    emit: (name, payload) => server.emit(name, payload),
  };
}

export function photoOf(id: number, change: Partial<Photo> = {}): Photo {
  return {
    ...{ id, folderId: 1, rootId: 1, name: `IMG_${id}.jpg`, format: 'jpeg', stage: 'measured' },
    ...{ online: true, verdict: NO_VERDICT, sidecar: 'none', warnings: [] },
    ...change,
  };
}

/** Resolves once `condition` holds; rejects after a second. */
export async function until(condition: () => boolean): Promise<void> {
  const started = performance.now();
  while (!condition()) {
    if (performance.now() - started > 1000) throw new Error('it never came to hold');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
