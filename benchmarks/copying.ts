/**
 * Importing a card against `cp` with `sha256sum` of both sides: `node benchmarks/copying.ts [FILES] [MEGABYTES]`. The card's files lie
 * in memory for all; copies are flushed, and read back from the drive, or by the last way from memory, which proves
 * less. Linux with GNU tools. Prints one JSON line.
 */
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openCatalogue } from '../src-main/catalogue/index.ts';
import { acquireLock } from '../src-main/catalogue/lock.ts';
import { createMetadata } from '../src-main/metadata/index.ts';
import { createTransfer } from '../src-main/transfer/index.ts';
import { importCard } from '../src-main/workflows/copying/import-card.ts';

const [files = 40, megabytes = 25] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-copying-'));
const card = path.join(folder, 'card/DCIM/100TEST');
const TURNS = 3;

async function timed(work: () => Promise<void> | void): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function ours(to: string): Promise<void> {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  const metadata = createMetadata();
  const transfer = createTransfer({ journals: path.join(home, 'transfers'), lock: acquireLock });
  const settings = { card: path.join(folder, 'card'), to, template: '{name}' };
  const report = await importCard(settings, { catalogue, metadata, transfer });
  if (report.safeToErase !== true) throw new Error(report.notSafe.join(' '));
  await metadata.close();
  catalogue.close();
  rmSync(home, { recursive: true });
}

/** What a careful person does by hand: copy, flush, and compare the sums of both sides. */
function byHand(to: string, readBack: string): void {
  mkdirSync(to, { recursive: true });
  execFileSync('sh', ['-c', 'cp "$1"/* "$2"/ && sync "$2"/*', 'sh', card, to]);
  const sum = (where: string, command: string) =>
    execFileSync('sh', [
      '-c',
      `cd "$1" && for one in *; do ${command}; done`,
      'sh',
      where,
    ]).toString();
  const source = 'sha256sum < "$one"';
  if (sum(card, source) !== sum(to, readBack)) throw new Error('cp made other files');
}

try {
  mkdirSync(card, { recursive: true });
  const bytes = Buffer.alloc(megabytes * 1_000_000);
  for (let at = 0; at < files; at++) {
    randomFillSync(bytes);
    writeFileSync(path.join(card, `IMG_${String(at).padStart(4, '0')}.NEF`), bytes);
  }
  const ways = {
    keepers: ours,
    cpAndSha256sumFromDrive: (to: string) =>
      byHand(to, 'dd if="$one" iflag=direct bs=1M status=none | sha256sum'),
    cpAndSha256sumFromMemory: (to: string) => byHand(to, 'sha256sum < "$one"'),
  };
  const seconds = new Map<string, number[]>(Object.keys(ways).map((name) => [name, []]));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, work] of Object.entries(ways)) {
      const to = path.join(folder, `to-${name}-${turn}`);
      seconds.get(name)?.push(await timed(() => work(to)));
      rmSync(to, { recursive: true });
    }
  }
  const rate = (list: readonly number[]) =>
    Number(((files * megabytes) / Math.min(...list)).toFixed(1));
  console.log(
    JSON.stringify({
      ...{ files, megabytes, turns: TURNS },
      bestMegabytesPerSecond: Object.fromEntries(
        [...seconds].map(([name, list]) => [name, rate(list)]),
      ),
      seconds: Object.fromEntries(
        [...seconds].map(([name, list]) => [name, list.map((one) => Number(one.toFixed(2)))]),
      ),
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
