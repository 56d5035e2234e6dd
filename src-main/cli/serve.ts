import { KeepersError } from '../../src-shared/errors.ts';
import { openEngine } from '../engine/index.ts';
import { startServer } from '../server/index.ts';
import { connectClient, untilAborted } from './client.ts';
import { engineOptions, RENDERER_FOLDER } from './installation.ts';
import { EXIT, printLine, say } from './output.ts';
import { parseCommand, wholeNumber } from './usage.ts';

const DEFAULT_PORT = 4737;

/** `keepers serve [--port N] [--host ADDRESS] [PATH…]` */
export async function serve(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    port: { type: 'string' },
    host: { type: 'string' },
  });
  const port =
    values.port === undefined ? DEFAULT_PORT : wholeNumber('port', values.port, 0, 65_535);
  return await runServer({ port, host: values.host ?? '127.0.0.1', paths: positionals }, signal);
}

/** Serves until aborted. `onAddress` hears the full address once it answers. */
export async function runServer(
  options: { readonly port: number; readonly host: string; readonly paths: readonly string[] },
  signal: AbortSignal,
  onAddress: (address: string) => void = () => undefined,
): Promise<number> {
  const engine = await openEngine(engineOptions());
  const server = await startServer({
    engine,
    port: options.port,
    host: options.host,
    rendererFolder: RENDERER_FOLDER,
  });
  // The first line is the address, token included: scripts read it.
  await printLine(`Keepers is open at ${server.address}`);
  if (engine.role === 'joined') say('Another Keepers has this library open; this one joins it.');
  onAddress(server.address);
  const client = connectClient(engine);
  let failed = false;
  for (const path of options.paths) {
    await client.request('roots.open', { path }).catch((thrown: unknown) => {
      if (!(thrown instanceof KeepersError)) throw thrown;
      failed = true;
      say(thrown.message);
    });
  }
  client.close();
  await untilAborted(signal);
  await server.close();
  await engine.close();
  return failed ? EXIT.someFailed : EXIT.done;
}
