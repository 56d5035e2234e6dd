import { PHOTOS_PER_REQUEST } from '../../src-shared/bridge.ts';
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
  client.on('photos.changed', ({ ids }) => void tellAll(ids));
  client.on('notice', ({ message }) => say(message));
  client.on('task.progress', (task) => {
    if (task.state !== 'running') return;
    const of = task.total === undefined ? '' : ` of ${task.total}`;
    const left = task.secondsLeft === undefined ? '' : `, ${duration(task.secondsLeft)} left`;
    showProgress(`${task.label}: ${task.done}${of}${left}`);
  });

  const rootIds = new Set<number>();
  const tell = async (ids: readonly number[]) => {
    const photos = await client.request('photos.get', { ids: [...ids] });
    for (const photo of photos) {
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

  const tellAll = async (ids: readonly number[]) => {
    for (let start = 0; start < ids.length && !signal.aborted; start += PHOTOS_PER_REQUEST) {
      await tell(ids.slice(start, start + PHOTOS_PER_REQUEST)).catch((thrown: unknown) => {
        if (!(thrown instanceof KeepersError)) throw thrown;
        // A photo went, or the engine is ending: there is nothing more to tell of it.
      });
    }
  };

  let failed = false;
  for (const path of positionals) {
    try {
      const root = await client.request('roots.add', { path });
      rootIds.add(root.id);
      say(`Watching ${root.path}. Press Ctrl+C to stop.`);
      // What the library had scored before.
      const { ids } = await client.request('photos.query', {
        filter: { rootId: root.id },
        sort: { by: 'name', direction: 'ascending' },
      });
      await tellAll(ids);
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
