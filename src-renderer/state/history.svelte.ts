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
    const limit = Math.min(MOST_HISTORY, Math.max(PAGE, this.steps.length));
    await this.#fetch({ limit });
  }

  async showOlder(): Promise<void> {
    const last = this.steps.at(-1);
    if (last !== undefined) await this.#fetch({ limit: PAGE, before: last.id });
  }

  async showSidecars(shown: boolean): Promise<void> {
    this.sidecars = shown;
    this.steps = [];
    await this.load();
  }

  async #fetch(question: { readonly limit: number; readonly before?: number }): Promise<void> {
    const asked = ++this.#asked;
    const { sidecars } = this;
    const { steps, total } = await this.#engine.request('history.list', { ...question, sidecars });
    await this.#photos.load([...new Set(steps.flatMap(({ ids }) => ids))]);
    if (asked !== this.#asked) return;
    this.steps = question.before === undefined ? steps : [...this.steps, ...steps];
    this.total = total;
    this.loaded = true;
  }
}

const REASONS: Readonly<Record<StepReason, string>> = {
  key: 'by key',
  control: 'by a control on screen',
  'keep-one': 'one of a burst kept',
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
    reason === undefined ? '' : REASONS[reason],
    scoreVisible === undefined ? '' : `${number} ${scoreVisible ? 'in view' : 'hidden'}`,
  ].filter((part) => part !== '');
}
