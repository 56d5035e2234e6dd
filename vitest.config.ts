import { defineConfig } from 'vitest/config';
import { runeModules } from './tests/support/rune-modules.ts';

export default defineConfig({
  plugins: [runeModules()],
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more processes would only make real-process tests fight each other.
    maxWorkers: 2,
  },
});
