/** The round-trip table in the words of docs/round-trip.md. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { PROFILES, type Profile, type Verdict } from '../../src-shared/verdict.ts';
import { PROPERTIES } from './cases.ts';
import type { Observation, Observed } from './observe.ts';
import type { Editor, Seen } from './editors/types.ts';

const COMMERCIAL: Readonly<Record<string, Profile>> = {
  'Lightroom Classic': 'lightroom',
  'Capture One': 'captureone',
  'Photo Mechanic': 'photomechanic',
};

const FLAGS = { pick: 'picked', reject: 'rejected', none: 'no flag' } as const;

function inWords({ stars, flag, color }: Seen): string {
  return [
    ...(stars === undefined ? [] : [`${stars} stars`]),
    ...(flag === undefined ? [] : [FLAGS[flag]]),
    ...(color === undefined ? [] : [color === 'none' ? 'no colour' : color]),
  ].join(', ');
}

/** Whether what arrived is what was sent, and nothing else beside it. */
export function arrived({ expected, seen, conflict }: Observation): boolean {
  return (
    conflict !== true &&
    (['stars', 'flag', 'color'] as const).every((part) => expected[part] === seen[part])
  );
}

function cell(observations: readonly Observation[], property: string): string {
  const own = observations.filter((observation) => observation.case.property === property);
  const lost = own.find((observation) => !arrived(observation));
  if (lost === undefined) return 'yes';
  const conflict = lost.conflict === true ? ', and the photo shows a conflict' : '';
  return `no: ${inWords(lost.expected)} is read as ${inWords(lost.seen)}${conflict}`;
}

export function headingOf({ name, version }: Editor): string {
  return `### ${name} ${version ?? ''}`.trimEnd();
}

/** An editor's part of the document. */
export function section({ editor, reads, writes, embeds, rereads }: Observed): string {
  const columns = [
    ...reads.map(({ profile }) => `reads what \`${profile}\` writes`),
    'Keepers reads what it writes',
    ...(embeds === undefined ? [] : ['and inside the photo']),
    'reads what `all` writes upon that',
  ];
  const rows = PROPERTIES.map((property) => [
    property,
    ...reads.map(({ observations }) => cell(observations, property)),
    cell(writes, property),
    ...(embeds === undefined ? [] : [cell(embeds, property)]),
    cell(rereads, property),
  ]);
  return [
    headingOf(editor),
    '',
    `${editor.how}.`,
    '',
    ...table(['Property', ...columns], rows),
    ...(editor.note === undefined ? [] : ['', editor.note]),
  ].join('\n');
}

export function missingSection(editor: Editor): string {
  return [headingOf(editor), '', `Not tested: ${editor.missing ?? 'it was not run'}.`].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** What each profile writes for a RAW, file by file, as it was written. */
async function profileTable(): Promise<string[]> {
  const rows: string[][] = [];
  const verdicts: Verdict[] = [
    { stars: 4, flag: 'pick', color: 'red' },
    { stars: 4, flag: 'reject', color: 'red' },
  ];
  const metadata = createMetadata();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-profiles-'));
  try {
    const photo = path.join(folder, 'photo.nef');
    writeFileSync(photo, 'a RAW');
    for (const profile of PROFILES) {
      const [picked = [], rejected = []] = await Promise.all(
        verdicts.map((verdict) => metadata.planVerdict(photo, verdict, { profile, embed: false })),
      );
      for (const [at, { path: file, changes }] of picked.entries()) {
        const properties = (list: typeof changes) =>
          list.map(({ name, after }) => `${name} ${after ?? ''}`).join('<br>');
        rows.push([
          `\`${profile}\``,
          path.basename(file),
          properties(changes),
          properties(rejected[at]?.changes ?? []),
        ]);
      }
    }
  } finally {
    await metadata.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return table(['Profile', 'File', '4 stars, picked, red', '4 stars, rejected, red'], rows);
}

/** The whole document. */
export async function document(sections: readonly string[]): Promise<string> {
  const lines = [
    '# Verdicts, there and back',
    '',
    'Written by `node scripts/round-trip.ts` from what the programs themselves did; `tests/round-trip` runs them again and',
    'compares. Every case is a photo of its own: 1 to 5 stars, pick, reject, a rejected photo with stars, five colours, and',
    'verdicts that are changed or taken away.',
    '',
    '## What a profile writes',
    '',
    'Into a new sidecar of `photo.nef`. In a sidecar that is there, an encoding of any editor that says something else is',
    'brought into line as well, and everything else stays.',
    '',
    ...(await profileTable()),
    '',
    '`keepers:Stars` keeps the stars of a rejected photo where darktable wants the rating -1. Inside a JPEG, TIFF or DNG, where',
    'asked for, stands what the profile writes into `photo.xmp`, and no `photo.xmp` is created beside it.',
    '',
    '## What was observed',
    '',
    'The last column of each table: once the editor has written, Keepers gives every photo another verdict, for all editors, and',
    'the editor reads it anew.',
    '',
    ...sections.flatMap((text) => [text, '']),
    '## Commercial editors',
    '',
    ...table(
      ['Editor', 'Profile', ''],
      Object.entries(COMMERCIAL).map(([name, profile]) => [
        name,
        `\`${profile}\``,
        'specified from real sidecars, not tested',
      ]),
    ),
    '',
    'Capture One and Photo Mechanic have no flag of their own: the first ignores it, the second shows a rejected photo in its',
    'class 8 and a picked one as tagged.',
    '',
  ];
  return lines.join('\n');
}
