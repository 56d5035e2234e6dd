import { KeepersError } from '../../src-shared/errors.ts';
import { openEngine } from '../engine/index.ts';
import { connectClient, untilAborted } from './client.ts';
import { engineOptions } from './installation.ts';
import {
  clearProgress,
  duration,
  EXIT,
  printable,
  printLine,
  say,
  showProgress,
} from './output.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers watch PATH…`: adds the folders to the library and scores what is and what arrives in them, one
 * line a photo, until it is ended. Where the app is running already, its engine does the work.
 */
export async function watch(args: string[], signal: AbortSignal): Promise<number> {
  const { positionals } = parseCommand(args, {});
  if (positionals.length === 0) throw usageError('watch: name at least one folder.');
  const engine = await openEngine(engineOptions());
  const client = connectClient(engine);
  const told = new Map<number, string>();
  client.on('photos.changed', ({ ids }) => void tell(ids));
  client.on('notice', ({ message }) => say(message));
  client.on('task.progress', (task) => {
    if (task.state !== 'running') return;
    const of = task.total === undefined ? '' : ` of ${task.total}`;
    const left = task.secondsLeft === undefined ? '' : `, ${duration(task.secondsLeft)} left`;
    showProgress(`${task.label}: ${task.done}${of}${left}`);
  });

  const rootIds = new Set<number>();
  const tell = async (ids: readonly number[]) => {
    for (const photo of await client.request('photos.get', { ids: [...ids].slice(0, 512) })) {
      if (!rootIds.has(photo.rootId)) continue;
      const value = photo.score?.values.aesthetic;
      const line = photo.error?.message ?? value?.toFixed(2);
      if (line === undefined || told.get(photo.id) === line) continue;
      told.set(photo.id, line);
      clearProgress();
      const { path } = await client.request('photos.detail', { id: photo.id });
      if (photo.error === undefined) await printLine(`${line}  ${printable(path)}`);
      else say(`${printable(path)}: ${line}`);
    }
  };

  let failed = false;
  for (const path of positionals) {
    try {
      const root = await client.request('roots.add', { path });
      rootIds.add(root.id);
      say(`Watching ${root.path}. Press Ctrl+C to stop.`);
    } catch (thrown) {
      if (!(thrown instanceof KeepersError)) throw thrown;
      failed = true;
      say(thrown.message);
    }
  }
  if (rootIds.size > 0) await untilAborted(signal);
  clearProgress();
  client.close();
  await engine.close();
  return failed ? EXIT.someFailed : EXIT.done;
}
