/** What taste needs of the engine, and what it tells. */
import type { Abilities } from '../../../src-shared/ability.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { CatalogueWriter } from '../../catalogue/types.ts';
import type { PhraseEncoder, ResolvedModel } from '../../inference/types.ts';
import type { Learner, PersonalDefaults, ProfileStore } from '../../personal/index.ts';
import type { Grouped } from '../library-groups.ts';
import type { ProgressTask } from '../progress.ts';
import { gatherEvidence, type Gathered } from './gather.ts';

export interface TasteRooms {
  readonly catalogue: CatalogueWriter;
  readonly store: ProfileStore;
  readonly learner: Learner;
  readonly phrases: Pick<PhraseEncoder, 'encode'>;
  groups(): Promise<Grouped>;
  /** The model in use; undefined where none runs. */
  model(): Promise<ResolvedModel | undefined>;
  readDefaults(model: ResolvedModel): Promise<PersonalDefaults>;
  abilities(): Abilities | undefined;
  /** Runs long work as a task that can be seen and cancelled. */
  runTask<T>(
    label: string,
    work: (task: ProgressTask, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Photos are to be scored again. */
  onUnscored(): void;
}

export interface TasteEvents {
  /** A profile or its state has changed. */
  onChanged(): void;
  /** Scores or the ranking have changed: of all photos. */
  onScores(): void;
  onNotice(level: 'info' | 'warning', message: string): void;
}

/** The model in use, and what every taste begins with. */
export interface TasteModel {
  readonly resolved: ResolvedModel;
  readonly defaults: PersonalDefaults;
}

/** Basis and prior of the model in use. Rejects with `personal-unsupported` or what the model rejects with. */
export async function modelInUse(rooms: TasteRooms): Promise<TasteModel> {
  const resolved = await rooms.model();
  if (resolved === undefined) throw new KeepersError('personal-unsupported', { model: 'no model' });
  return { resolved, defaults: await rooms.readDefaults(resolved) };
}

/** The decisions that a profile learns from, as they stand. */
export async function evidenceOf(
  { catalogue, store, groups }: Pick<TasteRooms, 'catalogue' | 'store' | 'groups'>,
  id: string,
): Promise<Gathered> {
  const { sources } = await store.settings(id);
  const judged = catalogue.judgedForTaste(sources.folderId);
  return gatherEvidence(judged, await store.answers(id), sources, await groups(), catalogue);
}
