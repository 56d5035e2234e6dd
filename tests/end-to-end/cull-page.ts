import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/ensure-built.ts';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { Filter } from '../../src-shared/bridge.ts';
import { NO_VERDICT, type Verdict } from '../../src-shared/verdict.ts';
import { launchBrowser } from '../support/browser.ts';
import { connect } from '../support/client.ts';
import { photosByName, untilSettled } from '../support/engine.ts';
import { serve, type Served } from '../support/keepers.ts';
import { leavePage } from '../support/leave-page.ts';
import { writeShootOfGroups } from '../support/shoot.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

export const WAIT = { timeout: 8_000 };
const SORT = { by: 'time', direction: 'ascending' } as const;
/** What the grid shows at first: of each stack its suggested frame, of a pair one photo. */
export const CELLS = ['a2', 'b1', 'd1', 'e1', 'f3', 's1', 's2', 's3', 's4', 's5'];

/** The window in a real browser on a shoot of all kinds of groups, as a person sees it and acts on it. */
export class CullPage {
  browser!: Browser;
  served!: Served;
  client!: BridgeClient;
  page!: Page;
  ids = new Map<string, number>();
  readonly problems: string[] = [];

  async start(): Promise<void> {
    await ensureBuilt(['renderer'], () => undefined);
    const models = temporaryFolder('views-models');
    const shoot = temporaryFolder('views-shoot');
    writeTinyModels(models, { id: 'tiny', seed: 3 });
    const count = await writeShootOfGroups(shoot);
    const home = path.join(temporaryFolder('views'), 'home');
    this.served = await serve([], { KEEPERS_HOME: home, KEEPERS_MODELS: models });
    this.client = await connect(this.served.address);
    await this.client.request('roots.add', { path: shoot });
    await untilSettled(this.client, count);
    await this.client.request('settings.set', { termsSeen: true });
    const photos = await photosByName(this.client);
    this.ids = new Map([...photos.values()].map(({ id, name }) => [name, id]));
    this.browser = await launchBrowser();
    this.page = await this.browser.newPage({ viewport: { width: 1440, height: 900 } });
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    this.page.on('pageerror', (error) => this.problems.push(error.message));
    await this.page.goto(this.served.address);
  }

  async stop(): Promise<void> {
    this.client?.close();
    await this.browser?.close();
    await this.served?.stop();
  }

  /** Gives all photos but these a verdict. */
  async judgeAll(change: Partial<Verdict>, except: readonly string[] = []): Promise<void> {
    const ids = [...this.ids].filter(([name]) => !except.includes(name)).map(([, id]) => id);
    await this.client.request('verdicts.apply', { ids, change, scoreVisible: false });
  }

  /** Opens the window as it would have been left with this filter. */
  async open(filter: Filter): Promise<void> {
    await leavePage(this.page);
    const layout = { sort: SORT, filter };
    await this.client.request('settings.set', { autoAdvance: false, layout });
    await this.page.goto(this.served.address);
    await this.cells().first().waitFor(WAIT);
    if (Object.keys(filter).length === 0) await this.seesCells(CELLS);
  }

  readonly cells = () => this.page.getByRole('gridcell');

  readonly press = async (...keys: string[]) => {
    for (const key of keys) await this.page.keyboard.press(key);
  };

  readonly seesCells = async (expected: readonly string[]) => {
    const names = async () => {
      const labels = await this.cells().evaluateAll((all) =>
        all.map((cell) => cell.getAttribute('aria-label') ?? ''),
      );
      return labels.map((label) => label.split('.')[0] ?? '');
    };
    await expect.poll(names, WAIT).toEqual(expected);
  };

  /** The photo on a stage, "Loupe", "Champion" or "Challenger", is this one. */
  readonly sees = async (stage: string, photo: string) => {
    const staged = async () => {
      const label = await this.page
        .getByRole('region', { name: new RegExp(`^${stage}: `) })
        .getAttribute('aria-label', { timeout: 10_000 });
      return /: (.*)\.\w+$/.exec(label ?? '')?.[1] ?? '';
    };
    await expect.poll(staged, WAIT).toBe(photo);
  };

  readonly verdictOf = async (name: string): Promise<Verdict | undefined> => {
    const [photo] = await this.client.request('photos.get', { ids: [this.ids.get(name) ?? 0] });
    return photo?.verdict;
  };

  readonly flags = (...photos: string[]) =>
    Promise.all(photos.map(async (name) => (await this.verdictOf(`${name}.jpg`))?.flag));

  readonly says = (text: RegExp) => this.page.getByRole('status').getByText(text).waitFor(WAIT);
}

/** One for the tests of a suite: before each test there are no verdicts, everything by time in the grid, and nothing selected. */
export function useCullPage(): CullPage {
  const cull = new CullPage();
  beforeAll(() => cull.start());
  afterAll(() => cull.stop());
  beforeEach(async () => {
    await cull.judgeAll(NO_VERDICT);
    await cull.open({});
  });
  return cull;
}

/** The last test of a suite. */
export function itHadNothingToComplainAbout({ problems }: CullPage): void {
  it('had nothing to complain about in the console', () => {
    expect(problems).toEqual([]);
  });
}
