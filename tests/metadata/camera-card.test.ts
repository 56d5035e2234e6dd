import { mkdirSync, writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOnCameraCard } from '../../src-main/metadata/camera-card.ts';
import { createMetadata } from '../../src-main/metadata/index.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { underMount } from '../support/mount.ts';

describe('a camera’s card', () => {
  it('is a DCIM folder at the top of a volume of its own', async () => {
    const devices = (own: number) => (folder: string) =>
      Promise.resolve(/CARD[/\\]?$/.test(folder) ? own : 1);
    const photo = '/media/CARD/DCIM/100CANON/IMG_1.CR3';
    expect(await isOnCameraCard(photo, devices(2))).toBe(true);
    expect(await isOnCameraCard(photo, devices(1))).toBe(false);
    expect(await isOnCameraCard('/media/CARD/100CANON/IMG_1.CR3', devices(2))).toBe(false);
    expect(await isOnCameraCard('/media/CARD/DCIM/../x.jpg', devices(2))).toBe(false);
  });

  it.skipIf(underMount === undefined)(
    'is never written to (skipped where mounting is not allowed)',
    async () => {
      const card = temporaryFolder('card');
      await underMount?.(card, '4m', async () => {
        const folder = path.join(card, 'DCIM', '100CANON');
        mkdirSync(folder, { recursive: true });
        const photo = path.join(folder, 'IMG_1.CR3');
        writeFileSync(photo, 'raw');
        const metadata = createMetadata();
        await expect(
          metadata.writeVerdict(photo, { stars: 3, flag: 'none', color: 'none' }),
        ).rejects.toMatchObject({ code: 'camera-card' });
        expect(readdirSync(folder)).toEqual(['IMG_1.CR3']);
        await metadata.close();
      });
    },
  );
});
