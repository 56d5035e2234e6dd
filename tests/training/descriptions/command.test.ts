import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importLayout } from '../../../src-main/cli/description-layouts.ts';
import { descriptions } from '../../../src-main/cli/descriptions.ts';
import { keepers } from '../../support/keepers.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder('descriptions-command');
const home = { KEEPERS_HOME: path.join(folder, 'home') };
const signal = new AbortController().signal;

describe('keepers descriptions', () => {
  it.each([
    [[], 'say build, inspect, import or export'],
    [['show'], 'say build, inspect, import or export'],
    [['build'], '--data'],
    [['build', '--data', folder], '--out'],
    [['build', '--data', folder, '--out', 'x', '--split', 'people'], 'train or validation'],
    [['build', '--data', folder, '--out', 'x', '--limit', '0'], '--limit: expected'],
    [['build', '--data', folder, '--out', 'x', '--seed', 'one'], '--seed: expected'],
    [['build', '--data', folder, '--out', 'x', 'y'], 'options alone'],
    [['inspect'], 'name one file'],
    [['inspect', 'a', 'b'], 'name one file'],
    [['import', 'a.csv'], '--out'],
    [['import', 'a.csv', '--out', 'x'], 'aesclip or table'],
    [['import', 'a.csv', '--out', 'x', '--layout', 'hand'], 'aesclip or table'],
    [['export', 'a.jsonl', '--out', 'x'], '--layout aesclip'],
    [['export', 'a.jsonl', '--layout', 'aesclip'], '--out'],
  ])('with %j explains how it is used', async (args, words) => {
    const asked = async () => await descriptions(args, signal);
    await expect(asked()).rejects.toMatchObject({
      code: 'bad-usage',
      message: expect.stringContaining(words) as string,
    });
  });

  it('says that a file is missing', async () => {
    const missing = path.join(folder, 'no.jsonl');
    await expect(descriptions(['inspect', missing], signal)).rejects.toMatchObject({
      code: 'file-missing',
    });
  });

  it('imports a table, tells of single bad rows, shows what is in it and exports it', async () => {
    const table = path.join(folder, 'table.csv');
    const own = path.join(folder, 'own.jsonl');
    const list = path.join(folder, 'list.json');
    writeFileSync(table, 'image,mean,remark\na,3,"Soft, warm light."\nb,30,Hard light.\n');
    const imported = await keepers(
      ['descriptions', 'import', table, '--layout', 'table', '--scale', '1:5', '--out', own].concat(
        ['--map', 'id=image,score=mean', '--map', 'light=remark'],
      ),
      home,
    );
    expect(imported).toEqual({
      code: 1,
      stdout: `${own}\n`,
      stderr:
        `${table}, line 3: column mean is 30, outside the scale 1:5 (see “--scale”).\n` +
        '1 pictures imported.\n1 entries could not be used; the others were.\n',
    });
    const shown = await keepers(['descriptions', 'inspect', own, '--json'], home);
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({ pictures: 1, scored: 1 });
    const exported = await keepers(
      ['descriptions', 'export', own, '--layout', 'aesclip', '--out', list],
      home,
    );
    expect(exported.code).toBe(0);
    expect(JSON.parse(readFileSync(list, 'utf8'))).toEqual([
      { img_id: 'a', score: 3, attributes: ['light'], light: ['Soft, warm light.'] },
    ]);
  });
});

describe('the layout that a person names', () => {
  it('maps our names to theirs', () => {
    const table = importLayout('table', ['id=image name,light=a', 'light.rating = b'], undefined);
    expect(table).toEqual({
      layout: 'table',
      scale: { low: 1, high: 5 },
      mapping: new Map([
        ['id', 'image name'],
        ['light', 'a'],
        ['light.rating', 'b'],
      ]),
    });
    expect(importLayout('aesclip', ['light=use of camera'], '0:1')).toEqual({
      layout: 'aesclip',
      scale: { low: 0, high: 1 },
      names: new Map([['use of camera', 'light']]),
    });
  });

  it.each([
    ['table', ['light=a'], undefined, 'which column holds the id'],
    ['table', ['id=a'], undefined, 'at least one column of comments'],
    ['table', ['id=a,mood=b'], undefined, 'received “mood=b”'],
    ['table', ['id=a,light='], undefined, 'received “light=”'],
    ['table', ['id'], undefined, 'received “id”'],
    ['aesclip', ['id=a'], undefined, 'received “id=a”'],
    ['aesclip', [], '10:1', 'received “10:1”'],
    ['aesclip', [], '1-10', 'received “1-10”'],
  ])('as %s with %j and %s is refused', (layout, maps, scale, words) => {
    expect(() => importLayout(layout, maps, scale)).toThrow(words);
  });
});
