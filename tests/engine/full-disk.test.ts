import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestEngine, photosByName, until, untilSettled } from '../support/engine.ts';
import { underMount } from '../support/mount.ts';
import { writePicture } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Leaves no room on the volume of a folder. */
function fill(folder: string): string {
  const filler = path.join(folder, 'filler');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
  return filler;
}

describe.skipIf(underMount === undefined)(
  'a full disk (skipped where mounting is not allowed)',
  () => {
    it('is told, refuses a verdict rather than pretend, and work goes on once there is room', async () => {
      const home = temporaryFolder('full');
      const shoot = temporaryFolder('shoot');
      for (const seed of [1, 2, 3]) await writePicture(path.join(shoot, `${seed}.jpg`), { seed });
      await underMount?.(home, '24m', async () => {
        const opened = await openTestEngine(home);
        try {
          await opened.client.request('roots.add', { path: shoot });
          await untilSettled(opened.client, 3);
          const filler = fill(home);
          await writePicture(path.join(shoot, 'late.jpg'), { seed: 7, width: 1200, height: 900 });
          const status = await until(
            () => opened.client.request('status', {}),
            ({ trouble }) => trouble !== undefined,
          );
          expect(status.trouble?.code).toBe('disk-full');
          const first = (await photosByName(opened.client)).get('1.jpg');
          const judge = () =>
            opened.client.request('verdicts.apply', {
              ids: [first?.id ?? 0],
              change: { stars: 5 },
              scoreVisible: true,
            });
          // The log may still have a page to itself: either it is kept, or it is refused in so many words.
          const told = await judge().then(
            () => 5,
            (thrown: { code?: string }) => (thrown.code === 'disk-full' ? 0 : thrown.code),
          );
          expect((await photosByName(opened.client)).get('1.jpg')?.verdict.stars).toBe(told);
          rmSync(filler);
          await untilSettled(opened.client, 4);
          await judge();
          expect((await photosByName(opened.client)).get('1.jpg')?.verdict.stars).toBe(5);
        } finally {
          await opened.close();
        }
      });
    });
  },
);
