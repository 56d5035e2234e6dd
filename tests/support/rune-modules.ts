import { compileModule } from 'svelte/compiler';
import { transformWithOxc, type Plugin } from 'vite';

/**
 * Compiles `*.svelte.ts` for tests as for the browser. The Svelte plugin would compile them for a
 * server's single pass, in which nothing that is derived is ever worked out again.
 */
export function runeModules(): Plugin {
  return {
    name: 'rune-modules',
    enforce: 'pre',
    async transform(code, id) {
      const [filename = id] = id.split('?');
      if (!filename.endsWith('.svelte.ts')) return undefined;
      const plain = await transformWithOxc(code, filename, { lang: 'ts', target: 'es2023' });
      const compiled = compileModule(plain.code, { filename, generate: 'client', dev: false });
      return { code: compiled.js.code, map: null };
    },
  };
}
