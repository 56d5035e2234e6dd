/** `keepers evaluate --suggestions`: whether what is suggested undoes what was done to a picture. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { SuggestedEdit, Suggestion } from '../../../src-shared/suggestion.ts';
import type { EditName } from '../../../src-aesnet/edits/index.ts';
import { suggestionsOf, type Judgement } from '../../../src-aesnet/suggestions/choose.ts';
import { directionOf, INVERSES } from '../../../src-aesnet/suggestions/directions.ts';
import { readWholePicture } from '../../decoding/training-pictures.ts';
import { readCalibration } from '../../explaining/suggestions/index.ts';
import type { SessionOptions } from '../apply-model.ts';
import { openDamage } from '../../inference/damage-session.ts';
import { openModel, type OpenedModel } from '../open-model.ts';
import type { OpenRatedOptions } from '../rated-pictures.ts';
import { askModel, type AskedModel } from './ask-model.ts';
import type { KnownPicture } from './collect.ts';
import { knownCopies, type KnownCopy, type Strength } from './known-copies.ts';
import { halfOf, picturesOf } from './rated-halves.ts';

export interface EvaluateSuggestionsOptions extends SessionOptions, OpenRatedOptions {
  readonly model?: string;
  readonly modelsFolder: string;
  /** Of `validation`, the half that was not learnt from. `test` is for final figures. */
  readonly split: 'validation' | 'people' | 'test';
  /** A folder of JPEG files of which none is known to lack anything. */
  readonly photos?: string;
  /** Pictures of the split. */
  readonly pictures: number;
  /** Edits of each picture, beside a tilt; all at most. */
  readonly kinds: number;
  readonly strength: Strength;
  readonly signal: AbortSignal;
}

/** How often something was so. */
export interface Tally {
  readonly hits: number;
  readonly of: number;
}

/** What came of one set of pictures. */
export interface SuggestionFigures {
  readonly pictures: number;
  /** The inverse of the known edit, the right way, is among what is suggested. */
  readonly inverse: Tally;
  readonly byKind: Readonly<Partial<Record<EditName, Tally>>>;
  /** A tilt is undone within 2°. */
  readonly tilt: Tally;
  /** The largest gain of the undamaged picture is smaller than that of its damaged twin. */
  readonly twins: Tally;
  /** Undamaged pictures that are told to change anything, and something in particular. */
  readonly told: Readonly<Partial<Record<SuggestedEdit | 'anything', Tally>>>;
}

export interface SuggestionReport {
  readonly model: string;
  readonly modelSha256: string;
  readonly floor: number;
  /** How many pictures were learnt from. */
  readonly learntFrom: number;
  readonly strength: Strength;
  readonly sets: Readonly<Record<string, SuggestionFigures>>;
}

/** A tilt is undone by a turn that is off by no more than this, degrees. */
const RIGHT = 2;

/** Throws `suggestions-missing` for a model without calibration, and what `openModel` and `openRated` throw, or `cancelled`. */
export async function evaluateSuggestions(
  options: EvaluateSuggestionsOptions,
): Promise<SuggestionReport> {
  const { split, photos, strength, onProgress } = options;
  const model = await openModel(options.model, options.modelsFolder, options);
  const { judgement, learntFrom } = await judgementOf(model);
  const damage = await openDamage(model.entry, options.modelsFolder, options);
  const asked = { ...model, damage };
  const sets: Record<string, SuggestionFigures> = {};
  if (options.pictures > 0) {
    const rated = await (split === 'validation'
      ? halfOf('judging', options)
      : picturesOf(split, options));
    const name = `PARA ${split}`;
    sets[name] = await judge(asked, judgement, rated, options, (done) =>
      onProgress(`Judging by ${name}`, done, rated.length),
    );
  }
  if (photos !== undefined) {
    const files = await photosIn(photos);
    sets.photos = await judge(asked, judgement, files, options, (done) =>
      onProgress('Judging by photos', done, files.length),
    );
  }
  const { name, sha256 } = model;
  return { model: name, modelSha256: sha256, floor: judgement.floor, learntFrom, strength, sets };
}

async function judgementOf({
  entry,
  folder,
  name,
}: OpenedModel): Promise<{ readonly judgement: Judgement; readonly learntFrom: number }> {
  const read = folder === undefined ? undefined : await readCalibration({ entry, folder });
  if (read === undefined) throw new KeepersError('suggestions-missing', { model: name });
  const { calibration, floor, pictures } = read;
  return { judgement: { calibration, floor, residuals: entry.residuals }, learntFrom: pictures };
}

async function photosIn(folder: string): Promise<KnownPicture[]> {
  const names = (await readdir(folder)).filter((name) => /\.jpe?g$/i.test(name)).sort();
  return names.map((name, index) => ({
    ...{ name, index },
    read: () => readWholePicture(path.join(folder, name)),
  }));
}

async function judge(
  model: AskedModel,
  judgement: Judgement,
  pictures: readonly KnownPicture[],
  { kinds, strength, signal }: EvaluateSuggestionsOptions,
  onPicture: (done: number) => void,
): Promise<SuggestionFigures> {
  const tallies = new Tallies();
  for (const [at, picture] of pictures.entries()) {
    let undamaged: readonly Suggestion[] = [];
    for (const copy of await knownCopies(await picture.read(), picture.index, {
      kinds,
      strength,
    })) {
      if (signal.aborted) throw new KeepersError('cancelled');
      const found = suggestionsOf(await askModel(model, copy.picture), judgement);
      if (copy.kind === 'none') {
        undamaged = found;
        tallies.addUndamaged(found);
      } else tallies.addDamaged(copy, found, undamaged);
    }
    onPicture(at + 1);
  }
  return tallies.figures(pictures.length);
}

class Tallies {
  readonly #counts = new Map<string, { hits: number; of: number }>();
  readonly #told = new Set<SuggestedEdit | 'anything'>();

  addUndamaged(found: readonly Suggestion[]): void {
    this.#count('undamaged', true);
    this.#count('told anything', found.length > 0);
    this.#told.add('anything');
    for (const { edit } of found) {
      this.#count(`told ${edit}`, true);
      this.#told.add(edit);
    }
  }

  addDamaged(
    copy: KnownCopy,
    found: readonly Suggestion[],
    undamaged: readonly Suggestion[],
  ): void {
    const isRight = undoes(copy, found);
    this.#count(copy.kind, isRight);
    if (copy.kind !== 'tilt') this.#count('inverse', isRight);
    const largest = (of: readonly Suggestion[]) => of[0]?.gain ?? 0;
    this.#count('twins', largest(undamaged) < largest(found));
  }

  figures(pictures: number): SuggestionFigures {
    const undamaged = this.#tally('undamaged').of;
    const kinds = Object.keys(INVERSES) as EditName[];
    return {
      pictures,
      inverse: this.#tally('inverse'),
      byKind: Object.fromEntries(
        kinds.flatMap((kind) => (this.#counts.has(kind) ? [[kind, this.#tally(kind)]] : [])),
      ),
      tilt: this.#tally('tilt'),
      twins: this.#tally('twins'),
      told: Object.fromEntries(
        [...this.#told].map((edit) => [
          edit,
          { hits: this.#tally(`told ${edit}`).hits, of: undamaged },
        ]),
      ),
    };
  }

  #count(name: string, isHit: boolean): void {
    const { hits, of } = this.#tally(name);
    this.#counts.set(name, { hits: hits + (isHit ? 1 : 0), of: of + 1 });
  }

  #tally(name: string): Tally {
    return this.#counts.get(name) ?? { hits: 0, of: 0 };
  }
}

/** Whether the inverse of what was done is among what is suggested. */
function undoes({ kind, amount }: KnownCopy, found: readonly Suggestion[]): boolean {
  return found.some((suggestion) => {
    if (suggestion.edit === 'crop') return false;
    if (suggestion.edit === 'straighten') {
      return kind === 'tilt' && Math.abs(suggestion.amount - amount) <= RIGHT;
    }
    return kind !== 'none' && INVERSES[kind] === directionOf(suggestion.edit, suggestion.amount);
  });
}
