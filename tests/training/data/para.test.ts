import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  holdOutSessions,
  labelsOf,
  readPara,
  readParaTestForFinalFigures,
  type ParaRow,
} from '../../../src-main/training/data/index.ts';
import { SCORED } from '../../../src-shared/attribute.ts';
import { dataPath } from '../../support/data.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const HEADER =
  'image,session,aesthetic_mean,technical_quality_mean,composition_mean,color_mean,depth_of_field_mean,' +
  'light_mean,content_mean,content_preference_mean,willingness_to_share_mean,emotion_amusement,emotion_awe,' +
  'emotion_contentment,emotion_disgust,emotion_excitement,emotion_fear,emotion_neutral,emotion_sadness';
const GOOD = 'a.avif,session1,3.04,3.18,3.12,2.8,3.08,2.84,3.2,3.12,3.08,12,1,0,0,1,0,11,0';

function folderWith(...lines: string[]): string {
  const folder = temporaryFolder('para');
  mkdirSync(path.join(folder, 'images-train'));
  writeFileSync(path.join(folder, 'train.csv'), `${[HEADER, ...lines].join('\n')}\n`);
  return folder;
}

async function messageFor(...lines: string[]): Promise<string> {
  const thrown: unknown = await readPara(folderWith(...lines), 'train').catch((e: unknown) => e);
  expect(thrown).toMatchObject({ code: 'training-data-invalid' });
  return thrown instanceof Error ? thrown.message : '';
}

describe('reading PARA', () => {
  it('gives means in the order of the scores, and shares of votes', async () => {
    const folder = folderWith(GOOD);
    const [row] = await readPara(folder, 'train');
    expect(row).toMatchObject({
      id: 'a',
      image: path.join(folder, 'images-train', 'a.avif'),
      session: 'session1',
      means: [3.04, 3.18, 3.12, 2.8, 3.08, 2.84, 3.2],
      votes: 25,
    });
    expect(row?.emotions).toEqual([12, 1, 0, 0, 1, 0, 11, 0].map((count) => count / 25));
    expect(row?.deviations).toBeUndefined();
  });

  it.each([
    [
      'no number',
      GOOD.replace('3.12,2.8', '3.12,abc'),
      'color_mean is “abc”, which is not a number',
    ],
    ['nothing', GOOD.replace('3.12,2.8', '3.12,'), 'color_mean is “”, which is not a number'],
    ['a rating above 5', GOOD.replace('2.84', '5.5'), 'light_mean is “5.5”, which is above 5'],
    ['a rating below 1', GOOD.replace('2.84', '0.9'), 'light_mean is “0.9”, which is below 1'],
    ['a field too few', GOOD.replace(',11,0', ',11'), '18 fields where the header names 19'],
    ['no vote', GOOD.replace('12,1,0,0,1,0,11,0', '0,0,0,0,0,0,0,0'), 'nobody voted'],
    ['a path for a name', GOOD.replace('a.avif', '../a.avif'), 'image is “../a.avif”'],
  ])('names file and line for %s', async (_what, bad, reason) => {
    const message = await messageFor(GOOD, bad, GOOD);
    expect(message).toContain(`train.csv, line 3`);
    expect(message).toContain(reason);
  });

  it('names a column that is missing', async () => {
    const folder = folderWith(GOOD);
    const text = readFileSync(path.join(folder, 'train.csv'), 'utf8');
    writeFileSync(path.join(folder, 'train.csv'), text.replace('light_mean', 'licht'));
    await expect(readPara(folder, 'train')).rejects.toThrow(
      'line 2 cannot be used: column light_mean',
    );
  });

  it('takes the line ends of Windows', async () => {
    const folder = folderWith(`${GOOD}\r`);
    const text = readFileSync(path.join(folder, 'train.csv'), 'utf8');
    writeFileSync(path.join(folder, 'train.csv'), text.replace('sadness\n', 'sadness\r\n'));
    expect(await readPara(folder, 'train')).toHaveLength(1);
  });

  it('says what is missing', async () => {
    await expect(readPara(folderWith(), 'train')).rejects.toThrow('no picture is listed');
    await expect(readPara('/nowhere', 'train')).rejects.toThrow(
      '/nowhere/train.csv, which is missing',
    );
    const folder = temporaryFolder('para');
    writeFileSync(path.join(folder, 'train.csv'), HEADER);
    await expect(readPara(folder, 'train')).rejects.toThrow('images-train, which is missing');
  });
});

describe('sessions held out', () => {
  const rows = Array.from({ length: 100 }, (_, at): ParaRow => ({
    id: String(at),
    image: `${at}.avif`,
    session: `session${Math.floor(at / 5)}`,
    means: [1, 2, 3, 4, 5, 1, 2],
    emotions: [1, 0, 0, 0, 0, 0, 0, 0],
    votes: 1,
  }));

  it('are whole, about as many as asked for, and everything else is kept', () => {
    const { kept, held } = holdOutSessions(rows, 0.2, 1);
    expect(held).toHaveLength(20);
    expect([...kept, ...held].toSorted((a, b) => a - b)).toEqual([...rows.keys()]);
    const sessionsOf = (indices: readonly number[]) =>
      new Set(indices.map((index) => rows[index]?.session));
    const keptSessions = sessionsOf(kept);
    expect([...sessionsOf(held)].filter((session) => keptSessions.has(session))).toEqual([]);
  });

  it('depend on the seed', () => {
    expect(holdOutSessions(rows, 0.2, 1)).toEqual(holdOutSessions(rows, 0.2, 1));
    expect(holdOutSessions(rows, 0.2, 1).held).not.toEqual(holdOutSessions(rows, 0.2, 2).held);
  });

  it('leave rows without a session alone', () => {
    const bare = rows.map(({ session: _session, ...row }) => row);
    expect(holdOutSessions(bare, 0.5, 1).held).toEqual([]);
  });

  it('keeps at most as many as are asked for, drawn from all, and holds the same', () => {
    const whole = holdOutSessions(rows, 0.2, 1);
    const few = holdOutSessions(rows, 0.2, 1, 10);
    expect(few.held).toEqual(whole.held);
    expect(few.kept).toHaveLength(10);
    expect(few.kept).toEqual(few.kept.toSorted((a, b) => a - b));
    expect(whole.kept).toEqual(expect.arrayContaining([...few.kept]));
    expect(few.kept).not.toEqual(whole.kept.slice(0, 10));
    expect(holdOutSessions(rows, 0.2, 2, 10).kept).not.toEqual(few.kept);
    expect(holdOutSessions(rows, 0.2, 1, 1e6)).toEqual(whole);
  });
});

describe('labels', () => {
  it('are those of the rows, for as many as are labelled', () => {
    const row = (level: number): ParaRow => ({
      id: 'x',
      image: 'x.avif',
      means: SCORED.map(() => level),
      emotions: [0.25, 0.75, 0, 0, 0, 0, 0, 0],
      votes: 4,
    });
    const { scores, emotions } = labelsOf([row(1), row(2), row(3)], Int32Array.of(2, 0, 1), 2);
    expect([...scores]).toEqual([...SCORED.map(() => 3), ...SCORED.map(() => 1)]);
    expect(emotions).toHaveLength(16);
    expect(emotions[9]).toBe(0.75);
    expect(() => labelsOf([row(1)], [1])).toThrow('no row 1');
  });
});

const para = dataPath('para');
describe.skipIf(para === undefined)('the PARA set (skipped without KEEPERS_DATA)', () => {
  it('has the rows that its README says', async () => {
    const folder = para ?? '';
    const train = await readPara(folder, 'train');
    const validation = await readPara(folder, 'validation');
    expect(train).toHaveLength(28_220);
    expect(validation).toHaveLength(1200);
    expect(await readPara(folder, 'people')).toHaveLength(700);
    expect(validation[0]?.deviations).toHaveLength(SCORED.length);
    for (const { emotions } of [...train, ...validation]) {
      expect(emotions.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    }
    const { held } = holdOutSessions(train, 0.05, 1);
    expect(held.length).toBeGreaterThan(1300);
    expect(held.length).toBeLessThan(1800);
  });

  it('gives the test split to nobody but who asks for final figures', async () => {
    const copy = temporaryFolder('para-test');
    mkdirSync(path.join(copy, 'images-attributes'));
    // A stand-in, so that nobody reads the real one.
    cpSync(path.join(para ?? '', 'validation.csv'), path.join(copy, 'test.csv'));
    expect(await readParaTestForFinalFigures(copy)).toHaveLength(1200);
    // @ts-expect-error: the call that everything else uses does not take it.
    expect(() => readPara(copy, 'test')).toBeTypeOf('function');
  });
});
