import path from 'node:path';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The renderer: one build for Electron's window and for the browser host. */
export default defineConfig({
  root: path.join(import.meta.dirname, 'src-renderer'),
  // Relative addresses hold under http:// and under Electron's app:// alike.
  base: './',
  plugins: [svelte({ preprocess: vitePreprocess() })],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows neither inline scripts and styles nor data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
});
