/** Leaving Keepers' window in a real browser. */
import type { Page } from 'playwright-core';

/** Resolves once the window has kept how it is arranged: what it has not kept yet, it keeps when it is left. */
export async function untilArrangementKept(page: Page, timeout = 20_000): Promise<void> {
  await page.locator('.window[data-stored=true]').waitFor({ timeout });
}

/** Leaves the window, which then has nothing left to say that would come after what the test stores next. */
export async function leavePage(page: Page): Promise<void> {
  if (page.url() === 'about:blank') return;
  await untilArrangementKept(page);
  await page.goto('about:blank');
}
