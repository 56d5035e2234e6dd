import { Random } from '../random.ts';
import type { Description, DescriptionRecord } from './record.ts';
import { SOURCES, SPACES, type Source, type Space } from './units.ts';

/** One of the sentences, for a person to read. */
export interface Sample {
  readonly id: string;
  readonly text: string;
  /** Absent where none is known, and for vote shares. */
  readonly level?: number;
}

/** Sentences of one source and one unit: those whose levels can be compared. */
export interface UnitSummary {
  readonly source: Source;
  readonly unit: Description['unit'];
  readonly sentences: number;
  readonly wordings: number;
  /** Different levels, or different vote shares. */
  readonly levels: number;
  /** Lowest and highest level; absent where levels are no numbers. */
  readonly range?: readonly [low: number, high: number];
  /** From low to high. */
  readonly samples: readonly Sample[];
}

export interface SpaceSummary {
  readonly space: Space;
  /** Pictures with at least one sentence. */
  readonly pictures: number;
  readonly sentences: number;
  /** Different sentences. */
  readonly wordings: number;
  /** Sentences that a person has found right. */
  readonly checked: number;
  readonly sources: Readonly<Record<Source, number>>;
  /** In the order of the sources. */
  readonly units: readonly UnitSummary[];
}

export interface DatabaseSummary {
  readonly pictures: number;
  /** Pictures that are edited copies. */
  readonly copies: number;
  readonly scored: number;
  readonly spaces: readonly SpaceSummary[];
}

/** Sentences of each source and unit that are kept at random, and of these, from low to high, so many are shown. */
const KEPT = 200;
const SHOWN = 5;

/** What a database holds, gathered record by record, so that it need not fit into memory. */
export class SummaryBuilder {
  #pictures = 0;
  #copies = 0;
  #scored = 0;
  readonly #spaces = new Map(SPACES.map((space) => [space, new SpaceCounts()]));

  add({ id, score, edit, attributes }: DescriptionRecord): void {
    this.#pictures++;
    if (edit !== undefined) this.#copies++;
    if (score !== undefined) this.#scored++;
    for (const space of SPACES) {
      const descriptions = attributes[space];
      if (descriptions !== undefined) this.#spaces.get(space)?.add(id, descriptions);
    }
  }

  summary(): DatabaseSummary {
    return {
      pictures: this.#pictures,
      copies: this.#copies,
      scored: this.#scored,
      spaces: [...this.#spaces].map(([space, counts]) => counts.summary(space)),
    };
  }
}

class SpaceCounts {
  #pictures = 0;
  #sentences = 0;
  #checked = 0;
  readonly #wordings = new Set<string>();
  readonly #units = new Map<string, UnitCounts>();

  add(id: string, descriptions: readonly Description[]): void {
    this.#pictures++;
    for (const one of descriptions) {
      this.#sentences++;
      if (one.checked) this.#checked++;
      this.#wordings.add(one.text);
      const key = `${one.source} ${one.unit}`;
      const counts = this.#units.get(key) ?? new UnitCounts(one.source, one.unit);
      this.#units.set(key, counts);
      counts.add(id, one);
    }
  }

  summary(space: Space): SpaceSummary {
    const units = [...this.#units.values()].map((counts) => counts.summary());
    const sentencesFrom = (source: Source) =>
      units.reduce((sum, unit) => sum + (unit.source === source ? unit.sentences : 0), 0);
    return {
      space,
      pictures: this.#pictures,
      sentences: this.#sentences,
      wordings: this.#wordings.size,
      checked: this.#checked,
      sources: Object.fromEntries(
        SOURCES.map((source) => [source, sentencesFrom(source)]),
      ) as Record<Source, number>,
      units: units.sort((a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source)),
    };
  }
}

class UnitCounts {
  readonly #source: Source;
  readonly #unit: Description['unit'];
  #sentences = 0;
  #low = Infinity;
  #high = -Infinity;
  readonly #wordings = new Set<string>();
  readonly #levels = new Set<string>();
  readonly #kept: Sample[] = [];
  /** The same file is shown with the same samples. */
  readonly #random = Random.from(1);

  constructor(source: Source, unit: Description['unit']) {
    this.#source = source;
    this.#unit = unit;
  }

  add(id: string, one: Description): void {
    this.#sentences++;
    this.#wordings.add(one.text);
    if (one.unit === 'votes') this.#levels.add(one.shares.join(' '));
    const level = 'level' in one ? one.level : undefined;
    if (level !== undefined) {
      this.#levels.add(String(level));
      this.#low = Math.min(this.#low, level);
      this.#high = Math.max(this.#high, level);
    }
    this.#keep({ id, text: one.text, ...(level !== undefined && { level }) });
  }

  /** Each sentence has the same chance to be kept (Vitter's reservoir). */
  #keep(sample: Sample): void {
    const place =
      this.#kept.length < KEPT ? this.#kept.length : this.#random.integer(this.#sentences);
    if (place < KEPT) this.#kept[place] = sample;
  }

  /** Different sentences, evenly spread over those that were kept. */
  #samples(): Sample[] {
    const texts = new Set<string>();
    const sorted = this.#kept
      .filter(({ text }) => !texts.has(text) && texts.add(text))
      .sort((a, b) => (a.level ?? 0) - (b.level ?? 0));
    const shown = Math.min(SHOWN, sorted.length);
    return Array.from({ length: shown }, (_, index) => {
      const at = shown === 1 ? 0 : Math.round((index * (sorted.length - 1)) / (shown - 1));
      return sorted[at] as Sample;
    });
  }

  summary(): UnitSummary {
    return {
      source: this.#source,
      unit: this.#unit,
      sentences: this.#sentences,
      wordings: this.#wordings.size,
      levels: this.#levels.size,
      ...(this.#low <= this.#high && { range: [this.#low, this.#high] as const }),
      samples: this.#samples(),
    };
  }
}
