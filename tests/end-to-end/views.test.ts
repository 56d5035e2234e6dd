/** Every view of a cull in a real browser, by the keyboard alone. */
import type { WebSocketRoute } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasExifTool } from '../metadata/support.ts';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath } from '../support/browser.ts';
import { CELLS, itHadNothingToComplainAbout, useCullPage, WAIT } from './cull-page.ts';

describe.skipIf(chromiumPath === undefined)(
  `the views of a cull${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    const cull = useCullPage();
    const { press, seesCells, sees, verdictOf, flags, says, cells } = cull;

    describe('grid', () => {
      it('shows a stack as its suggested frame, with the count; a verdict falls on that alone', async () => {
        const first = cull.page.getByRole('gridcell', { name: /^a2.*stack of 5, closed/ });
        await first.waitFor(WAIT);
        await first.getByRole('button', { name: /^Burst of 5\. Open the stack/ }).waitFor();
        await press('ArrowRight', 'Digit4');
        await says(/4 stars on 1 photo · The cover alone of a stack of 5/);
        expect(await verdictOf('a2.jpg')).toMatchObject({ stars: 4 });
        expect(await verdictOf('a1.jpg')).toMatchObject({ stars: 0 });
      });

      it('takes the keys back from a panel as soon as it is asked for', async () => {
        const history = cull.page.getByRole('button', { name: 'History' });
        await history.press('Enter');
        await cull.page.getByText(/Every decision, newest first/).waitFor(WAIT);
        await press('g', 'ArrowRight', 'Digit2');
        await says(/2 stars on 1 photo/);
        expect(await verdictOf('a2.jpg')).toMatchObject({ stars: 2 });
        // Also where the grid has been there all along.
        await history.focus();
        await press('g', 'ArrowRight', 'Digit3');
        await expect.poll(async () => (await verdictOf('b1.jpg'))?.stars, WAIT).toBe(3);
      });

      it('opens and closes a stack, and all of them, and keeps the selection', async () => {
        await press('ArrowRight', 't');
        await seesCells(['a1', 'a2', 'a3', 'a4', 'a5', ...CELLS.slice(1)]);
        await cull.page
          .getByRole('gridcell', { name: /a2.*frame 2 of a stack of 5, suggested/ })
          .waitFor();
        await press('ArrowRight');
        await expect
          .poll(() =>
            cull.page.locator('[role=gridcell][aria-selected=true]').getAttribute('aria-label'),
          )
          .toMatch(/^a3/);
        // The frame that the person is on stays in view as the cover.
        await press('t');
        await seesCells(['a3', ...CELLS.slice(1)]);
        await press('Shift+t');
        await expect.poll(() => cells().count(), WAIT).toBe(18);
        await press('Shift+t', 'End');
        await seesCells(CELLS);
      });

      it('takes the cover that the person chooses, and keeps it', async () => {
        await press('ArrowRight', 't', 'End', 'Home', 'ArrowRight', 'ArrowRight', 'ArrowRight');
        await press('Shift+s');
        await says(/is the cover of its stack/);
        await press('t', 'End');
        await seesCells(['a4', ...CELLS.slice(1)]);
        // At once: what has not been kept yet is kept on leaving.
        await cull.page.reload();
        await seesCells(['a4', ...CELLS.slice(1)]);
      });

      it('keeps how it was arranged while the engine was away, once that is back', async () => {
        const page = await cull.browser.newPage();
        let away = false;
        const sockets: WebSocketRoute[] = [];
        await page.routeWebSocket(/./, async (socket) => {
          if (away) return socket.close();
          sockets.push(socket);
          socket.connectToServer();
        });
        await page.goto(cull.served.address);
        await page.locator('.window[data-stored=true]').waitFor(WAIT);
        const kept = async () => (await cull.client.request('settings.get', {})).layout;
        expect(await kept()).toMatchObject({ tab: 'why' });
        away = true;
        await Promise.all(sockets.map((socket) => socket.close()));
        const lost = page.getByRole('alert').filter({ hasText: 'was lost' });
        await lost.waitFor(WAIT);
        await page.keyboard.press('i');
        await page.waitForTimeout(800);
        expect(await kept()).toMatchObject({ tab: 'why' });
        away = false;
        await lost.getByRole('button', { name: 'Try now' }).click();
        await expect.poll(kept, WAIT).toMatchObject({ tab: 'info' });
        await page.close();
      });

      it('joins, splits and dissolves by hand, and takes each back', async () => {
        await press('End', 'ArrowLeft', 'Shift+ArrowRight', 'Control+g');
        await seesCells([...CELLS.slice(0, 8), 's5']);
        await cull.page.getByRole('gridcell', { name: /^s[45].*stack of 2, closed/ }).waitFor(WAIT);
        await press('Control+z');
        await seesCells(CELLS);
        // Two frames of an open stack into one of their own.
        await press('Home', 't', 'Home', 'Shift+ArrowRight', 'Shift+g');
        await says(/Parted 2 photos from their group/);
        await cull.page
          .getByRole('gridcell', { name: /^a5.*frame 3 of a stack of 3/ })
          .waitFor(WAIT);
        await press('Control+z');
        await cull.page
          .getByRole('gridcell', { name: /^a5.*frame 5 of a stack of 5/ })
          .waitFor(WAIT);
        await press('Shift+t', 'End', 'Home', 'Control+Shift+g');
        await says(/Parted 5 photos from their group/);
        await seesCells(['a1', 'a2', 'a3', 'a4', 'a5', ...CELLS.slice(1)]);
        await press('Control+z');
        await expect.poll(() => cells().count(), WAIT).toBe(CELLS.length);
        await press('End');
        await seesCells(CELLS);
      });

      it('shows the files of one exposure as one photo with one verdict', async () => {
        await cull.page
          .getByRole('gridcell', { name: /^d1.*2 files of one exposure/ })
          .waitFor(WAIT);
        await cull.page.getByRole('gridcell', { name: /^e1.*With its film e1\.MOV/ }).waitFor(WAIT);
        await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'Digit5', 'KeyP');
        await expect.poll(() => verdictOf('d1.dng')).toMatchObject({ stars: 5, flag: 'pick' });
        expect(await verdictOf('d1.jpg')).toMatchObject({ stars: 5, flag: 'pick' });
        await says(/^Picked 1 photo/);
        // They count as one, everywhere.
        const counted = String(cull.ids.size - 1);
        await cull.page.getByRole('contentinfo').getByText(`${counted} photos`).waitFor(WAIT);
        await cull.page
          .getByRole('button', { name: new RegExp(`^All photos ${counted}`) })
          .waitFor();
        await cull.page.getByRole('button', { name: /^Picks 1$/ }).waitFor(WAIT);
        // What was said of one file before the other was known stands for both.
        const id = cull.ids.get('d1.dng') ?? 0;
        await press('Control+z', 'Control+z');
        // Else what is said now may be what the second undo takes back.
        await expect
          .poll(async () => [await verdictOf('d1.dng'), await verdictOf('d1.jpg')])
          .toEqual([0, 1].map(() => expect.objectContaining({ stars: 0, flag: 'none' })));
        const change = { flag: 'reject' } as const;
        await cull.client.request('verdicts.apply', { ids: [id], change, scoreVisible: false });
        await cull.page.getByRole('gridcell', { name: /^d1.*rejected/ }).waitFor(WAIT);
      });

      it('marks a bracket and never thins it', async () => {
        await cull.page.getByRole('gridcell', { name: /^b1.*stack of 3, closed/ }).waitFor(WAIT);
        await press('ArrowRight', 'ArrowRight', 'KeyK');
        await says(/Every frame of this exposure bracket is needed/);
        expect(await flags('b1', 'b2', 'b3')).toEqual(['none', 'none', 'none']);
        await press('e', 'b');
        const strip = cull.page.getByRole('region', { name: 'Burst' });
        await strip.getByText('Exposure bracket of 3').waitFor(WAIT);
        await strip.getByText(/none is suggested over another/).waitFor(WAIT);
        expect(await strip.getByRole('button', { name: /Keep this/ }).count()).toBe(0);
      });

      it('puts no barrier before anyone, with a stack open', async () => {
        await press('ArrowRight', 't');
        await expect.poll(() => cells().count(), WAIT).toBe(14);
        expect(await barriers(cull.page)).toEqual([]);
      });
    });

    describe('loupe', () => {
      it('goes from frame to frame, and from burst to burst', async () => {
        await press('ArrowRight', 'e');
        await sees('Loupe', 'a2');
        await press('ArrowRight');
        await sees('Loupe', 'a3');
        await press('ArrowDown');
        await sees('Loupe', 'b1');
        await press('ArrowDown');
        await sees('Loupe', 'd1');
        await press('ArrowUp', 'ArrowUp');
        await sees('Loupe', 'a1');
        await press('ArrowUp');
        await sees('Loupe', 'a1');
      });

      it('shows the burst at 100 % around the recorded focus point, with the best of it and why', async () => {
        await press('ArrowRight', 'e', 'b', 'Control+b');
        const strip = cull.page.getByRole('region', { name: 'Burst' });
        await expect.poll(() => strip.locator('canvas').count(), WAIT).toBe(5);
        const points = strip.getByText('focus point', { exact: true });
        expect(await points.count()).toBe(hasExifTool ? 5 : 0);
        await strip.getByText(/Sharper than the next best: a blur of \d\.\d px against/).waitFor();
        await strip.getByRole('option', { name: / suggested 2, a2/ }).waitFor();
        // One pixel of the photo is one pixel of the screen.
        expect(
          await strip
            .locator('canvas')
            .first()
            .evaluate((canvas: HTMLCanvasElement) => [
              canvas.width,
              canvas.getBoundingClientRect().width,
            ]),
        ).toEqual([200, 200]);
        await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown');
        await sees('Loupe', 'f1');
        await expect.poll(() => strip.getByText('sharpest region').count(), WAIT).toBe(3);
        expect(await barriers(cull.page)).toEqual([]);
      });

      it('keeps one of the burst and rejects the rest, as one step', async () => {
        await press('ArrowRight', 'e', 'KeyK');
        await says(/Picked 1 photo, rejected 4 photos/);
        const all = ['a1', 'a2', 'a3', 'a4', 'a5'];
        expect(await flags(...all)).toEqual(['reject', 'pick', 'reject', 'reject', 'reject']);
        await press('Control+z');
        await says(/Undone: Picked 1 photo, rejected 4/);
        expect(await flags(...all)).toEqual(all.map(() => 'none'));
        await sees('Loupe', 'a2');
        // And with Shift it goes on to the next burst.
        await press('Shift+K');
        await sees('Loupe', 'b1');
      });
    });

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
        const { steps } = await cull.client.request('history.list', { limit: 1, sidecars: false });
        expect(steps[0]).toMatchObject({ reason: 'key', photos: 1 });
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
