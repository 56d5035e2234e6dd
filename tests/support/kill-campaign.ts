import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { COLORS, FLAGS, STARS, type Verdict } from '../../src-shared/verdict.ts';

const PHOTOS = 12;
/** Longest time after the first acknowledged verdict, milliseconds. */
const LONGEST_LIFE = 250;
/** After so many kills every photo is judged once more, and nothing temporary may be left. */
const SETTLE_EVERY = 50;
const PROCESS = path.join(import.meta.dirname, 'judging-process.ts');

/** The verdict that step `count` gives: another one each time that the same photo comes round. */
export function verdictOf(count: number): Verdict {
  const at = Math.floor(count / PHOTOS) + (count % PHOTOS);
  return {
    stars: STARS[at % STARS.length] ?? 0,
    flag: FLAGS[at % FLAGS.length] ?? 'none',
    color: COLORS[at % COLORS.length] ?? 'none',
  };
}

export interface CampaignFigures {
  readonly kills: number;
  /** Verdicts that were acknowledged before the kills. */
  readonly acknowledged: number;
  /** Of those, how many the catalogue lacked afterwards. */
  lost: number;
  /** Sidecars that could not be parsed, or had lost what was in them. */
  torn: number;
  /** Sidecars that the killed processes had written. */
  readonly written: number;
  /** Temporary files that lay about after a kill, and after the next verdicts were written. */
  readonly temporaryAfterKill: number;
  temporaryLeft: number;
  /** Verdicts that the sidecars did not have in the end. */
  unwritten: number;
}

/** Kills a judging process at `kills` random moments, and looks each time what is left. `random` gives shares of 1. */
export async function killCampaign(
  kills: number,
  random: () => number,
  onKill: (done: number, figures: CampaignFigures) => void = () => undefined,
): Promise<CampaignFigures> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'keepers-kill-'));
  const [home, shoot] = [path.join(work, 'home'), path.join(work, 'shoot')];
  for (const folder of [home, shoot]) mkdirSync(folder);
  fillShoot(home, shoot);
  const figures = {
    ...{ kills, acknowledged: 0, lost: 0, torn: 0 },
    ...{ written: 0, temporaryAfterKill: 0, temporaryLeft: 0, unwritten: 0 },
  };
  const expected = new Map<number, Verdict>();
  const metadata = createMetadata({ exiftool: { perl: '/nonexistent' } });
  let start = 0;
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const before = inodesIn(shoot);
      const counts = await judge(home, shoot, start, 'loop', random() * LONGEST_LIFE);
      figures.written += [...inodesIn(shoot)].filter((inode) => !before.has(inode)).length;
      figures.acknowledged += counts.length;
      for (const count of counts) expected.set(count % PHOTOS, verdictOf(count));
      // The one that was under way may be there too, but only as a whole.
      const next = (counts.at(-1) ?? start - 1) + 1;
      figures.lost += lostIn(home, shoot, expected, next);
      figures.torn += await tornIn(shoot, metadata);
      figures.temporaryAfterKill += temporaryIn(shoot).length;
      start = next + 1;
      if (kill % SETTLE_EVERY === 0 || kill === kills) {
        const last = await judge(home, shoot, start, 'last', undefined);
        for (const count of last) expected.set(count % PHOTOS, verdictOf(count));
        start += PHOTOS;
        figures.temporaryLeft += temporaryIn(shoot).length;
        figures.unwritten += await unwrittenIn(shoot, expected, metadata);
      }
      onKill(kill, figures);
    }
    return figures;
  } finally {
    await metadata.close();
    rmSync(work, { recursive: true, force: true });
  }
}

const MARK = 'kept through it all';

/** Photos with sidecars of another program, large enough that writing them takes a moment. */
function fillShoot(home: string, shoot: string): void {
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  const root = catalogue.addRoot(shoot, 'native').id;
  const files = Array.from({ length: PHOTOS }, (_, index) => {
    const file = path.join(shoot, `${index}.nef`);
    writeFileSync(file, `photo ${index}`);
    writeFileSync(
      path.join(shoot, `${index}.xmp`),
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:rights>${MARK}${' '.repeat(20_000)}</dc:rights>
</rdf:Description></rdf:RDF></x:xmpmeta>`,
    );
    const info = statSync(file);
    return {
      ...{ path: file, format: 'raw' as const, bytes: info.size, modifiedAt: info.mtimeMs },
      ...{ fileId: `${info.dev}:${info.ino}`, identity: `photo-${index}` },
    };
  });
  catalogue.upsertFiles(root, files);
  catalogue.close();
}

/** Runs the judging process; kills it so long after its first verdict, or lets it end. Returns what it acknowledged. */
async function judge(
  home: string,
  shoot: string,
  start: number,
  mode: 'loop' | 'last',
  killAfter: number | undefined,
): Promise<number[]> {
  const args = [PROCESS, home, shoot, String(PHOTOS), String(start), mode];
  // Most of a process's life would otherwise go into compiling the same modules.
  const env = { ...process.env, NODE_COMPILE_CACHE: path.join(path.dirname(home), 'compiled') };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (code, signal) => resolve([code, signal]));
  });
  if (mode === 'last' ? code !== 0 : signal !== 'SIGKILL') {
    throw new Error(`the judging process ended by itself: ${code} ${signal}`);
  }
  return output.split('\n').slice(0, -1).map(Number);
}

function lostIn(home: string, shoot: string, expected: Map<number, Verdict>, next: number): number {
  const catalogue = openCatalogue(path.join(home, 'catalogue.db'));
  try {
    let lost = 0;
    for (const [index, verdict] of expected) {
      const id = catalogue.photoIdAt(path.join(shoot, `${index}.nef`)) ?? 0;
      const [photo] = catalogue.photos([id]);
      if (sameVerdict(photo?.verdict, verdict)) continue;
      // Not acknowledged, but there as a whole: from now on it counts.
      if (next % PHOTOS === index && sameVerdict(photo?.verdict, verdictOf(next))) {
        expected.set(index, verdictOf(next));
      } else lost += 1;
    }
    return lost;
  } finally {
    catalogue.close();
  }
}

type Reader = Pick<ReturnType<typeof createMetadata>, 'readVerdict'>;

async function tornIn(shoot: string, metadata: Reader): Promise<number> {
  let torn = 0;
  for (let index = 0; index < PHOTOS; index++) {
    const isSound = await metadata.readVerdict(path.join(shoot, `${index}.nef`)).then(
      () => readFileSync(path.join(shoot, `${index}.xmp`), 'utf8').includes(MARK),
      () => false,
    );
    if (!isSound) torn += 1;
  }
  return torn;
}

async function unwrittenIn(
  shoot: string,
  expected: ReadonlyMap<number, Verdict>,
  metadata: Reader,
): Promise<number> {
  let unwritten = 0;
  for (const [index, verdict] of expected) {
    const found = await metadata.readVerdict(path.join(shoot, `${index}.nef`));
    const { stars, flag, color } = found ?? {};
    if (!sameVerdict({ stars, flag, color }, verdict)) unwritten += 1;
  }
  return unwritten;
}

/** Every write of a sidecar gives it another file. */
function inodesIn(shoot: string): Set<number> {
  const names = readdirSync(shoot).filter((name) => /^\d+\.xmp$/.test(name));
  return new Set(names.map((name) => statSync(path.join(shoot, name)).ino));
}

function temporaryIn(shoot: string): string[] {
  return readdirSync(shoot).filter((name) => !/^\d+\.(nef|xmp)$/.test(name));
}

function sameVerdict(
  a: { readonly [K in keyof Verdict]?: Verdict[K] | undefined } | undefined,
  b: Verdict,
): boolean {
  return a?.stars === b.stars && a.flag === b.flag && a.color === b.color;
}
