/** What a fine-tuned last stage adds to scores: a second run of every picture, on the CPU. */
import { tasteLayout } from '../../../src-aesnet/training/taste-step-graph.ts';
import type { ResolvedModel } from '../../inference/index.ts';
import { CPU } from '../../inference/providers.ts';
import type { DeepTaste } from './deep-finetune.ts';
import { generalValues } from './deepen.ts';
import { StageInputs, TasteLevels } from './taste-network.ts';

export class StageScorer {
  readonly #taste: DeepTaste;
  readonly #none: Float32Array;
  readonly #inputs: StageInputs;
  readonly #levels: TasteLevels;

  private constructor(taste: DeepTaste, inputs: StageInputs, levels: TasteLevels) {
    this.#taste = taste;
    this.#none = new Float32Array(tasteLayout('stage').size);
    this.#inputs = inputs;
    this.#levels = levels;
  }

  /** `model`: the one that the taste was learnt with. Throws `deep-unsupported`, `provider-failed`, or what reading it throws. */
  static async open(taste: DeepTaste, model: ResolvedModel): Promise<StageScorer> {
    const general = await generalValues(model, 'stage');
    // The picture itself keeps the other cores busy, in the processes that decode and score.
    const options = { general, provider: CPU, threads: 1 };
    const inputs = await StageInputs.open(options);
    return new StageScorer(taste, inputs, await TasteLevels.open({ ...options, depth: 'stage' }));
  }

  /** Points, in the order of the pictures: RGB bytes of 224 × 224. */
  async addedTo(pictures: readonly Uint8Array[]): Promise<number[]> {
    const inputs = await this.#inputs.of(pictures);
    const before = await this.#levels.of(inputs, this.#none);
    const after = await this.#levels.of(inputs, this.#taste.departures);
    return Array.from(
      after,
      (level, at) => this.#taste.deviation * (level - (before[at] as number)),
    );
  }

  async close(): Promise<void> {
    await this.#inputs.close();
    await this.#levels.close();
  }
}
