/**
 * Verdicts written a second in a batch: decided in one step, then written by the library's own workflow, for each profile
 * and inside JPEGs. Prints one JSON line.
 *
 *     node benchmarks/verdict-batch.ts [photos]
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import { createMetadata } from '../src-main/metadata/index.ts';
import { Sidecars } from '../src-main/workflows/sidecars.ts';
import type { Profile } from '../src-shared/verdict.ts';

const PHOTOS = Number(process.argv[2] ?? 500);
const work = mkdtempSync(path.join(os.tmpdir(), 'keepers-batch-'));
const width = 3000;
const noise = Buffer.from(
  Uint8Array.from({ length: width * 2000 * 3 }, (_, at) => (at * 7919) % 251),
);
const jpeg = await sharp(noise, { raw: { width, height: 2000, channels: 3 } })
  .jpeg({ quality: 80 })
  .toBuffer();

async function measure(profile: Profile, embed: boolean): Promise<number> {
  const folder = mkdtempSync(path.join(work, 'shoot-'));
  const home = path.join(folder, 'home');
  const shoot = path.join(folder, 'shoot');
  for (const each of [home, shoot]) mkdirSync(each);
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  catalogue.setSettings({ profile, embed });
  const root = catalogue.addRoot(shoot, 'native').id;
  const { added } = catalogue.upsertFiles(
    root,
    Array.from({ length: PHOTOS }, (_, index) => {
      const file = path.join(shoot, `${index}.${embed ? 'jpg' : 'nef'}`);
      writeFileSync(file, embed ? jpeg : 'a RAW');
      const info = statSync(file);
      return {
        path: file,
        format: embed ? ('jpeg' as const) : ('raw' as const),
        bytes: info.size,
        modifiedAt: info.mtimeMs,
        fileId: `${info.dev}:${info.ino}`,
        identity: `photo-${index}`,
      };
    }),
  );
  const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
  const sidecars = new Sidecars(catalogue, metadata, {
    onChanged: () => undefined,
    onNotice: (message) => process.stderr.write(`${message}\n`),
    onTask: () => undefined,
  });
  catalogue.decide(
    added.map((id) => ({ id, change: { stars: 4, flag: 'pick', color: 'green' } })),
    { kind: 'person', scoreVisible: false },
  );
  const started = performance.now();
  sidecars.wake();
  while (catalogue.totals().sidecarsPending > 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - started) / 1000;
  await sidecars.close();
  await metadata.close();
  catalogue.close();
  rmSync(folder, { recursive: true, force: true });
  return Math.round(PHOTOS / seconds);
}

const perSecond: Record<string, number> = {};
for (const profile of ['lightroom', 'darktable', 'all'] as const) {
  perSecond[profile] = await measure(profile, false);
}
perSecond[`embedded in JPEGs of ${(jpeg.length / 1e6).toFixed(1)} MB`] = await measure(
  'lightroom',
  true,
);
rmSync(work, { recursive: true, force: true });
console.log(JSON.stringify({ photos: PHOTOS, perSecond }));
