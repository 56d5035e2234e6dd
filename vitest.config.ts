import { defineConfig } from 'vitest/config';
import { runeModules } from './tests/support/rune-modules.ts';

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
