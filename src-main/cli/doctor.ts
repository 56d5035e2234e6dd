import { diagnose } from '../engine/doctor.ts';
import { findElectron } from './find-electron.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printLine } from './output.ts';
import { parseCommand } from './usage.ts';

/** `keepers doctor [--json]`: exit code 1 where photos could not be scored. */
export async function doctor(args: string[]): Promise<number> {
  const { values } = parseCommand(args, { json: { type: 'boolean' } });
  const diagnosis = await diagnose(engineOptions());
  const electron = await findElectron({ download: false });
  const scores = diagnosis.device.active !== undefined;
  if (values.json === true) {
    await printLine(JSON.stringify({ ...diagnosis, electron }));
    return scores ? EXIT.done : EXIT.someFailed;
  }
  await printLine(`Keepers ${diagnosis.version}, Node ${diagnosis.node}, ${diagnosis.system}`);
  for (const { what, ok, detail } of diagnosis.findings) {
    await printLine(`${ok ? ' ok ' : ' !! '} ${what}: ${detail}`);
  }
  const window =
    'path' in electron ? electron.path : `${electron.reason} The app opens in a browser instead.`;
  await printLine(`${'path' in electron ? ' ok ' : ' -- '} Electron: ${window}`);
  for (const model of diagnosis.models) {
    const ok = model.state === 'verified';
    await printLine(
      `${ok ? ' ok ' : ' !! '} Model ${model.id}@${model.version}: ${model.state}${model.isDefault ? ', in use' : ''}`,
    );
  }
  for (const provider of diagnosis.device.providers) {
    const mark = {
      active: ' ok ',
      available: ' ok ',
      failed: ' !! ',
      'not-bundled': ' -- ',
      untried: ' -- ',
    };
    await printLine(`${mark[provider.state]} Provider ${provider.name}: ${provider.reason}`);
  }
  if (diagnosis.device.error !== undefined)
    await printLine(` !!  ${diagnosis.device.error.message}`);
  return scores ? EXIT.done : EXIT.someFailed;
}
