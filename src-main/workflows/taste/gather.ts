/** A person's decisions as evidence of taste: from the log, from files, from pairs and ratings of a profile. */
import { photosOf, type Decision } from '../../../src-aesnet/personal/decisions.ts';
import type { TasteSources } from '../../../src-shared/bridge/taste.ts';
import type { StepReason } from '../../../src-shared/decision.ts';
import type { JudgedPhoto, Origin } from '../../catalogue/taste-decisions.ts';
import type { CatalogueReader, ModelOutput } from '../../catalogue/types.ts';
import { outputsOfPhotos, type Answer, type Evidence } from '../../personal/index.ts';
import type { Grouped } from '../library-groups.ts';

/** What a score of Keepers decided says nothing of the person's taste. */
const NOT_TASTE: ReadonlySet<StepReason> = new Set(['bands', 'varied']);
/** Decisions that are learnt from at most, the newest: more of them would take minutes and tell little. */
const MOST = 6000;

export interface Gathered {
  readonly evidence: Evidence;
  /** Photos of the catalogue, by the rows of the evidence. */
  readonly ids: readonly number[];
  /** Photos with decisions that the model in use has not scored yet. */
  readonly unscored: number;
}

/** A decision about photos of the catalogue. */
interface Found {
  readonly decision: Decision;
  readonly blind: boolean;
  readonly at: number;
  readonly foretold?: { readonly general: number; readonly personal: number };
}

/**
 * Of the files of one exposure the one that stands for it speaks. Where one of a burst was kept, it was preferred to each of the
 * others: their rejects are no word against what they show. Verdicts that scores gave are left out.
 */
export function gatherEvidence(
  judged: readonly JudgedPhoto[],
  answers: readonly Answer[],
  sources: TasteSources,
  grouped: Grouped,
  catalogue: Pick<CatalogueReader, 'modelOutputs'>,
): Gathered {
  const leadOf = (id: number) => grouped.pairOf.get(id)?.photos[0].id ?? id;
  const shootOf = (id: number) => {
    const capture = grouped.captures.get(id);
    return `${capture?.folder ?? ''} ${capture?.exif.capturedAt?.slice(0, 10) ?? ''}`;
  };
  const found = [
    ...fromVerdicts(judged, sources, leadOf, shootOf),
    ...fromAnswers(answers, leadOf, shootOf),
  ];
  found.sort((a, b) => b.at - a.at);
  const newest = found.slice(0, MOST).reverse();
  const ids = [...new Set(newest.flatMap(({ decision }) => photosOf(decision)))];
  const outputs = new Map<number, ModelOutput>();
  for (const output of catalogue.modelOutputs(ids)) outputs.set(output.id, output);
  const scored = ids.filter((id) => outputs.has(id));
  const rows = new Map(scored.map((id, row) => [id, row]));
  const used = newest.filter(({ decision }) => photosOf(decision).every((id) => rows.has(id)));
  const row = (id: number) => rows.get(id) as number;
  const decisions = used.map(({ decision }) => renumbered(decision, row));
  return {
    ids: scored,
    unscored: ids.length - scored.length,
    evidence: {
      outputs: outputsOfPhotos(scored.map((id) => outputs.get(id) as ModelOutput)),
      shoots: scored.map(shootOf),
      bursts: scored.map((id) => burstOf(grouped, id)),
      decisions,
      blind: used.map(({ blind }) => blind),
      at: used.map(({ at }) => at),
      foretold: used.flatMap(({ foretold }, at) => {
        const decision = decisions[at];
        if (foretold === undefined || decision?.kind !== 'pair') return [];
        return [{ better: decision.better, worse: decision.worse, ...foretold }];
      }),
    },
  };
}

/** What names the burst or other group of a photo. */
export function burstOf(grouped: Grouped, id: number): string | undefined {
  const first = grouped.groupOf.get(id)?.photos[0]?.id;
  return first === undefined ? undefined : String(first);
}

/** Whether an origin is one that a profile learns from. */
export function isSource({ source, reason }: Origin, sources: TasteSources): boolean {
  if (reason !== undefined && NOT_TASTE.has(reason)) return false;
  return source === 'person' ? sources.verdicts : sources.files;
}

function fromVerdicts(
  judged: readonly JudgedPhoto[],
  sources: TasteSources,
  leadOf: (id: number) => number,
  shootOf: (id: number) => string,
): Found[] {
  const found: Found[] = [];
  const kept = new Map<number, number>();
  const beaten: { readonly photo: number; readonly origin: Origin }[] = [];
  const told = { stars: new Set<number>(), flag: new Set<number>() };
  for (const { id, stars, flag } of judged) {
    const photo = leadOf(id);
    // Each field as the first file of the exposure that says anything has it.
    if (stars !== undefined && isSource(stars, sources) && !told.stars.has(photo)) {
      told.stars.add(photo);
      const { value, blind, at } = stars;
      found.push({ decision: { kind: 'stars', photo, stars: value }, blind, at });
    }
    if (flag === undefined || !isSource(flag, sources) || told.flag.has(photo)) continue;
    told.flag.add(photo);
    const { value, blind, at, reason, batch } = flag;
    if (reason === 'keep-one' && value === 'pick') kept.set(batch, photo);
    if (reason === 'keep-one' && value === 'reject') beaten.push({ photo, origin: flag });
    else
      found.push({
        decision: { kind: 'flag', photo, flag: value, shoot: shootOf(photo) },
        blind,
        at,
      });
  }
  for (const { photo, origin } of beaten) {
    const better = kept.get(origin.batch);
    if (better === undefined || better === photo) continue;
    const { blind, at } = origin;
    found.push({ decision: { kind: 'pair', better, worse: photo }, blind, at });
  }
  return found;
}

function fromAnswers(
  answers: readonly Answer[],
  leadOf: (id: number) => number,
  shootOf: (id: number) => string,
): Found[] {
  return answers.flatMap((answer): Found[] => {
    const { at } = answer;
    if (answer.kind === 'pair') {
      const { left, right, chosen, foretold } = answer;
      if (chosen === 'neither') return [];
      const [better, worse] = chosen === 'left' ? [left, right] : [right, left];
      const decision = { kind: 'pair', better: leadOf(better), worse: leadOf(worse) } as const;
      return [{ decision, blind: true, at, ...(foretold !== undefined && { foretold }) }];
    }
    const photo = leadOf(answer.photo);
    const { stars, flag } = answer;
    return [
      ...(stars === undefined
        ? []
        : [{ decision: { kind: 'stars', photo, stars } as const, blind: true, at }]),
      ...(flag === undefined
        ? []
        : [
            {
              decision: { kind: 'flag', photo, flag, shoot: shootOf(photo) } as const,
              ...{ blind: true, at },
            },
          ]),
    ];
  });
}

function renumbered(decision: Decision, row: (id: number) => number): Decision {
  return decision.kind === 'pair'
    ? { kind: 'pair', better: row(decision.better), worse: row(decision.worse) }
    : { ...decision, photo: row(decision.photo) };
}
