import path from 'node:path';
import { DEFAULT_IMPORT_TEMPLATE, parseTemplate } from '../../src-shared/naming.ts';
import { openEngine } from '../engine/index.ts';
import { connectClient } from './client.ts';
import { printReport } from './copy-report.ts';
import { engineOptions } from './installation.ts';
import { duration, say, showProgress } from './output.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers import CARD --to DIR [--also DIR] [--name TEMPLATE] [--creator NAME] [--copyright NOTICE] [--again] [--json]`:
 * where the app is running already, its engine copies, and scores what has arrived.
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
    return await printReport(report, values.json === true);
  } finally {
    client.close();
    if (engine.role === 'owner')
      say('Photos that are not scored yet are scored when Keepers is opened.');
    await engine.close();
  }
}
