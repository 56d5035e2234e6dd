import path from 'node:path';
import { restoreBackup } from '../engine/backups.ts';
import { openEngine } from '../engine/index.ts';
import { connectClient } from './client.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, printLine, say } from './output.ts';
import { parseCommand, usageError } from './usage.ts';

/** `keepers backup FILE`: catalogue, settings and profiles as one file, proven. */
export async function backup(args: string[]): Promise<number> {
  const file = oneFile('backup', parseCommand(args, {}).positionals);
  const engine = await openEngine(engineOptions());
  const client = connectClient(engine);
  try {
    const made = await client.request('backup.create', { path: path.resolve(file) });
    await printLine(made.path);
    say(`Backed up a library of ${made.photos} photos; every byte was read back.`);
    return EXIT.done;
  } finally {
    client.close();
    await engine.close();
  }
}

/** `keepers restore FILE [--map OLD=NEW]…`: while nothing else has the library open. */
export async function restore(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { map: { type: 'string', multiple: true } });
  const file = oneFile('restore', positionals);
  const moves = (values.map ?? []).map((given) => {
    const [from = '', to = '', ...rest] = given.split('=');
    if (from === '' || to === '' || rest.length > 0) {
      throw usageError(`--map: expected OLD=NEW, received “${given}”.`);
    }
    return { from, to: path.resolve(to) };
  });
  const restored = await restoreBackup(engineOptions(), path.resolve(file), moves);
  say(`Restored a library of ${restored.photos} photos. What was there before is kept beside it.`);
  for (const root of restored.roots) {
    const isMapped = moves.some(({ from }) => root.path.startsWith(from));
    if (!root.exists && !isMapped) {
      say(`${printable(root.path)} is not on this machine. Say where it is with “keepers relink”.`);
    }
  }
  return EXIT.done;
}

/** `keepers relink OLD NEW`: a folder of the library was moved. */
export async function relink(args: string[]): Promise<number> {
  const { positionals } = parseCommand(args, {});
  const [from, to, ...rest] = positionals;
  if (from === undefined || to === undefined || rest.length > 0) {
    throw usageError('relink: name the folder that was added, and where it is now.');
  }
  const engine = await openEngine(engineOptions());
  const client = connectClient(engine);
  try {
    const { roots } = await client.request('status', {});
    const root = roots.find((one) => one.path === from || one.path === path.resolve(from));
    if (root === undefined) {
      throw usageError(`relink: ${from} is none of ${roots.map((one) => one.path).join(', ')}.`);
    }
    const { looked, found } = await client.request('roots.relink', {
      rootId: root.id,
      path: path.resolve(to),
    });
    say(`${found} of ${looked} photos that were compared are there.`);
    return EXIT.done;
  } finally {
    client.close();
    await engine.close();
  }
}

function oneFile(command: string, positionals: readonly string[]): string {
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw usageError(`${command}: name one file.`);
  return file;
}
