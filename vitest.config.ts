import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { runeModules } from './tests/support/rune-modules.ts';

// Most of the time of a short command is Node's stripping types and compiling: every process that a test starts takes it from
// here, by what the files hold. It is the place that Node itself would choose.
process.env.NODE_COMPILE_CACHE ??= path.join(os.tmpdir(), 'node-compile-cache');

export default defineConfig({
  plugins: [runeModules()],
  test: {
    include: ['tests/**/*.test.ts'],
    // For what hangs, not for what is slow: longer than what a test waits for by itself, which says more when it fails.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    // Two cores: more processes would only make real-process tests fight each other.
    maxWorkers: 2,
  },
});
