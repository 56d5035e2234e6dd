import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTar, writeTar } from '../../src-main/inference/tar.ts';
import { temporaryFolder } from './support.ts';

const files = [
  { name: 'manifest.json', bytes: new TextEncoder().encode('{}\n') },
  { name: 'a/1/empty', bytes: new Uint8Array() },
  { name: 'a/1/block', bytes: new Uint8Array(512).fill(7) },
  { name: 'a/1/more', bytes: new Uint8Array(1500).map((_, index) => index) },
];

function contents(list: readonly { name: string; bytes: Uint8Array }[]) {
  return list.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]);
}

describe('tar archives', () => {
  it('come back as they were written', () => {
    expect(contents(readTar(writeTar(files)))).toEqual(contents(files));
  });

  it('can be unpacked by the system’s tar', async () => {
    const folder = await temporaryFolder();
    execFileSync('tar', ['xf', '-', '-C', folder], { input: writeTar(files) });
    for (const { name, bytes } of files) {
      expect(Buffer.from(bytes).equals(readFileSync(path.join(folder, name)))).toBe(true);
    }
  });

  it.each(['ustar', 'gnu', 'posix'])('of the system’s tar are read (%s)', async (format) => {
    const folder = await temporaryFolder();
    mkdirSync(path.join(folder, 'a/1'), { recursive: true });
    for (const { name, bytes } of files) writeFileSync(path.join(folder, name), bytes);
    const archive = execFileSync('tar', ['cf', '-', `--format=${format}`, '-C', folder, 'a']);
    const expected = contents(files.slice(1)).sort();
    expect(contents(readTar(archive)).sort()).toEqual(expected);
  });

  it('are refused when cut off anywhere', () => {
    const archive = writeTar(files);
    for (const length of [0, 100, 511, 513, 1200, archive.byteLength - 1025]) {
      expect(() => readTar(archive.subarray(0, length))).toThrow('it ends early');
    }
  });

  it('are refused with a damaged header', () => {
    const archive = writeTar(files).slice();
    archive[3] = 0x58;
    expect(() => readTar(archive)).toThrow('checksum');
  });

  it('are refused with a link inside', async () => {
    const folder = await temporaryFolder();
    symlinkSync('/etc/passwd', path.join(folder, 'link'));
    const archive = execFileSync('tar', ['cf', '-', '--format=ustar', '-C', folder, 'link']);
    expect(() => readTar(archive)).toThrow('“link” is not a plain file');
  });
});
