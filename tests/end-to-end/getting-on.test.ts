/** How a person gets on from photo to photo in a real browser, by the keyboard alone. */
import { describe, expect, it } from 'vitest';
import { barriers } from '../support/barriers.ts';
import { browserMissing, chromiumPath } from '../support/browser.ts';
import { CELLS, itHadNothingToComplainAbout, useCullPage, WAIT } from './cull-page.ts';

describe.skipIf(chromiumPath === undefined)(
  `from photo to photo${chromiumPath === undefined ? ` (skipped: ${browserMissing})` : ''}`,
  () => {
    const cull = useCullPage();
    const { press, seesCells, sees, flags, verdictOf, says, cells } = cull;

    describe('getting on', () => {
      it('goes on after a verdict with Shift, or while it is switched on, and stops at the last', async () => {
        await press('End', 'ArrowLeft', 'e', 'Shift+Digit2');
        await sees('Loupe', 's5');
        await press('Shift+P');
        await says(/That was the last photo/);
        await sees('Loupe', 's5');
        await cull.client.request('settings.set', { autoAdvance: true });
        await cull.page
          .getByRole('button', { name: /^Go on to the next photo/, pressed: true })
          .waitFor();
        await press('Home', 'Digit1');
        await sees('Loupe', 'a2');
      });

      it('goes on while Caps Lock is on, whatever that makes of the letters, and says so', async () => {
        /** Playwright has no Caps Lock: the events are those that a browser sends while it is on. */
        const locked = (key: string, code: string, shiftKey = false) =>
          cull.page.evaluate(
            (init) => {
              const target = document.activeElement ?? document.body;
              for (const type of ['keydown', 'keyup']) {
                target.dispatchEvent(new KeyboardEvent(type, init));
              }
            },
            { key, code, shiftKey, modifierCapsLock: true, bubbles: true, cancelable: true },
          );
        const goesOn = (pressed: boolean) =>
          cull.page.getByRole('button', { name: /^Go on to the next photo/, pressed }).waitFor();
        await press('ArrowRight', 'e');
        await sees('Loupe', 'a2');
        await goesOn(false);
        await locked('P', 'KeyP');
        await sees('Loupe', 'a3');
        await goesOn(true);
        // Shift turns the letters back, and goes on as well.
        await locked('x', 'KeyX', true);
        await sees('Loupe', 'a4');
        await locked('4', 'Digit4');
        await sees('Loupe', 'a5');
        await expect.poll(() => flags('a2', 'a3', 'a4')).toEqual(['pick', 'reject', 'none']);
        await expect.poll(async () => (await verdictOf('a4.jpg'))?.stars).toBe(4);
        // Let go of again, a verdict stays where it is.
        await press('KeyU');
        await goesOn(false);
        await sees('Loupe', 'a5');
      });

      it('shows every photo of someone who is faster than pictures come, small at first', async () => {
        const held: (() => void)[] = [];
        let holding = true;
        await cull.page.route(/\/preview\b/, async (route) => {
          if (holding) await new Promise<void>((resolve) => held.push(resolve));
          await route.continue().catch(() => undefined);
        });
        await cull.page.reload();
        await seesCells(CELLS);
        await press('ArrowRight', 'e');
        for (const name of ['a2', 'a3', 'a4', 'a5', 'b1']) {
          await sees('Loupe', name);
          const small = cull.page.locator('[aria-label^="Loupe"] img');
          await expect
            .poll(() => small.evaluate((image: HTMLImageElement) => image.naturalWidth), WAIT)
            .toBeGreaterThan(0);
          expect(await small.getAttribute('src')).toContain(
            `/${cull.ids.get(`${name}.jpg`)}/thumbnail`,
          );
          expect(await cull.page.locator('[data-shown]').count()).toBe(0);
          await press('ArrowRight');
        }
        await cull.page.getByText('Loading …', { exact: true }).waitFor(WAIT);
        // It has the place and the size of the large one.
        const box = () => cull.page.locator('[aria-label^="Loupe"] .photo').boundingBox();
        const before = await box();
        holding = false;
        for (const release of held) release();
        await cull.page.locator('[data-shown]').waitFor(WAIT);
        expect(await box()).toEqual(before);
        expect(await cull.page.getByText('Loading …', { exact: true }).count()).toBe(0);
        await cull.page.unroute(/\/preview\b/);
      });

      it('passes a second time over the undecided, which stay in view until left', async () => {
        await press('End', 'KeyP', 'd');
        await seesCells(CELLS.slice(0, -1));
        await press('Home', 'e', 'KeyX');
        await expect.poll(() => flags('a2')).toEqual(['reject']);
        await cull.page.waitForTimeout(1200);
        await sees('Loupe', 'a2');
        await press('ArrowRight');
        await sees('Loupe', 'a3');
        const strip = cull.page.getByRole('listbox', { name: 'Film strip' });
        await expect.poll(() => strip.getByRole('option', { name: /a2/ }).count(), WAIT).toBe(0);
        await press('ArrowLeft');
        await sees('Loupe', 'a1');
        await press('d', 'g');
        await expect.poll(() => cells().count(), WAIT).toBe(10);
      });

      it('is never left with an empty view by a verdict', async () => {
        await cull.judgeAll({ flag: 'pick' }, ['s5.jpg']);
        await cull.open({ flags: ['none'] });
        await seesCells(['s5']);
        await press('ArrowRight', 'e', 'Shift+X');
        await expect.poll(() => flags('s5')).toEqual(['reject']);
        await cull.page.waitForTimeout(1200);
        await sees('Loupe', 's5');
        await press('d');
        await says(/Nothing is undecided here/);
        await sees('Loupe', 's5');
      });

      it('shows what the filter leaves out, and puts it back', async () => {
        await cull.open({ name: 's' });
        await seesCells(CELLS.slice(5));
        await press('ArrowRight', 'ArrowRight', '\\');
        await seesCells(CELLS);
        await cull.page.locator('[aria-selected=true][aria-label^="s2"]').waitFor();
        await press('\\');
        await seesCells(CELLS.slice(5));
        await cull.page.locator('[aria-selected=true][aria-label^="s2"]').waitFor();
      });

      it('fills the screen with the photo, says there what was done, and comes back', async () => {
        await press('ArrowRight', 'e', 'f');
        await expect.poll(() => cull.page.getByRole('banner').count(), WAIT).toBe(0);
        expect(await cull.page.getByRole('complementary').count()).toBe(0);
        await press('Digit3');
        await says(/3 stars on 1 photo/);
        expect(await barriers(cull.page)).toEqual([]);
        await press('f');
        await cull.page.getByRole('complementary', { name: 'About the photo' }).waitFor(WAIT);
        await sees('Loupe', 'a2');
      });

      it('lists the keys of all this', async () => {
        await press('?');
        const help = cull.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
        for (const title of [
          'Compare two',
          'Survey of what is selected',
          'Open or close the stack',
        ]) {
          await help.getByText(title).waitFor(WAIT);
        }
      });
    });

    itHadNothingToComplainAbout(cull);
  },
);
