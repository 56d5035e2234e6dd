import type { Format } from '../../src-shared/photo.ts';
import type { Source } from '../decoding/types.ts';
import type { Metadata } from '../metadata/types.ts';

/** What to decode for a photo: the file itself, or the preview inside a RAW. Rejects as `embeddedPreview` does. */
export async function sourceFor(
  path: string,
  format: Format,
  metadata: Pick<Metadata, 'embeddedPreview'>,
): Promise<Source> {
  if (format !== 'raw') return { kind: 'file', path };
  return { kind: 'embedded', path, ...(await metadata.embeddedPreview(path)) };
}
