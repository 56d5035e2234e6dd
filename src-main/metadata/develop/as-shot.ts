/** The white balance that a camera chose for a RAW, as ExifTool finds it. */
import { firstNumber } from '../exif-values.ts';
import type { ExifToolRunner, ToolTags } from '../exiftool.ts';
import { DNG_TAGS, dngKelvin } from './dng-white-balance.ts';

/**
 * Tags of Canon, Nikon, Olympus and Panasonic. `ColorTemperature`, which several makers have, is what was set for another white balance
 * than the one in use.
 */
const TAGS = [
  'ColorTempAsShot',
  'ColorTemperatureAuto',
  'WhiteBalanceTemperature',
  'ColorTempKelvin',
] as const;
/** What no light has is no temperature. */
const LIKELY = { least: 1800, most: 25_000 };

/** In kelvin; undefined where the RAW does not tell it or ExifTool cannot read it. Never throws. */
export async function readAsShot(
  path: string,
  exiftool: ExifToolRunner,
): Promise<number | undefined> {
  try {
    const tags = [...TAGS, ...DNG_TAGS].map((tag) => `-${tag}#`);
    return asShotOfTool(await exiftool.read(path, tags));
  } catch {
    return undefined;
  }
}

/** From what ExifTool printed. */
export function asShotOfTool(tags: ToolTags): number | undefined {
  return [...TAGS.map((tag) => firstNumber(tags[tag])), dngKelvin(tags)].find(
    (kelvin) => kelvin !== undefined && kelvin >= LIKELY.least && kelvin <= LIKELY.most,
  );
}
