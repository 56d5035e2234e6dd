/** `keepers`: the command line. One command a file. */
import { KeepersError } from '../../src-shared/errors.ts';
import { backup, relink, restore } from './backup.ts';
import { deliver } from './deliver.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { groups } from './groups.ts';
import { importCommand } from './import.ts';
import { version } from './installation.ts';
import { models } from './models.ts';
import { open } from './open.ts';
import { clearProgress, endWithReader, EXIT, printLine, say } from './output.ts';
import { rank } from './rank.ts';
import { report } from './report.ts';
import { score } from './score.ts';
import { serve } from './serve.ts';
import { gallery, list, sheet } from './show.ts';
import { USAGE } from './usage.ts';
import { verdict } from './verdict.ts';
import { watch } from './watch.ts';

type Command = (args: string[], signal: AbortSignal) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  ...{
    open,
    score,
    rank,
    explain,
    groups,
    verdict,
    watch,
    serve,
    models,
    doctor,
    deliver,
    backup,
    restore,
    relink,
    sheet,
    gallery,
    list,
    report,
  },
  import: importCommand,
  // Loaded when asked for: they bring sharp or onnxruntime into this process, which costs every other command a fifth of a second.
  sample: async (...given) => (await import('./sample.ts')).sample(...given),
  pretrain: async (...given) => (await import('./pretrain.ts')).pretrain(...given),
  'train-text': async (args, signal) => (await import('./train-text.ts')).trainText(args, signal),
  'train-mlsp': async (...given) => (await import('./train-mlsp.ts')).trainMlspCommand(...given),
  'train-damage': async (...given) =>
    (await import('./train-damage.ts')).trainDamageCommand(...given),
  'train-turns': async (...given) => (await import('./train-turns.ts')).trainTurnsCommand(...given),
  checkpoint: async (args) => (await import('./checkpoint.ts')).checkpoint(args),
  average: async (args) => (await import('./average.ts')).average(args),
  'train-heads': async (...given) => (await import('./train-heads.ts')).trainHeads(...given),
  probe: async (...given) => (await import('./probe.ts')).probe(...given),
  finetune: async (...given) => (await import('./finetune.ts')).finetune(...given),
  'train-personal': async (...given) =>
    (await import('./train-personal.ts')).trainPersonal(...given),
  'train-suggestions': async (...given) =>
    (await import('./train-suggestions.ts')).trainSuggestions(...given),
  evaluate: async (...given) => (await import('./evaluate.ts')).evaluate(...given),
  retrieve: async (...given) => (await import('./retrieve.ts')).retrieve(...given),
  export: async (args) => (await import('./export.ts')).exportCommand(args),
  descriptions: async (...given) => (await import('./descriptions.ts')).descriptions(...given),
};

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await printLine(USAGE);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  if (name === '--version') {
    await printLine(version());
    return EXIT.done;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    say(`There is no command “${name}”.\n\n${USAGE}`);
    return EXIT.usage;
  }
  const controller = new AbortController();
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // The first time what is under way is finished; the second time means now.
      if (++asked > 1) process.exit(130);
      controller.abort();
    });
  }
  return await command(rest, controller.signal);
}

endWithReader();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  clearProgress();
  if (thrown instanceof KeepersError) {
    say(thrown.message);
    process.exitCode = thrown.code === 'bad-usage' ? EXIT.usage : EXIT.someFailed;
  } else {
    say(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    process.exitCode = EXIT.someFailed;
  }
}
