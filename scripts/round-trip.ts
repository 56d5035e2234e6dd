/**
 * Runs every editor that is installed through all verdicts, both ways, and writes docs/round-trip.md from what they did.
 * On Debian: apt-get install libimage-exiftool-perl exiv2 darktable digikam xvfb dbus xdotool.
 *
 *     node scripts/round-trip.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EDITORS, observe } from '../tests/round-trip/observe.ts';
import { document, missingSection, section } from '../tests/round-trip/render.ts';

const target = path.join(import.meta.dirname, '..', 'docs', 'round-trip.md');
const sections: string[] = [];
for (const editor of EDITORS) {
  const started = performance.now();
  sections.push(
    editor.missing === undefined ? section(await observe(editor)) : missingSection(editor),
  );
  const seconds = Math.round((performance.now() - started) / 1000);
  console.error(`${editor.name}: ${editor.missing ?? `${seconds} s`}`);
}
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(target, await document(sections));
console.log(target);
