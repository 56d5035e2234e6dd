import { WebSocket } from 'ws';
import { BridgeClient } from '../../src-shared/bridge-client.ts';

/** Connects to a served engine as a page would, by the address that it prints. */
export async function connect(address: string): Promise<BridgeClient> {
  const entry = await fetch(address, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { origin, host } = new URL(address);
  const socket = new WebSocket(`ws://${host}/bridge`, { headers: { cookie, origin } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return new BridgeClient({
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) =>
      socket.on('message', (data: Buffer) => listener(JSON.parse(data.toString('utf8')))),
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.close(),
  });
}
