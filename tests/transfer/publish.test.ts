import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publish } from '../../src-main/transfer/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** A drive without hard links, such as exFAT. */
const noLinks = () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' }));

describe.each([
  ['with hard links', undefined],
  ['without hard links', noLinks],
])('giving a finished copy its name, %s', (_drive, makeLink) => {
  it('moves it there, and never over a file that came meanwhile', async () => {
    const folder = temporaryFolder('publish');
    const [draft, target] = [path.join(folder, 'a.part'), path.join(folder, 'a.jpg')];
    writeFileSync(draft, 'ours');
    await publish(draft, target, makeLink);
    expect(readFileSync(target, 'utf8')).toBe('ours');
    expect(existsSync(draft)).toBe(false);
    writeFileSync(draft, 'other');
    await expect(publish(draft, target, makeLink)).rejects.toMatchObject({ code: 'target-exists' });
    expect(readFileSync(target, 'utf8')).toBe('ours');
  });
});
