import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keepers-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  if (mounted.status === 0) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted.status === 0;
}

/** Runs a test with a small volume of its own mounted at a folder; undefined where mounting is not allowed. */
export const underMount = canMount()
  ? async (folder: string, size: string, test: () => Promise<void>): Promise<void> => {
      spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
      try {
        await test();
      } finally {
        spawnSync('umount', ['-l', folder]);
      }
    }
  : undefined;
