/**
 * Judges photos in a loop, prints each verdict once it is acknowledged, and has the sidecars written meanwhile. Killed by
 * whoever started it; with `last` it judges each photo once, writes everything and ends.
 *
 *     judging-process.ts HOME SHOOT PHOTOS START loop|last
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { Sidecars } from '../../src-main/workflows/sidecars.ts';
import { verdictOf } from './kill-campaign.ts';

const [home = '', shoot = '', photos = '0', start = '0', mode = 'loop'] = process.argv.slice(2);
const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
const sidecars = new Sidecars(catalogue, metadata, {
  onChanged: () => undefined,
  onNotice: (message) => process.stderr.write(`${message}\n`),
  onTask: () => undefined,
});
sidecars.wake();
// A process that is killed would keep nothing of what it compiled.
flushCompileCache();

const total = Number(photos);
for (let count = Number(start); ; count++) {
  const id = catalogue.photoIdAt(path.join(shoot, `${count % total}.nef`)) ?? 0;
  catalogue.decide([{ id, change: verdictOf(count) }], { kind: 'person', scoreVisible: false });
  // Straight to the pipe, so that nothing acknowledged waits in this process.
  writeSync(1, `${count}\n`);
  sidecars.wake();
  if (mode === 'last' && count === Number(start) + total - 1) break;
  // Long enough for writing to get on: verdicts are synced to disk one after the other, and nothing else happens meanwhile.
  await new Promise((resolve) => setTimeout(resolve, (count % 7) * 4));
}
while (catalogue.totals().sidecarsPending > 0) {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
await sidecars.close();
await metadata.close();
catalogue.close();
