/** A process with an engine, for tests that need several: `engine-host.ts HOME`. */
import path from 'node:path';
import { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { RequestName } from '../../src-shared/bridge.ts';
import { portPair } from '../../src-shared/port.ts';
import { openEngine } from '../../src-main/engine/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import { repositoryRoot } from '../support/data.ts';

const [, , home] = process.argv;
if (home === undefined) throw new Error('engine-host: expected a home folder');

const engine = await openEngine({
  home,
  cache: path.join(home, 'cache'),
  modelsFolder: path.join(repositoryRoot, 'models'),
  version: '0.0.0',
  spawnWorker: spawnNodeWorker,
});

/** As a window does: connects anew when its connection was closed. */
async function ask(name: RequestName, input: unknown): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const [ours, theirs] = portPair();
    engine.connect(theirs, { trusted: true });
    const client = new BridgeClient(ours);
    try {
      return await client.request(name, input as never);
    } catch (thrown) {
      if (attempt === 20 || (thrown as { code?: string }).code !== 'disconnected') throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      client.close();
    }
  }
}

process.on('message', (message: { name: RequestName; input: unknown }) => {
  void ask(message.name, message.input).then(
    (output) => process.send?.({ output }),
    (thrown: unknown) => process.send?.({ error: String(thrown) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ role: engine.role });
