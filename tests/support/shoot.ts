/** A shoot with everything that belongs together, as cameras write it, small enough for a browser test. */
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exiftool, hasExifTool } from '../metadata/support.ts';
import { writeFrame, type FrameExif } from './frames.ts';

/** EXIF of a frame taken so many seconds after the first of the shoot. */
export function takenAt(
  seconds: number,
  more: Record<string, string> = {},
  over: FrameExif = {},
): FrameExif {
  const time = new Date(Date.UTC(2024, 5, 1, 10) + Math.round(seconds * 1000)).toISOString();
  return {
    at: time.slice(0, 19).replaceAll('-', ':').replace('T', ' '),
    subSec: time.slice(20, 23),
    more,
    ...over,
  };
}

/**
 * In the order of capture: a burst `a1` to `a5` of which `a2` is sharp and all have a focus point, a bracket `b1` to `b3`, a RAW with
 * its JPEG `d1`, a Live Photo `e1`, a burst `f1` to `f3`, singles `s1` to `s5`. Answers how many files of photos there are.
 */
export async function writeShootOfGroups(folder: string): Promise<number> {
  const frame = (name: string, options: Parameters<typeof writeFrame>[1]) =>
    writeFrame(path.join(folder, name), options);
  for (const [at, blur] of [2, 0, 3, 2.5, 3].entries()) {
    await frame(`a${at + 1}.jpg`, { exif: takenAt(at * 0.3), blur });
    if (!hasExifTool) continue;
    const point = ['-SubjectArea=240 160 40 40', '-ExifImageWidth=480', '-ExifImageHeight=320'];
    exiftool('-overwrite_original', ...point, path.join(folder, `a${at + 1}.jpg`));
  }
  for (const [at, ev] of ['0/1', '-2/1', '2/1'].entries()) {
    const exif = takenAt(60 + at / 2, { ExposureMode: '2', ExposureBiasValue: ev });
    await frame(`b${at + 1}.jpg`, { exif, seed: 4 });
  }
  await frame('d1.jpg', { exif: takenAt(900), seed: 8 });
  copyFileSync(path.join(folder, 'd1.jpg'), path.join(folder, 'd1.dng'));
  const phone = { make: 'Apple', model: 'iPhone 13' };
  await frame('e1.jpg', { exif: takenAt(1200, {}, phone), seed: 9, tone: [90, 150, 90] });
  writeFileSync(path.join(folder, 'e1.MOV'), 'no film, but who knows');
  for (const [at, blur] of [2, 3, 0].entries()) {
    await frame(`f${at + 1}.jpg`, { exif: takenAt(1500 + at * 0.4), blur, seed: 12 });
  }
  const tones = [30, 70, 110, 150, 190].map((red, at) => [red, 220 - red, 60 + 30 * at] as const);
  for (const [at, tone] of tones.entries()) {
    await frame(`s${at + 1}.jpg`, { exif: takenAt(2000 + at * 300), seed: 20 + at, tone });
  }
  return 5 + 3 + 2 + 1 + 3 + 5;
}
