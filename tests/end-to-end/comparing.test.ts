/** Compare and survey in a real browser, by the keyboard alone. */
import { describe, expect, it } from 'vitest';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath } from '../support/browser.ts';
import { itHadNothingToComplainAbout, useCullPage, WAIT } from './cull-page.ts';

describe.skipIf(chromiumPath === undefined)(
  `compare and survey${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    const cull = useCullPage();
    const { press, sees, verdictOf, flags, says } = cull;

    describe('compare', () => {
      it('has a champion that stays, and a challenger that the arrows move', async () => {
        await press('ArrowRight', 'c');
        await sees('Champion', 'a2');
        await sees('Challenger', 'a3');
        await press('ArrowRight');
        await sees('Challenger', 'a4');
        await press('ArrowLeft', 'ArrowLeft');
        await sees('Challenger', 'a1');
        await sees('Champion', 'a2');
        expect(await barriers(cull.page)).toEqual([]);
      });

      it('judges the challenger, swaps, and lets the challenger win', async () => {
        await press('ArrowRight', 'c', 'KeyX');
        await expect.poll(() => flags('a2', 'a3')).toEqual(['none', 'reject']);
        await press('Shift+C');
        await sees('Champion', 'a3');
        await sees('Challenger', 'a2');
        await press('KeyP');
        await expect.poll(() => flags('a2', 'a3')).toEqual(['pick', 'reject']);
        await press('Enter');
        await sees('Champion', 'a2');
        await sees('Challenger', 'a4');
        // The side that has the focus is judged.
        await press('Shift+Tab', 'Shift+Tab', 'Shift+Tab');
        await cull.page.getByRole('region', { name: /^Champion: / }).focus();
        await press('Digit5');
        await expect.poll(async () => (await verdictOf('a2.jpg'))?.stars).toBe(5);
      });

      it('compares the two that are selected, and goes from burst to burst', async () => {
        await press('End', 'Shift+ArrowLeft', 'c');
        await sees('Champion', 's4');
        await sees('Challenger', 's5');
        await press('Escape', 'Home', 'c', 'ArrowDown');
        await sees('Champion', 'b1');
        await sees('Challenger', 'b2');
      });

      it('zooms and pans both at once, to the same subject', async () => {
        await press('ArrowRight', 'c', 'Shift+z');
        const corners = () =>
          cull.page.locator('section .photo').evaluateAll((all) =>
            all.map((photo) => {
              const { left, top } = photo.getBoundingClientRect();
              const stage = photo.parentElement?.getBoundingClientRect();
              return [left - (stage?.left ?? 0), top - (stage?.top ?? 0)] as const;
            }),
          );
        /** Blurred frames are matched to a pixel of what is compared, which is a few of the screen. */
        const apart = async () => {
          const [[x = 0, y = 0] = [], [u = 0, v = 0] = []] = await corners();
          return x < 0 && u < 0 ? Math.hypot(x - u, y - v) : Infinity;
        };
        await expect.poll(apart, WAIT).toBeLessThan(8);
        const [[before = 0] = []] = await corners();
        const box = await cull.page.getByRole('region', { name: /^Challenger: / }).boundingBox();
        const { x = 0, y = 0, width = 0, height = 0 } = box ?? {};
        await cull.page.mouse.move(x + width / 2, y + height / 2);
        await cull.page.mouse.down();
        await cull.page.mouse.move(x + width / 2 - 40, y + height / 2, { steps: 4 });
        await cull.page.mouse.up();
        await expect.poll(async () => (await corners())[0]?.[0], WAIT).toBeCloseTo(before - 40, 0);
        expect(await apart()).toBeLessThan(8);
      });
    });

    describe('survey', () => {
      const left = () => cull.page.getByRole('option');

      it('shrinks by X and by /, of which only X is a verdict', async () => {
        await press('ArrowRight', 'n');
        await expect.poll(() => left().count(), WAIT).toBe(5);
        expect(await barriers(cull.page)).toEqual([]);
        await press('KeyX');
        await expect.poll(() => left().count(), WAIT).toBe(4);
        await press('/');
        await expect.poll(() => left().count(), WAIT).toBe(3);
        await expect.poll(() => flags('a2', 'a3')).toEqual(['reject', 'none']);
        await press('Control+z');
        await expect.poll(() => left().count(), WAIT).toBe(4);
        await expect.poll(() => flags('a2')).toEqual(['none']);
        await press('Control+Shift+Z');
        await expect.poll(() => left().count(), WAIT).toBe(3);
        // The last one stays, whatever is decided about it.
        await press('KeyX', 'KeyX');
        await expect.poll(() => left().count(), WAIT).toBe(1);
        await press('KeyX');
        await says(/Rejected 1 photo/);
        expect(await left().count()).toBe(1);
      });

      it('takes what is selected, and judges the active one', async () => {
        await press('End', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'n');
        await expect.poll(() => left().count(), WAIT).toBe(3);
        await press('Home', 'ArrowRight', 'Digit3');
        await expect.poll(async () => (await verdictOf('s4.jpg'))?.stars).toBe(3);
        expect((await verdictOf('s3.jpg'))?.stars).toBe(0);
        await press('Enter');
        await sees('Loupe', 's4');
      });
    });

    itHadNothingToComplainAbout(cull);
  },
);
