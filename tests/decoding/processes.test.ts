import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../src-main/decoding/index.ts';
import { spawnNodeWorker } from '../../src-main/workers/node.ts';
import type { SpawnWorker } from '../../src-main/workers/types.ts';
import { repositoryRoot } from '../support/data.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { scene } from './support/scenes.ts';

const folder = temporaryFolder('decoding');
let photos: string[];

beforeAll(async () => {
  photos = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const file = path.join(folder, `photo-${index}.jpg`);
      await scene(2400 + index, 1600)
        .jpeg()
        .toFile(file);
      return file;
    }),
  );
});

describe('real decode processes', () => {
  it('finishes every photo although processes are killed in the middle', async () => {
    const killers: (() => void)[] = [];
    const spawnWorker: SpawnWorker = (name) => {
      const port = spawnNodeWorker(name);
      // `close` is SIGKILL: to the pool this is a death out of nowhere.
      killers.push(() => port.close());
      return port;
    };
    const decoder = createDecoder({ spawnWorker, processes: 2 });
    let done = 0;
    const answers = photos.flatMap((photo) => [
      decoder.passOne({ kind: 'file', path: photo }, { pictures: true }),
      decoder.passTwo({ kind: 'file', path: photo }),
    ]);
    const killed = answers.map((answer) =>
      answer.then(() => {
        // The first processes, not the quarantine that follows: two deaths in a row are the photo's fault.
        if (++done === 3) for (const kill of killers.slice(0, 2)) kill();
      }),
    );
    const outcomes = await Promise.allSettled([...answers, ...killed]);
    await decoder.close();
    expect(killers.length).toBeGreaterThan(2);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('lets Node end after close', async () => {
    const script = path.join(folder, 'ends.mts');
    const source = (file: string) => JSON.stringify(path.join(repositoryRoot, file));
    await writeFile(
      script,
      `import { createDecoder } from ${source('src-main/decoding/index.ts')};
       import { spawnNodeWorker } from ${source('src-main/workers/node.ts')};
       const decoder = createDecoder({ spawnWorker: spawnNodeWorker });
       const one = await decoder.passOne({ kind: 'file', path: process.argv[2] }, { pictures: false });
       await decoder.close();
       process.stdout.write(String(one.width));`,
    );
    const run = promisify(execFile)(process.execPath, [script, photos[0] ?? ''], {
      timeout: 30_000,
    });
    expect((await run).stdout).toBe('2400');
  });
});
