/** Decides in a loop and prints each decision once the catalogue has acknowledged it. Killed by its test. */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import type { Stars } from '../../src-shared/verdict.ts';

// A process that is killed would keep nothing of what it compiled.
flushCompileCache();

const [file = '', photos = '0', start = '0'] = process.argv.slice(2);
const catalogue = openCatalogue(file);
const ids = Array.from({ length: Number(photos) }, (_, index) => index + 1);
for (let count = Number(start); ; count++) {
  const stars = ((count % 5) + 1) as Stars;
  const id = ids[count % ids.length] ?? 1;
  // Every third step touches all photos: a batch that is half there would show.
  const changed = count % 3 === 0 ? ids : [id];
  catalogue.decide(
    changed.map((id) => ({ id, change: { stars } })),
    { kind: 'person', scoreVisible: false },
  );
  // Straight to the pipe, so that nothing acknowledged waits in this process.
  writeSync(1, `${count} ${changed.length === 1 ? id : 'all'} ${stars}\n`);
}
