import type { Abilities } from '../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, type RatedAttribute } from '../../src-shared/attribute.ts';
import {
  UNMEASURED_SIMILARITY,
  type ContentSimilarity,
} from '../../src-shared/content-similarity.ts';
import type { ResidualLines } from '../../src-shared/residual.ts';
import type { ModelStore } from '../inference/types.ts';

export interface NamedModel {
  /** "AesNet S, version 1". */
  readonly name: string;
  readonly abilities: Abilities | undefined;
  readonly residuals: ResidualLines | undefined;
}

/** What the manifest says of the model in use. Until that is read: that nothing is known of it. */
export class ModelFacts {
  readonly #store: Pick<ModelStore, 'list'>;
  #name: string | undefined;
  #abilities: Abilities | undefined;
  #residuals: ResidualLines | undefined;
  #similarity: ContentSimilarity = UNMEASURED_SIMILARITY;
  #model: NamedModel | undefined;

  constructor(store: Pick<ModelStore, 'list'>) {
    this.#store = store;
  }

  /** From which it follows what may be said in words. */
  get abilities(): Abilities | undefined {
    return this.#abilities;
  }

  /** The usual departure of each attribute, where it is known. */
  get deviations(): { readonly [A in RatedAttribute]?: number | undefined } {
    return Object.fromEntries(
      RATED_ATTRIBUTES.map((name) => [name, this.#residuals?.[name]?.standardDeviation]),
    );
  }

  get similarity(): ContentSimilarity {
    return this.#similarity;
  }

  /** For a person, with what explains its scores. */
  get model(): NamedModel | undefined {
    return this.#model;
  }

  /** Reads what is said of this model; a manifest that cannot be read says nothing. Resolves with whether it is another. */
  async read(model: { readonly id: string; readonly version: string }): Promise<boolean> {
    const name = `${model.id}@${model.version}`;
    if (name === this.#name) return false;
    this.#name = name;
    const models = await this.#store.list().catch(() => []);
    const found = models.find(({ id, version }) => id === model.id && version === model.version);
    this.#abilities = found?.abilities;
    this.#residuals = found?.residuals;
    this.#model = found && {
      name: `${found.name}, version ${found.version}`,
      abilities: found.abilities,
      residuals: found.residuals,
    };
    this.#similarity = found?.contentSimilarity ?? UNMEASURED_SIMILARITY;
    return true;
  }
}
