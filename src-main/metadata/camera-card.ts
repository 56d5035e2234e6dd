import { stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Whether a photo lies on a camera's card: in a folder `DCIM` at the top of a volume of its own. A card is
 * never written to: cameras stumble over files that they did not make, and a card is about to be wiped.
 * A `DCIM` folder that was copied to a disk is a folder like any other.
 */
export async function isOnCameraCard(
  photo: string,
  deviceOf: (folder: string) => Promise<number | undefined> = deviceNumber,
): Promise<boolean> {
  const parts = path.resolve(photo).split(path.sep);
  const at = parts.findIndex((part) => part.toUpperCase() === 'DCIM');
  if (at < 1) return false;
  const volume = parts.slice(0, at).join(path.sep) + path.sep;
  const above = path.dirname(volume);
  // The root of a file system that is also the root of the machine is a drive letter: E:\DCIM.
  if (above === path.resolve(volume)) return process.platform === 'win32';
  const [own, outer] = await Promise.all([deviceOf(volume), deviceOf(above)]);
  return own !== undefined && outer !== undefined && own !== outer;
}

async function deviceNumber(folder: string): Promise<number | undefined> {
  return await stat(folder).then(
    ({ dev }) => dev,
    () => undefined,
  );
}
