import path from 'node:path';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { CopyReport, Filter } from '../../src-shared/bridge.ts';
import { formatOfPath } from '../../src-shared/photo.ts';
import { DEFAULT_IMPORT_TEMPLATE, parseTemplate } from '../../src-shared/naming.ts';
import { openEngine } from '../engine/index.ts';
import { connectClient } from './client.ts';
import { printReport } from './copy-report.ts';
import { engineOptions } from './installation.ts';
import { clearProgress, duration, showProgress } from './output.ts';
import { parseCommand, usageError } from './usage.ts';

const POLL_MS = 500;
/** Nothing new for so long: what is left is the app's. */
const STALLED_MS = 60_000;

/**
 * `keepers import CARD --to DIR [--also DIR] [--name TEMPLATE] [--creator NAME] [--copyright NOTICE] [--again] [--json]`:
 * where the app is running already, its engine copies, and scores what arrives; else this does, to the end.
 */
export async function importCommand(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    to: { type: 'string' },
    also: { type: 'string' },
    name: { type: 'string' },
    creator: { type: 'string' },
    copyright: { type: 'string' },
    again: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const [card, ...rest] = positionals;
  if (card === undefined || rest.length > 0) throw usageError('import: name one card or folder.');
  if (values.to === undefined) throw usageError('import: say where to with --to.');
  const template = values.name ?? DEFAULT_IMPORT_TEMPLATE;
  parseTemplate(template);
  const engine = await openEngine(engineOptions());
  const client = connectClient(engine);
  let taskId: string | undefined;
  client.on('task.progress', (task) => {
    if (task.kind !== 'import') return;
    taskId = task.id;
    const left = task.secondsLeft === undefined ? '' : `, ${duration(task.secondsLeft)} left`;
    if (task.state === 'running') {
      showProgress(`${task.label}: ${task.done} of ${task.total ?? '?'} files${left}`);
    }
  });
  const cancel = () => {
    if (taskId !== undefined) void client.request('tasks.cancel', { taskId });
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const { also, creator, copyright, again } = values;
    const report = await client.request('import.run', {
      card: path.resolve(card),
      to: path.resolve(values.to),
      ...(also !== undefined && { also: path.resolve(also) }),
      template,
      ...(creator !== undefined && { creator }),
      ...(copyright !== undefined && { copyright }),
      ...(again !== undefined && { again }),
    });
    const code = await printReport(report, values.json === true);
    // Where the app is running its engine goes on by itself.
    if (engine.role === 'owner') await untilScored(client, report, signal);
    return code;
  } finally {
    client.close();
    await engine.close();
  }
}

/** Waits until what was imported has its scores; the copies are safe whenever this is ended. */
async function untilScored(
  client: BridgeClient,
  { files }: CopyReport,
  signal: AbortSignal,
): Promise<void> {
  const arrived = files.filter(
    ({ state, targets }) => state === 'copied' && formatOfPath(targets[0] ?? '') !== undefined,
  );
  const [to] = arrived.flatMap(({ targets }) => targets[0] ?? []);
  const { roots, device } = await client.request('status', {});
  const root = roots.find(({ path: folder }) => to?.startsWith(folder + path.sep) === true);
  if (root === undefined || device.error !== undefined) return;
  const count = async (filter: Filter) => {
    const sort = { by: 'name', direction: 'ascending' } as const;
    return (await client.request('photos.query', { filter, sort })).ids.length;
  };
  let seen = '';
  let seenAt = Date.now();
  while (!signal.aborted) {
    const inRoot = { rootId: root.id };
    const total = await count(inRoot);
    const scored = await count({ ...inRoot, score: { of: 'aesthetic', min: 0 } });
    const failed = await count({ ...inRoot, failed: true });
    if (total >= arrived.length && scored + failed >= total) break;
    showProgress(`Scoring: ${scored} of ${total} photos. Ctrl+C leaves the rest to the app`);
    const now = `${total} ${scored} ${failed}`;
    if (now !== seen) [seen, seenAt] = [now, Date.now()];
    else if (Date.now() - seenAt > STALLED_MS) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  clearProgress();
}
