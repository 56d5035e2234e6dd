import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DescriptionRecord } from '../../../src-aesnet/descriptions/index.ts';
import {
  exportAesclip,
  importDescriptions,
  inspectDescriptions,
  OWN_SCALE,
  readDescriptions,
  summaryText,
  writeDescriptions,
} from '../../../src-main/training/descriptions/index.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { collect } from './support.ts';

const folder = temporaryFolder('descriptions');

function written(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function record(id: string, text = 'The light is dull.'): DescriptionRecord {
  return {
    id,
    score: 3,
    attributes: { light: [{ text, source: 'human', checked: false, unit: 'rating', level: 2.5 }] },
  };
}

async function readAll(file: string) {
  const problems: string[] = [];
  const records = await collect(readDescriptions(file, (text) => problems.push(text)));
  return { records, problems };
}

const aesclip = { layout: 'aesclip', names: new Map(), scale: OWN_SCALE } as const;

describe('a description database', () => {
  it('is read as it was written', async () => {
    const file = path.join(folder, 'new', 'own.jsonl');
    const records = [record('a'), record('b', 'Größe – 漢字 “quoted”.')];
    await writeDescriptions(file, records);
    expect(await readAll(file)).toEqual({ records, problems: [] });
    expect(readdirSync(path.dirname(file))).toEqual(['own.jsonl']);
  });

  it('names a bad line and keeps the rest', async () => {
    const lines = [record('a'), { ...record('b'), score: 9 }, record('c')].map((one) =>
      JSON.stringify(one),
    );
    const file = written('bad.jsonl', `\uFEFF${lines.join('\r\n')}\n\n{"id":"d"\n`);
    const { records, problems } = await readAll(file);
    expect(records.map(({ id }) => id)).toEqual(['a', 'c']);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain(`${file}, line 2: score:`);
    expect(problems[1]).toBe(`${file}, line 5: it is not JSON.`);
  });

  it('is read in pieces, lines longer than one of them included', async () => {
    const records = Array.from({ length: 400 }, (_, at) =>
      record(`photo ${at}`, `${'x'.repeat(at)}.`),
    );
    records.push(record('long', `${'y'.repeat(200_000)}.`));
    const file = path.join(folder, 'pieces.jsonl');
    await writeDescriptions(file, records);
    expect((await readAll(file)).records).toEqual(records);
  });

  it('says that it is missing', async () => {
    await expect(readAll(path.join(folder, 'none.jsonl'))).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  it('stays as it was, with nothing beside it, where writing is cancelled or fails', async () => {
    const place = temporaryFolder('cancelled');
    const file = path.join(place, 'kept.jsonl');
    await writeDescriptions(file, [record('before')]);
    const controller = new AbortController();
    async function* cancelled() {
      yield record('a');
      controller.abort();
      yield await Promise.resolve(record('b'));
    }
    await expect(writeDescriptions(file, cancelled(), controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    async function* failing(): AsyncGenerator<DescriptionRecord> {
      yield await Promise.resolve(record('a'));
      throw new RangeError('no more');
    }
    await expect(writeDescriptions(file, failing())).rejects.toThrow('no more');
    expect(readdirSync(place)).toEqual(['kept.jsonl']);
    expect((await readAll(file)).records.map(({ id }) => id)).toEqual(['before']);
    const nowhere = path.join(file, 'below-a-file.jsonl');
    await expect(writeDescriptions(nowhere, [record('a')])).rejects.toMatchObject({
      code: 'write-failed',
    });
  });

  it('is summed up in words', async () => {
    const file = path.join(folder, 'summary.jsonl');
    await writeDescriptions(file, [record('a'), record('b', 'Dull, weak light.')]);
    const text = summaryText(await inspectDescriptions(file, () => expect.unreachable()));
    expect(text).toContain('2 pictures, 0 of them edited copies; 2 with a score.');
    expect(text).toMatch(/^light +2 +2 +2 +0 +2 +0 +0 +0$/m);
    expect(text).toContain('human, rating: 2 sentences, 2 wordings, 1 levels from 2.5 to 2.5');
    expect(text).toContain('2.5  Dull, weak light.  (b)');
    expect(text).not.toContain('emotion');
  });
});

describe('the layout of AesCLIP', () => {
  it('is exported and imported, edited copies left out', async () => {
    const own = path.join(folder, 'to-export.jsonl');
    const copy: DescriptionRecord = {
      ...record('a-tilt-weak'),
      edit: {
        of: 'a',
        copy: 'weak',
        kind: 'tilt',
        weak: 2,
        strong: 6,
        setting: { aspect: 1, angle: 0, turn: 1, crop: 0.7, chroma: 1, space: 'linear', seed: 1 },
      },
    };
    await writeDescriptions(own, [record('a'), copy, record('b')]);
    const list = path.join(folder, 'exported.json');
    const exported = await exportAesclip(own, list, { onProblem: () => expect.unreachable() });
    expect(exported).toEqual({ pictures: 2, copies: 1 });
    expect(JSON.parse(readFileSync(list, 'utf8'))).toEqual(
      ['a', 'b'].map((img_id) => ({
        img_id,
        score: 3,
        attributes: ['light'],
        light: ['The light is dull.'],
      })),
    );
    const back = path.join(folder, 'imported.jsonl');
    await importDescriptions(list, aesclip, back, { onProblem: () => expect.unreachable() });
    const { records } = await readAll(back);
    expect(records.map(({ id, score }) => [id, score])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
    expect(records[0]?.attributes.light?.[0]).toMatchObject({ source: 'human', unit: 'none' });
  });

  it('is imported but for bad entries, which are named, and unknown attributes, which are counted', async () => {
    const entries = [
      { img_id: 1, score: 3, attributes: ['light', 'mood'], light: ['Soft.'], mood: ['Calm.'] },
      { img_id: 2, score: 3, attributes: ['light'] },
      'nothing',
      { img_id: 3, score: 4, attributes: ['mood'], mood: ['Sad.'] },
    ];
    const file = written('mixed.json', JSON.stringify(entries));
    const out = path.join(folder, 'mixed.jsonl');
    const problems: string[] = [];
    const imported = await importDescriptions(file, aesclip, out, {
      onProblem: (text) => problems.push(text),
    });
    expect(imported).toEqual({ pictures: 2, problems: 2, unknown: new Map([['mood', 2]]) });
    expect(problems).toEqual([
      `${file}, entry 2: it lists light but has no comments on it.`,
      `${file}, entry 3: it is not an object.`,
    ]);
    expect((await readAll(out)).records.map(({ id }) => id)).toEqual(['1', '3']);
  });

  it.each([
    ['no-list.json', '{"a":1}', 'it is not a list in JSON'],
    ['broken.json', '[{"img_id":1},', 'it is not a list in JSON'],
    ['empty.json', '[]', 'it has no entry'],
    ['useless.json', '[1,2]', 'none of its 2 entries can'],
    ['comments.txt', '[]', 'its name does not end with'],
    ['empty.csv', '', 'it is empty'],
  ])('of %s writes nothing and says why', async (name, text, words) => {
    const file = written(name, text);
    const out = path.join(folder, `${name}.out`);
    const importing = async () =>
      await importDescriptions(file, aesclip, out, { onProblem: () => undefined });
    await expect(importing()).rejects.toMatchObject({
      code: 'descriptions-invalid',
      message: expect.stringContaining(words) as string,
    });
    expect(existsSync(out)).toBe(false);
  });

  it('is not made of a database without pictures', async () => {
    const own = written('none.jsonl', '\n');
    const out = path.join(folder, 'none.json');
    await expect(exportAesclip(own, out, { onProblem: () => undefined })).rejects.toMatchObject({
      code: 'descriptions-invalid',
    });
    expect(existsSync(out)).toBe(false);
  });
});

describe('a table', () => {
  const table = {
    layout: 'table',
    scale: { low: 0, high: 10 },
    mapping: new Map([
      ['id', 'image'],
      ['score', 'mean'],
      ['light', 'comment'],
    ] as const),
  } as const;

  it('is imported, several rows of one picture as one line', async () => {
    const csv = written(
      'table.csv',
      'image,mean,comment\nx,5,"Soft, warm light."\ny,11,Hard.\nx,5,Low sun.\nz,5\nw,0,\n',
    );
    const out = path.join(folder, 'table.jsonl');
    const problems: string[] = [];
    await importDescriptions(csv, table, out, { onProblem: (text) => problems.push(text) });
    expect(problems).toEqual([
      `${csv}, line 3: column mean is 11, outside the scale 0:10 (see “--scale”).`,
      `${csv}, line 5: it has 2 fields where the header names 3.`,
    ]);
    const { records } = await readAll(out);
    expect(records.map(({ id, score }) => [id, score])).toEqual([
      ['x', 3],
      ['w', 1],
    ]);
    expect(records[0]?.attributes.light?.map(({ text }) => text)).toEqual([
      'Soft, warm light.',
      'Low sun.',
    ]);
  });

  it('may have quotes in and around its fields, line ends in them, and one that is never closed', async () => {
    const rows = [
      'image,mean,comment',
      'x,5,"Soft, ""warm"" light.\r\nLow sun."',
      'y,5,Shot with a 5" lens.',
      'z,5,"Hard" light.',
      '',
      'w,5,"Fine.',
    ];
    const csv = written('quotes.csv', `\uFEFF${rows.join('\r\n')}\r\n`);
    const out = path.join(folder, 'quotes.jsonl');
    const problems: string[] = [];
    await importDescriptions(csv, table, out, { onProblem: (text) => problems.push(text) });
    expect(problems).toEqual([expect.stringMatching(/line \d: a quote is never closed\.$/)]);
    const { records } = await readAll(out);
    expect(records.map(({ id, attributes }) => [id, attributes.light?.[0]?.text])).toEqual([
      ['x', 'Soft, "warm" light. Low sun.'],
      ['y', 'Shot with a 5" lens.'],
      ['z', '"Hard" light.'],
    ]);
  });

  it('may be JSON lines', async () => {
    const rows = [
      { image: 'x', mean: 5, comment: ['Soft.', 'Warm.'] },
      { image: 'x', mean: 6, comment: 'Another.' },
    ];
    const file = written('rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
    const out = path.join(folder, 'rows-out.jsonl');
    const problems: string[] = [];
    await importDescriptions(file, table, out, { onProblem: (text) => problems.push(text) });
    expect(problems).toEqual([`${file}, line 2: x has another score than in an earlier line.`]);
    expect((await readAll(out)).records[0]?.attributes.light).toHaveLength(2);
  });
});
