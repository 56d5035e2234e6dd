/** What the bridge says of personal taste: profiles, where decisions come from, calibration. */
import * as v from 'valibot';
import { RATED_ATTRIBUTES, SCENES } from '../attribute.ts';
import { ErrorInfoSchema } from '../photo.ts';
import { count, id, nothing, request } from './values.ts';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Made by the store: nothing of it can leave its folder. */
export const ProfileIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/));
export const ProfileNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1, 'a profile needs a name'),
  v.maxLength(80, 'the name is too long'),
);

/** `forced`: the person uses it although it has not proved better. */
export const GATE_STATES = ['open', 'closed', 'forced'] as const;
export type GateState = (typeof GATE_STATES)[number];

/** What one part of a photo adds to its personal score. */
export const TastePartSchema = v.object({
  /**
   * An attribute, by how far it departs from what photos of the score usually have; a kind of scene; what else is in the picture;
   * or the fine-tuned network, which gives no reasons.
   */
  of: v.picklist([...RATED_ATTRIBUTES, ...SCENES, 'kind', 'network']),
  /** Points: above 0 where the person likes the photo more for it. */
  points: v.number(),
  /** Whether the photo has more of it than usual. */
  more: v.boolean(),
});
export type TastePart = v.InferOutput<typeof TastePartSchema>;

/** Of a photo in lists: the person's own score, and the largest reason that is sure enough to be given. */
export const ListedPersonalSchema = v.object({
  score: v.number(),
  because: v.optional(TastePartSchema),
});
export type ListedPersonal = v.InferOutput<typeof ListedPersonalSchema>;

export const PersonalDetailSchema = v.object({
  score: v.number(),
  /** How far the person's taste for it is not known yet, points. */
  spread: v.number(),
  /** The largest first; only those that are sure enough to be given. */
  parts: v.array(TastePartSchema),
});
export type PersonalDetail = v.InferOutput<typeof PersonalDetailSchema>;

/** Which of a person's decisions a profile learns from. */
export const TasteSourcesSchema = v.object({
  /** Verdicts given in Keepers. */
  verdicts: v.boolean(),
  /** Stars and flags that were read from sidecars and photos: what other programs wrote. */
  files: v.boolean(),
  /** Only photos in this folder, with those below it; absent: all. */
  folderId: v.optional(id),
});
export type TasteSources = v.InferOutput<typeof TasteSourcesSchema>;

const CountsSchema = v.object({
  /** Decisions of each kind, and the photos that they are about. */
  ...{ stars: count, picks: count, rejects: count, pairs: count, photos: count },
  /** Of the decisions, those with no score in sight. */
  blind: count,
});
export type TasteCounts = v.InferOutput<typeof CountsSchema>;

const IntervalSchema = v.object({ value: share, lower: share, upper: share });
/** Share of decisions held out that each ranking foretells, with 95 % intervals. */
export const AccuracySchema = v.object({
  comparisons: count,
  general: IntervalSchema,
  personal: IntervalSchema,
});
export type TasteAccuracy = v.InferOutput<typeof AccuracySchema>;

/** Held-out comparisons, and the mean gain in log-loss, nats, with its one-sided 80 % ends where there are enough to say. */
const gain = {
  comparisons: count,
  ...{ gain: v.optional(v.number()), lower: v.optional(v.number()), upper: v.optional(v.number()) },
};

/** The gain is over the general score. */
export const GateSchema = v.object({ state: v.picklist(GATE_STATES), ...gain });
export type TasteGate = v.InferOutput<typeof GateSchema>;

/** At a cut-off so many of the person's keepers would have been lost. */
export const BoundSchema = v.object({
  cutOff: v.number(),
  lost: count,
  keepers: count,
  /** With 95 % confidence for all cut-offs together. */
  upper: share,
});
export type TasteBound = v.InferOutput<typeof BoundSchema>;

export const TasteVersionSchema = v.object({
  number: id,
  /** Milliseconds since 1970. */
  at: v.number(),
  /** SHA-256 of what was learnt, hexadecimal. */
  sha256: v.string(),
  model: v.object({ id: v.string(), version: v.string() }),
  learnt: CountsSchema,
  gate: GateSchema,
  accuracy: v.optional(AccuracySchema),
  /** What came of fine-tuning the network on so many held-out decisions: its gain over the closed form. */
  deep: v.optional(v.object({ won: v.boolean(), decisions: count, ...gain })),
});
export type TasteVersion = v.InferOutput<typeof TasteVersionSchema>;

export const TasteProfileSchema = v.object({
  id: ProfileIdSchema,
  name: v.string(),
  createdAt: v.number(),
  sources: TasteSourcesSchema,
  /** Answers to pairs, and ratings from files of ratings, that belong to this profile. */
  answers: v.object({ pairs: count, ratings: count }),
  /** Used whatever the gate says. */
  force: v.boolean(),
  /** Whether the network's head is fine-tuned, too, whenever it learns. */
  deep: v.boolean(),
  /** Whether it learns by itself from new decisions; not after it was rolled back, nor where it came as a file. */
  learning: v.boolean(),
  /** The version in use; absent before the first. */
  current: v.optional(id),
  /** The newest first. */
  versions: v.array(TasteVersionSchema),
  /** Why the version in use cannot be used. */
  error: v.optional(ErrorInfoSchema),
  /** Set where decisions that came later say that it got worse. */
  worse: v.optional(v.object({ comparisons: count, gain: v.number() })),
});
export type TasteProfile = v.InferOutput<typeof TasteProfileSchema>;

export const TasteStateSchema = v.object({
  profiles: v.array(TasteProfileSchema),
  /** The profile whose scores are shown. */
  inUse: v.optional(ProfileIdSchema),
  /** What the best-first order goes by. */
  ranking: v.picklist(['general', 'personal']),
  /** Whether it is learning, or scoring the library by what it has learnt. */
  busy: v.boolean(),
  /** Why no taste can be learnt with the model in use. */
  unsupported: v.optional(ErrorInfoSchema),
  /** Where profiles lie on this machine, and how much that is. */
  stored: v.object({ folder: v.string(), bytes: count }),
});
export type TasteState = v.InferOutput<typeof TasteStateSchema>;

/** Stars and flags that were found. */
export const FoundRatingsSchema = v.object({
  /** Photos with 1 to 5 stars. */
  stars: v.pipe(v.array(count), v.length(5)),
  picks: count,
  rejects: count,
});
export type FoundRatings = v.InferOutput<typeof FoundRatingsSchema>;

/** A profile at one of its versions; absent: the one in use. */
const VersionRef = v.object({ id: ProfileIdSchema, version: v.optional(id) });
const file = v.object({ path: v.pipe(v.string(), v.minLength(1)) });

export const CALIBRATION_ANSWERS = ['left', 'right', 'neither'] as const;

/** How calibrating stands. */
export const CalibrationSchema = v.object({
  /** The pair to answer; absent where no two photos may be compared. Why it is asked is not said: that would be a hint. */
  pair: v.optional(v.object({ left: id, right: id })),
  /** Answers of this session, oldest first: what they were asked for, and of repeats whether they agree. */
  answers: v.array(
    v.object({
      purpose: v.picklist(['informative', 'random', 'repeat']),
      agrees: v.optional(v.boolean()),
      skipped: v.boolean(),
    }),
  ),
  /** Share of random pairs that each ranking foretold, after each of them: of all sessions of the profile. */
  curve: v.array(v.object({ pairs: count, general: IntervalSchema, personal: IntervalSchema })),
  /** Of the pairs asked again with sides swapped, how many were answered alike. */
  repeats: v.object({ asked: count, alike: count }),
  /** What the next answer is expected to tell, as a share of what the first one did. */
  information: v.optional(v.number()),
  /** Whether more answers still help. */
  helping: v.boolean(),
});
export type Calibration = v.InferOutput<typeof CalibrationSchema>;

/** Two versions side by side. */
export const TasteComparisonSchema = v.object({
  a: TasteVersionSchema,
  b: TasteVersionSchema,
  /** Of random pairs of photos, how many both order alike. */
  agreement: share,
  pairs: count,
  /** Weights, points: what the person likes more photos for. Absent parts are in neither. */
  weights: v.array(v.object({ of: TastePartSchema.entries.of, a: v.number(), b: v.number() })),
  /** Photos whose place differs most, by their percentile under each. */
  movers: v.array(v.object({ id, a: v.number(), b: v.number() })),
});
export type TasteComparison = v.InferOutput<typeof TasteComparisonSchema>;

export const TASTE_REQUESTS = {
  'taste.state': request(nothing, TasteStateSchema),
  /** Decisions that there are to learn from. */
  'taste.sources': request(
    v.object({ folderId: v.optional(id) }),
    v.object({
      verdicts: v.object({ ...FoundRatingsSchema.entries, blind: count }),
      files: FoundRatingsSchema,
      /** Photos with decisions that are not scored yet. */
      unscored: count,
    }),
  ),
  /** Stars and flags in and beside the photos of a folder, which need not be in the library. Writes nothing. */
  'taste.look': request(
    file,
    v.object({
      ...FoundRatingsSchema.entries,
      photos: count,
      unreadable: count,
      known: v.boolean(),
    }),
  ),
  /** Makes a profile, learns it and uses it. */
  'taste.create': request(
    v.object({ name: ProfileNameSchema, sources: TasteSourcesSchema }),
    TasteProfileSchema,
  ),
  'taste.change': request(
    v.object({
      id: ProfileIdSchema,
      name: v.optional(ProfileNameSchema),
      sources: v.optional(TasteSourcesSchema),
      force: v.optional(v.boolean()),
      deep: v.optional(v.boolean()),
      learning: v.optional(v.boolean()),
    }),
    TasteProfileSchema,
  ),
  /** Uses another profile; without an id none. */
  'taste.use': request(v.object({ id: v.optional(ProfileIdSchema) }), TasteStateSchema),
  /** Learns anew from all that there is, as a version of its own. */
  'taste.learn': request(v.object({ id: ProfileIdSchema }), TasteProfileSchema),
  /** Uses an earlier version; the profile does not learn by itself from then on. */
  'taste.rollBack': request(v.object({ id: ProfileIdSchema, version: id }), TasteProfileSchema),
  /** Deletes a profile with all its versions, answers and scores. */
  'taste.delete': request(v.object({ id: ProfileIdSchema }), TasteStateSchema),
  /** Writes a version as one file. */
  'taste.export': request(
    v.object({ ...VersionRef.entries, ...file.entries }),
    v.object({ path: v.string(), sha256: v.string() }),
  ),
  'taste.import': request(file, TasteProfileSchema),
  /** Takes ratings from a CSV file into a profile; those of photos that the library does not have are left out and named. */
  'taste.addRatings': request(
    v.object({ id: ProfileIdSchema, ...file.entries }),
    v.object({ added: count, problems: v.array(v.string()) }),
  ),
  'taste.compare': request(v.object({ a: VersionRef, b: VersionRef }), TasteComparisonSchema),
  /** Bounds of lost keepers by the ranking in use. */
  'taste.bounds': request(
    nothing,
    v.object({
      ranking: v.picklist(['general', 'personal']),
      bounds: v.array(BoundSchema),
      /** Of the library, how many photos lie below each cut-off. */
      below: v.array(count),
      photos: count,
    }),
  ),
  /** Begins to ask pairs of photos, or goes on. */
  'calibration.start': request(v.object({ id: ProfileIdSchema }), CalibrationSchema),
  'calibration.answer': request(
    v.object({ id: ProfileIdSchema, chosen: v.picklist(CALIBRATION_ANSWERS) }),
    CalibrationSchema,
  ),
  /** Takes the last answer of this session back and asks again. */
  'calibration.back': request(v.object({ id: ProfileIdSchema }), CalibrationSchema),
  'calibration.stop': request(v.object({ id: ProfileIdSchema }), TasteProfileSchema),
} as const;

export const TASTE_EVENTS = {
  /** A profile, its state or the ranking have changed. */
  'taste.changed': TasteStateSchema,
} as const;
