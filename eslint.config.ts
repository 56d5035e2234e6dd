import path from 'node:path';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { roomsRule } from './tools/eslint/rooms-rule.ts';

export default defineConfig(
  { ignores: ['dist/', 'release/', 'node_modules/', 'models/'] },
  ...tseslint.configs.strict,
  ...svelte.configs.recommended,
  {
    plugins: { keepers: { rules: { rooms: roomsRule } } },
    rules: {
      'keepers/rooms': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src-main/**/*.ts', 'src-shared/**/*.ts', 'src-aesnet/**/*.ts'],
    ignores: ['src-main/electron/preload.ts'],
    languageOptions: {
      parserOptions: {
        project: [
          path.join(import.meta.dirname, 'tsconfig.main.json'),
          path.join(import.meta.dirname, 'tsconfig.shared.json'),
        ],
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] },
    },
  },
  { files: ['src-renderer/**'], languageOptions: { globals: globals.browser } },
  {
    // State classes keep immutable sets in `$state.raw`, and caches that must not be reactive.
    files: ['src-renderer/**/*.svelte.ts'],
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: ['src-main/cli/**', 'scripts/**', 'benchmarks/**', 'bin/**'],
    rules: { 'no-console': 'off' },
    languageOptions: { globals: globals.node },
  },
);
