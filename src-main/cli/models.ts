import type { ModelInfo } from '../../src-shared/bridge.ts';
import { openModelStore } from '../engine/headless.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printLine } from './output.ts';
import { parseCommand, usageError } from './usage.ts';

const STATES: Readonly<Record<ModelInfo['state'], string>> = {
  verified: 'verified',
  missing: 'file missing',
  'hash-mismatch': 'WRONG HASH, not used',
  unverified: 'not verified',
};

/** `keepers models list|verify|install|remove` */
export async function models(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { json: { type: 'boolean' } });
  const [action, target, ...rest] = positionals;
  if (rest.length > 0) throw usageError(`models ${action ?? ''}: too many arguments.`);
  const store = openModelStore(engineOptions());
  const print = (model: ModelInfo) =>
    values.json === true ? printLine(JSON.stringify(model)) : printModel(model);
  switch (action) {
    case 'list':
      for (const model of await store.list()) await print(model);
      return EXIT.done;
    case 'verify': {
      const found = target === undefined ? await verifyAll(store) : [await store.verify(target)];
      for (const model of found) await print(model);
      return found.every(({ state }) => state === 'verified') ? EXIT.done : EXIT.someFailed;
    }
    case 'install': {
      if (target === undefined) throw usageError('models install: name the model pack.');
      const model = await store.install(target);
      await print(model);
      if (values.json !== true) await printLine(`\n${model.licence.name}\n${model.licence.text}`);
      return EXIT.done;
    }
    case 'remove':
      if (target === undefined) throw usageError('models remove: name the model.');
      await store.remove(target);
      return EXIT.done;
    default:
      throw usageError('models: say list, verify, install or remove.');
  }
}

/** Every model: one whose files are wrong is listed as such, the goldens of the others are run. */
async function verifyAll(store: ReturnType<typeof openModelStore>): Promise<ModelInfo[]> {
  const found = await store.list();
  for (const { id, version, state } of found) {
    if (state === 'verified') await store.verify(`${id}@${version}`);
  }
  return found;
}

async function printModel(model: ModelInfo): Promise<void> {
  const marks = [
    STATES[model.state],
    model.isDefault ? 'in use' : undefined,
    model.builtIn ? 'comes with Keepers' : 'installed',
  ].filter((mark) => mark !== undefined);
  await printLine(`${model.id}@${model.version}  ${model.name} (${marks.join(', ')})`);
  await printLine(`  ${(model.bytes / 1e6).toFixed(1)} MB, SHA-256 ${model.sha256}`);
  await printLine(`  ${model.licence.name}: ${model.licence.text}`);
}
