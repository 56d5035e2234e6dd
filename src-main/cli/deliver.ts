import path from 'node:path';
import { DEFAULT_JPEG, DELIVERIES, type JpegSettings } from '../../src-shared/bridge.ts';
import { DEFAULT_DELIVERY_TEMPLATE, parseTemplate } from '../../src-shared/naming.ts';
import { openHeadlessPhotos } from '../engine/headless-photos.ts';
import { printReport } from './copy-report.ts';
import { engineOptions } from './installation.ts';
import { EXIT, printable, say, showProgress } from './output.ts';
import { CHOICE_OPTIONS, choiceFrom, oneOf } from './photo-choice.ts';
import { parseCommand, usageError, wholeNumber } from './usage.ts';

/**
 * `keepers deliver --from PATH --to DIR [--stars 3+] [--flag pick] [--color red] [--as copy|move|link|jpeg] [--name TEMPLATE]
 * [--edge PIXELS] [--quality N] [--profile keep|srgb] [--metadata keep|strip] [--dry-run] [--json]`, or with
 * `--rejects trash|folder` in place of `--to`.
 */
export async function deliver(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    ...CHOICE_OPTIONS,
    from: { type: 'string', multiple: true },
    to: { type: 'string' },
    as: { type: 'string' },
    name: { type: 'string' },
    edge: { type: 'string' },
    quality: { type: 'string' },
    profile: { type: 'string' },
    metadata: { type: 'string' },
    rejects: { type: 'string' },
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  if (positionals.length > 0) throw usageError('deliver: name photos and folders with --from.');
  const { from: paths, to, rejects } = values;
  if (paths === undefined) throw usageError('deliver: say which photos with --from.');
  if ((to === undefined) === (rejects === undefined)) {
    throw usageError('deliver: say where to with --to, or put rejects away with --rejects.');
  }
  const as = oneOf('as', values.as ?? 'copy', DELIVERIES);
  const template = values.name ?? DEFAULT_DELIVERY_TEMPLATE;
  parseTemplate(template);
  const choice = choiceFrom(values);
  const jpeg = jpegFrom(values);
  const dryRun = values['dry-run'] === true;
  let failed = 0;
  const photos = openHeadlessPhotos({
    ...engineOptions(),
    signal,
    onTrouble: say,
    onFailed: ({ path: file, error }) => {
      failed++;
      say(`${printable(file)}: ${error.message}`);
    },
  });
  let total = 0;
  let done = 0;
  const progress = {
    signal,
    onTotal: (files: number) => (total = files),
    onFile: () => showProgress(`Delivering: ${++done} of ${total} files`),
  };
  try {
    const report =
      to === undefined
        ? await photos.putAway(
            paths,
            { to: oneOf('rejects', rejects ?? '', ['trash', 'folder']), dryRun },
            progress,
          )
        : await photos.deliver(
            paths,
            choice,
            { to: path.resolve(to), as, template, dryRun, ...(as === 'jpeg' && { jpeg }) },
            progress,
          );
    const code = await printReport(report, values.json === true);
    return failed > 0 ? EXIT.someFailed : code;
  } finally {
    await photos.close();
  }
}

function jpegFrom(values: {
  readonly edge?: string;
  readonly quality?: string;
  readonly profile?: string;
  readonly metadata?: string;
}): JpegSettings {
  const { edge, quality, profile, metadata } = values;
  return {
    ...(edge !== undefined && { edge: wholeNumber('edge', edge, 16, 65_500) }),
    quality: quality === undefined ? DEFAULT_JPEG.quality : wholeNumber('quality', quality, 1, 100),
    profile: oneOf('profile', profile ?? DEFAULT_JPEG.profile, ['keep', 'srgb']),
    metadata: oneOf('metadata', metadata ?? DEFAULT_JPEG.metadata, ['keep', 'strip']),
  };
}
