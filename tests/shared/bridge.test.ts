import { describe, expect, it } from 'vitest';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import { BridgeServer, type Handlers } from '../../src-shared/bridge-server.ts';
import { REQUESTS, type RequestName } from '../../src-shared/bridge.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { portPair, type Port } from '../../src-shared/port.ts';

/** Handlers that all refuse, with some replaced. */
function handlers(some: Partial<Handlers>): Handlers {
  const refuse = () => {
    throw new KeepersError('internal', { reason: 'not under test' });
  };
  const names = Object.keys(REQUESTS) as RequestName[];
  return { ...Object.fromEntries(names.map((name) => [name, refuse])), ...some } as Handlers;
}

function connect(some: Partial<Handlers>, trusted = false) {
  const [ours, theirs] = portPair();
  const server = new BridgeServer(handlers(some));
  server.connect(theirs, { trusted });
  return { client: new BridgeClient(ours), server, port: ours };
}

describe('the bridge', () => {
  it('answers a request with its parsed output', async () => {
    const { client } = connect({ 'photos.query': () => ({ ids: [3, 1, 2] }) });
    const sort = { by: 'aesthetic', direction: 'descending' } as const;
    expect(await client.request('photos.query', { filter: {}, sort })).toEqual({ ids: [3, 1, 2] });
  });

  it('answers a thrown error with its code and sentence', async () => {
    const { client } = connect({
      'photos.detail': ({ id }) => {
        throw new KeepersError('photo-unknown', { id });
      },
    });
    await expect(client.request('photos.detail', { id: 7 })).rejects.toMatchObject({
      code: 'photo-unknown',
      message: expect.stringContaining('7') as string,
    });
  });

  it('refuses an input that does not fit before any handler sees it', async () => {
    let seen = false;
    const { client } = connect({
      'verdicts.apply': () => {
        seen = true;
        return { summary: '', ids: [] };
      },
    });
    const change = { stars: 9 } as unknown as { stars: 5 };
    await expect(
      client.request('verdicts.apply', { ids: [1], change, scoreVisible: true }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    expect(seen).toBe(false);
  });

  it('refuses an output that does not fit, on the client', async () => {
    const { client } = connect({
      'photos.query': () => ({ ids: ['one'] }) as unknown as { ids: number[] },
    });
    const sort = { by: 'time', direction: 'ascending' } as const;
    await expect(client.request('photos.query', { filter: {}, sort })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('keeps what is for hosts from pages', async () => {
    const some: Partial<Handlers> = { 'host.picture': () => ({ path: '/x', mime: 'image/jpeg' }) };
    const input = { id: 1, kind: 'thumbnail' } as const;
    await expect(connect(some).client.request('host.picture', input)).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect(await connect(some, true).client.request('host.picture', input)).toEqual({
      path: '/x',
      mime: 'image/jpeg',
    });
  });

  it('aborts the handler when the client cancels', async () => {
    const aborted = Promise.withResolvers<boolean>();
    const { client } = connect({
      'sample.create': (_input, signal) =>
        new Promise(() => signal.addEventListener('abort', () => aborted.resolve(true))),
    });
    const controller = new AbortController();
    const asked = client.request('sample.create', {}, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(await aborted.promise).toBe(true);
  });

  it('aborts handlers and rejects requests when the connection goes', async () => {
    const aborted = Promise.withResolvers<boolean>();
    const { client, port } = connect({
      'sample.create': (_input, signal) =>
        new Promise(() => signal.addEventListener('abort', () => aborted.resolve(true))),
    });
    const asked = client.request('sample.create', {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    port.close();
    await expect(asked).rejects.toMatchObject({ code: 'disconnected' });
    expect(await aborted.promise).toBe(true);
    await expect(client.request('status', {})).rejects.toMatchObject({ code: 'disconnected' });
  });

  it('sends events to every client, and drops what does not fit', async () => {
    const server = new BridgeServer(handlers({}));
    const heard: number[][] = [[], []];
    for (const list of heard) {
      const [ours, theirs] = portPair();
      server.connect(theirs);
      new BridgeClient(ours).on('photos.changed', ({ ids }) => list.push(...ids));
    }
    server.emit('photos.changed', { ids: [4, 5] });
    server.emit('photos.changed', { ids: [-1] });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(heard).toEqual([
      [4, 5],
      [4, 5],
    ]);
  });

  it('survives messages that are none of the contract', async () => {
    const answers: unknown[] = [];
    const [ours, theirs] = portPair();
    new BridgeServer(handlers({})).connect(theirs);
    ours.onMessage((message) => answers.push(message));
    for (const message of [
      null,
      7,
      'x',
      {},
      { type: 'request', id: 3, name: 'no.such', input: 1 },
    ]) {
      (ours as Port).send(message);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answers).toEqual([
      { type: 'error', id: 3, error: expect.objectContaining({ code: 'bad-request' }) as object },
    ]);
  });
});
