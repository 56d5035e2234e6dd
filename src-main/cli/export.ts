import { exportModel } from '../training/index.ts';
import { spawnNodeWorker } from '../workers/node.ts';
import { EXIT, printLine, say } from './output.ts';
import { needed } from './training-options.ts';
import { parseCommand, usageError } from './usage.ts';

/**
 * `keepers export --checkpoint FILE --heads FILE --out MODELS/ID/VERSION [--vocabulary FILE] [--log FILE]… [--figures FILE]…`:
 * prints the id and version of the model.
 */
export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    checkpoint: { type: 'string' },
    heads: { type: 'string' },
    vocabulary: { type: 'string' },
    out: { type: 'string' },
    log: { type: 'string', multiple: true, default: [] },
    figures: { type: 'string', multiple: true, default: [] },
  });
  if (positionals.length > 0) throw usageError('export: takes options alone.');
  const { log: logs, figures, vocabulary } = values;
  const { id, version, model, text } = await exportModel({
    checkpoint: needed('export', values.checkpoint, 'the checkpoint with --checkpoint'),
    heads: needed('export', values.heads, 'the heads with --heads'),
    out: needed('export', values.out, 'the folder to write, MODELS/ID/VERSION, with --out'),
    ...(vocabulary !== undefined && { vocabulary }),
    logs,
    figures,
    spawnWorker: spawnNodeWorker,
  });
  await printLine(`${id}@${version}`);
  say(`${(model.bytes / 1e6).toFixed(1)} MB, SHA-256 ${model.sha256}`);
  if (text !== undefined) {
    say(`Text: ${(text.model.bytes / 1e6).toFixed(1)} MB, SHA-256 ${text.model.sha256}`);
  }
  if (figures.length === 0)
    say('The card has no figures yet: give those of “keepers evaluate --json” with --figures.');
  return EXIT.done;
}
