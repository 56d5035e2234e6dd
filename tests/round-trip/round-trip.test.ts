import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/data.ts';
import { EDITORS, observe, type Observation } from './observe.ts';
import { arrived, headingOf, section } from './render.ts';

const MINUTES_10 = 600_000;
const text = readFileSync(path.join(repositoryRoot, 'docs', 'round-trip.md'), 'utf8');

/** What does not arrive, and is not expected to: the editor has no field for it, or cannot touch ours. */
const LOST: Readonly<Record<string, { reads: readonly string[]; writes: readonly string[] }>> = {
  // Debian's ExifTool does not know xmpDM:pick and photoshop:LabelColor: what Lightroom's profile wrote there stays.
  ExifTool: { reads: [], writes: ['cleared', 'changed'] },
  Exiv2: { reads: [], writes: [] },
  darktable: { reads: ['pick', 'rejectstars'], writes: [] },
  digiKam: { reads: [], writes: [] },
};

const lost = (observations: readonly Observation[]) =>
  observations.filter((each) => !arrived(each)).map((each) => each.case.name);

describe.each(EDITORS)('$name', (editor) => {
  const { name, missing } = editor;
  it.skipIf(missing !== undefined)(
    `reads what Keepers writes, and Keepers what it writes${missing === undefined ? '' : ` (skipped: ${missing})`}`,
    async () => {
      const observed = await observe(editor);
      for (const { profile, observations } of observed.reads) {
        expect([profile, lost(observations)]).toEqual([profile, LOST[name]?.reads]);
      }
      expect(lost(observed.rereads)).toEqual(LOST[name]?.reads);
      // A newer version may know more.
      for (const observations of [observed.writes, observed.embeds ?? []])
        expect(LOST[name]?.writes).toEqual(expect.arrayContaining(lost(observations)));
      // Other versions may do other things; the document says which one did these.
      if (text.includes(`${headingOf(editor)}\n`)) expect(text).toContain(section(observed));
    },
    MINUTES_10,
  );
});

it('the document has every editor, run or not', () => {
  for (const { name } of EDITORS) expect(text).toMatch(new RegExp(`^### ${name} `, 'm'));
});
