/**
 * A folder that electron-builder takes for an unpacked Electron: the executable is a script, with the fuse
 * wire that a real one carries. What Keepers adds to it can so be packaged and looked at without a download.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How Electron's binary marks its fuses: the sentinel, the wire's version, its length, a state each. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = 9;
const ENABLED = 0x31;

export function writeStandInElectron(folder: string): void {
  mkdirSync(path.join(folder, 'locales'), { recursive: true });
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  const wire = Buffer.concat([
    Buffer.from(SENTINEL),
    Buffer.from([1, FUSES]),
    Buffer.alloc(FUSES, ENABLED),
  ]);
  const script = Buffer.from('#!/bin/sh\necho "a stand-in for Electron"\nexit 0\n');
  const executable = path.join(folder, 'electron');
  writeFileSync(executable, Buffer.concat([script, wire]));
  chmodSync(executable, 0o755);
  writeFileSync(path.join(folder, 'locales', 'en-US.pak'), '');
  writeFileSync(path.join(folder, 'LICENSE'), '');
  writeFileSync(path.join(folder, 'LICENSES.chromium.html'), '');
  writeFileSync(path.join(folder, 'version'), '');
}

/** Names of fuses by their place on the wire, as `@electron/fuses` numbers them. */
export const FUSE_NAMES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;

/** Reads the fuses of an executable: name → on. */
export function readFuses(executable: Buffer): Record<string, boolean> {
  const at = executable.indexOf(SENTINEL) + SENTINEL.length + 2;
  return Object.fromEntries(
    FUSE_NAMES.map((name, index) => [name, executable[at + index] === ENABLED]),
  );
}
