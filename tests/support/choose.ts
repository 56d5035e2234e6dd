import type { Page } from 'playwright-core';

/**
 * Chooses in the focused select the entry whose name begins so, by the arrow keys: letters choose only as long as
 * they follow one another within a second, and a space after that opens the list.
 */
export async function chooseByKeys(page: Page, start: string): Promise<void> {
  const chosen = () =>
    page.evaluate(() => {
      const list = document.activeElement as HTMLSelectElement;
      return list.selectedOptions[0]?.textContent?.trim() ?? '';
    });
  await page.keyboard.press('Home');
  for (let before: string | undefined; ;) {
    const now = await chosen();
    if (now.startsWith(start)) return;
    if (now === before) throw new Error(`there is no choice that begins with “${start}”`);
    before = now;
    await page.keyboard.press('ArrowDown');
  }
}
