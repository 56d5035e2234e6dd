/**
 * Learning a version of a profile from what there is.
 *
 * It takes seconds, since what was learnt is tried on held-out decisions: that is done in a process of its own. A version
 * takes the newest one's place, until the gate changes or enough decisions have come; those that a person has asked for stay.
 */
import { createHash } from 'node:crypto';
import { KeepersError } from '../../../src-shared/errors.ts';
import type { ResolvedModel } from '../../inference/types.ts';
import {
  addedBy,
  profileOf,
  tasteOf,
  type Profile,
  type ProfileSettings,
  type ProfileStore,
  type WatchedTaste,
} from '../../personal/index.ts';
import { offeredCutOffs } from './cut-offs.ts';
import { deepenLearnt, type Problem } from './deepen-learnt.ts';
import type { Gathered } from './gather.ts';
import { evidenceOf, modelInUse, type TasteRooms } from './rooms.ts';
import { libraryWords } from './words.ts';

/** From so many decisions on the next version is another. */
const DECISIONS_A_VERSION = 25;
/** Later decisions from which a version is judged by them. */
const LATER = 20;

export interface LearntVersion {
  readonly name: string;
  readonly gotWorse: boolean;
  /** Why the network was not fine-tuned, although that was asked for; it is not asked for any more. */
  readonly undeepened?: Problem;
}

/** Learns, and makes what was learnt the version in use. With `keep` it stays; without it nothing is done where nothing is new. */
export async function learnVersion(
  id: string,
  rooms: TasteRooms,
  keep: boolean,
): Promise<LearntVersion | undefined> {
  const { store, learner, catalogue } = rooms;
  const { resolved, defaults } = await modelInUse(rooms);
  const gathered = await evidenceOf(rooms, id);
  const { evidence } = gathered;
  const settings = await store.settings(id);
  const { force, name, deep } = settings;
  const said = deep ? catalogue.statements() : [];
  const from = fingerprint(resolved, gathered, said);
  if (!keep && from === settings.learntFrom) return undefined;
  const watched = await watchedVersion(id, gathered, rooms, resolved);
  const lesson = {
    ...{ defaults, evidence, cutOffs: offeredCutOffs(catalogue) },
    ...(watched !== undefined && { watched }),
  };
  const closedForm = await learner.learn(lesson);
  const { learnt, problem } = deep
    ? await deepenLearnt({ id, name }, resolved, { lesson, learnt: closedForm, gathered }, rooms)
    : { learnt: closedForm };
  const words = deep ? await wordsOrNone(rooms, resolved) : undefined;
  const profile = profileOf(resolved, defaults, evidence, learnt, {
    ...{ force, at: Date.now(), name, words },
  });
  const replaced = keep ? undefined : await replaceable(id, store, settings, profile);
  const number = await store.addVersion(id, profile, replaced);
  const { worse: before, ...rest } = await store.settings(id);
  const { later } = learnt;
  const worse = later?.worse === true && { comparisons: later.comparisons, gain: later.gain };
  await store.setSettings(id, {
    ...{ ...rest, current: number, learntFrom: from },
    ...(worse !== false && { worse }),
    ...(keep && { kept: number }),
    ...(problem !== undefined && { deep: false }),
  });
  return {
    name,
    gotWorse: worse !== false && before === undefined,
    ...(problem !== undefined && { undeepened: problem }),
  };
}

/** Without a text side that runs there are no words to learn: the taste is learnt all the same. */
async function wordsOrNone(rooms: TasteRooms, model: ResolvedModel) {
  try {
    return await libraryWords(rooms, model);
  } catch (thrown) {
    if (thrown instanceof KeepersError && thrown.code !== 'cancelled') return undefined;
    throw thrown;
  }
}

/** The newest version since which enough decisions have come to judge it by them. */
async function watchedVersion(
  id: string,
  { evidence, ids }: Gathered,
  { store, catalogue }: TasteRooms,
  { entry }: ResolvedModel,
): Promise<WatchedTaste | undefined> {
  for (const number of await store.versions(id)) {
    const profile = await store.version(id, number).catch(() => undefined);
    if (profile === undefined || profile.model.sha256 !== entry.model.sha256) continue;
    if (evidence.at.filter((each) => each > profile.at).length < LATER) continue;
    const taste = tasteOf(profile);
    const watched = { ...taste.model, at: profile.at };
    if (taste.network === undefined) return watched;
    const outputs = catalogue.modelOutputs(ids, { features: true });
    // It cannot be judged by photos of which it cannot say anything.
    if (outputs.some(({ embedding }) => embedding === undefined)) return undefined;
    return { ...watched, added: addedBy(taste, outputs) };
  }
  return undefined;
}

/** The newest version, where the next one may take its place. */
async function replaceable(
  id: string,
  store: ProfileStore,
  { current, kept }: ProfileSettings,
  next: Profile,
): Promise<number | undefined> {
  const [newest, before] = await store.versions(id);
  if (newest === undefined || newest !== current || newest === kept) return undefined;
  const read = (number: number) => store.version(id, number).catch(() => undefined);
  const last = await read(newest);
  const base = before === undefined ? last : await read(before);
  if (last === undefined || base === undefined) return undefined;
  if (last.gate.state !== next.gate.state) return undefined;
  if ((last.deep?.taste === undefined) !== (next.deep?.taste === undefined)) return undefined;
  if (last.model.sha256 !== next.model.sha256) return undefined;
  const more = decisionsOf(next) - decisionsOf(base);
  return Math.abs(more) < DECISIONS_A_VERSION ? newest : undefined;
}

/** By which it is seen that nothing new has come, also after a restart. */
function fingerprint(
  { entry }: ResolvedModel,
  { ids, evidence }: Gathered,
  said: readonly unknown[],
): string {
  const { decisions, blind, at } = evidence;
  const content = JSON.stringify([
    ...[entry.model.sha256, ids, decisions, blind, at],
    // As before there were any, so that nothing is learnt anew without need.
    ...(said.length > 0 ? [said] : []),
  ]);
  return createHash('sha256').update(content).digest('hex');
}

function decisionsOf({ learnt: { stars, picks, rejects, pairs } }: Profile): number {
  return stars + picks + rejects + pairs;
}
