/** Builds a part only where its sources have changed since: `node scripts/ensure-built.ts [renderer|main …]`. */
import { pathToFileURL } from 'node:url';
import { BUILD_PARTS, isBuilt, markBuilt, type BuildPart } from './build-stamp.ts';

/** Builds those parts that are missing or older than their sources. */
export async function ensureBuilt(
  parts: readonly BuildPart[],
  onBuild: (part: BuildPart) => void = () => undefined,
): Promise<void> {
  for (const part of parts) {
    if (await isBuilt(part)) continue;
    onBuild(part);
    // Vite is loaded only where there is something to build.
    const { buildParts } = await import('./build.ts');
    await markBuilt(part, () => buildParts([part]));
  }
}

const { argv } = process;
if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const asked = argv.slice(2);
  const parts = BUILD_PARTS.filter((part) => asked.length === 0 || asked.includes(part));
  await ensureBuilt(parts, (part) => console.error(`Building dist/${part} …`));
}
