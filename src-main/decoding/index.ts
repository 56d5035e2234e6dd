import { availableParallelism } from 'node:os';
import type { SpawnWorker } from '../workers/types.ts';
import { DecodePool } from './pool.ts';
import type { Decoder } from './types.ts';

export type {
  Decoder,
  EditedCopies,
  EncodedPicture,
  ExportSettings,
  PassOne,
  PassTwo,
  Source,
} from './types.ts';
export { checkPhoto } from './check-photo.ts';
export { TENSOR_SIDE } from './types.ts';

/** A photo that takes longer than this is given up. */
const DEFAULT_TIMEOUT_SECONDS = 60;
/** More processes would only wait for the same disk, at some 150 MB each. */
const MOST_PROCESSES = 4;

export interface DecoderOptions {
  readonly spawnWorker: SpawnWorker;
  /** Default: one a core, at most 4. */
  readonly processes?: number;
  /** Time for one photo. Default 60. */
  readonly timeoutSeconds?: number;
}

/**
 * A pool of decode processes. They start with `prepare`, or when there is something to decode.
 *
 * Each call settles: with its result, or with a `KeepersError` about its photo alone
 * (`photo-crashed-decoder`, `photo-timed-out`, what the file itself is, or `cancelled` after `close`).
 */
export function createDecoder({ spawnWorker, processes, timeoutSeconds }: DecoderOptions): Decoder {
  const pool = new DecodePool({
    spawnWorker,
    processes: processes ?? Math.min(MOST_PROCESSES, availableParallelism()),
    timeoutSeconds: timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  });
  return {
    processes: pool.processes,
    prepare: () => pool.prepare(),
    passOne: (source, { pictures }) => pool.light('passOne', { source, pictures }),
    passTwo: (source) => pool.full('passTwo', source, {}),
    render: (source) => pool.full('render', source, {}),
    exportJpeg: (source, settings) => pool.full('exportJpeg', source, { settings }),
    drawSvg: (svg) => pool.light('drawSvg', svg),
    overlaid: (source, overlay, edge) => pool.light('overlaid', { source, overlay, edge }),
    editedCopies: (source, known) => pool.light('editedCopies', { source, known }),
    editedPictures: (source, changes, edge) =>
      pool.light('editedPictures', { source, changes, edge }),
    close: () => pool.close(),
  };
}
