import type { HistoryStep, StepReason } from '../../src-shared/decision.ts';
import { MOST_HISTORY } from '../../src-shared/bridge.ts';
import type { Engine } from './bridge.ts';
import type { PhotoCache } from './photos.svelte.ts';

/** Steps fetched at a time. */
const PAGE = 100;

/** The decision log as it is shown. */
export class History {
  readonly #engine: Engine;
  readonly #photos: PhotoCache;
  #asked = 0;
  steps = $state.raw<readonly HistoryStep[]>([]);
  /** How many there are in all. */
  total = $state(0);
  /** Whether verdicts read from sidecars are listed too. */
  sidecars = $state(false);
  loaded = $state(false);

  constructor(engine: Engine, photos: PhotoCache) {
    this.#engine = engine;
    this.#photos = photos;
  }

  /** The newest steps, and as many of the older ones as were shown. */
  async load(): Promise<void> {
    await this.#fetch(Math.max(PAGE, this.steps.length));
  }

  async showOlder(): Promise<void> {
    await this.#fetch(this.steps.length + PAGE);
  }

  async showSidecars(shown: boolean): Promise<void> {
    this.sidecars = shown;
    this.steps = [];
    await this.load();
  }

  /** The newest so many: one that is undone now may be an old one, so all are asked for again. */
  async #fetch(wanted: number): Promise<void> {
    const asked = ++this.#asked;
    const found: HistoryStep[] = [];
    let total = 0;
    do {
      const before = found.at(-1)?.id;
      const page = await this.#engine.request('history.list', {
        limit: Math.min(MOST_HISTORY, wanted - found.length),
        sidecars: this.sidecars,
        ...(before !== undefined && { before }),
      });
      if (asked !== this.#asked) return;
      found.push(...page.steps);
      total = page.total;
      if (page.steps.length === 0) break;
    } while (found.length < Math.min(wanted, total));
    const ids = new Set(found.flatMap((step) => step.ids));
    await this.#photos.load([...ids].filter((id) => this.#photos.slot(id).photo === undefined));
    if (asked !== this.#asked) return;
    this.steps = found;
    this.total = total;
    this.loaded = true;
  }
}

const REASONS: Readonly<Record<StepReason, string>> = {
  key: 'by key',
  control: 'by a control on screen',
  'keep-one': 'one of a burst kept',
  settled: 'disagreement settled',
  bands: 'by bands of the score',
  varied: 'from the best, varied',
  merge: 'by hand',
  split: 'by hand',
  collection: '',
  clock: '',
  restore: '',
  undo: '',
  redo: '',
  sidecar: 'by another program',
};

/** How a step came about; '' where what it did says it already, or nobody knows. */
export function reasonInWords(reason: StepReason | undefined): string {
  return reason === undefined ? '' : REASONS[reason];
}

/** What a step did: "Undone: 3 stars on 2 photos". */
export function stepInWords({ reason, summary }: HistoryStep): string {
  if (reason === 'undo') return `Undone: ${summary}`;
  if (reason === 'redo') return `Redone: ${summary}`;
  if (reason === 'sidecar') return `Read from a sidecar: ${summary}`;
  return summary;
}

/** How it came about, and what was known: "by key · score 3.42 in view". Parts that are not known are left out. */
export function stepDetails(
  { reason, undone, score, scoreVisible }: HistoryStep,
  formatScore: (value: number) => string,
  hideScores: boolean,
): string[] {
  const number = score === undefined || hideScores ? 'score' : `score ${formatScore(score.value)}`;
  return [
    undone ? 'taken back' : '',
    reasonInWords(reason),
    scoreVisible === undefined ? '' : `${number} ${scoreVisible ? 'in view' : 'hidden'}`,
  ].filter((part) => part !== '');
}
