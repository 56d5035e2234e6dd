/** Whether words find pictures: the right level among one sentence a level, and what was edited among phrases. */
import {
  drawSeveral,
  RATING_GRAMMARS,
  RATING_LEVELS,
  ratingLevel,
  SPACES,
} from '../../../src-aesnet/descriptions/index.ts';
import {
  levelRetrieval,
  type LevelRetrieval,
  type UnitVectors,
} from '../../../src-aesnet/evaluation/level-retrieval.ts';
import {
  phraseRanking,
  type PhraseRanking,
} from '../../../src-aesnet/evaluation/phrase-ranking.ts';
import { linearCka } from '../../../src-aesnet/evaluation/representation-similarity.ts';
import { columnOf, type Values } from '../../../src-aesnet/evaluation/values.ts';
import { Random } from '../../../src-aesnet/random.ts';
import { maySayLevel, type Abilities } from '../../../src-shared/ability.ts';
import { RATED_ATTRIBUTES, SCORED, type RatedAttribute } from '../../../src-shared/attribute.ts';
import type { CopiesByEdit } from './edited-copies.ts';
import { byName } from './figures.ts';
import { JUDGED_PHRASES, type JudgedPhrase } from './phrases.ts';
import { inSpace } from './vectors.ts';

/** Vectors of phrases in all attribute spaces: row-major [N, 7, size]. */
export type EmbedPhrases = (phrases: readonly string[]) => Promise<Float32Array>;

export interface PhraseFigures extends JudgedPhrase {
  /** On pictures of the split, and on photos from elsewhere. */
  readonly rated: PhraseRanking;
  readonly photos?: PhraseRanking;
}

export interface RetrievalFigures {
  readonly levels: Readonly<Record<RatedAttribute, LevelRetrieval>>;
  /** The attributes whose levels the model may put into words. */
  readonly inWords: readonly RatedAttribute[];
  readonly phrases: readonly PhraseFigures[];
  /** Linear CKA of the pictures in every two spaces, in the order of SPACES: 1 where two spaces are one. */
  readonly spacesAlike: readonly (readonly number[])[];
}

export interface RetrievalOptions {
  /** The pictures of the split in all spaces, row-major [N, 7, size], and what people said of them: [N, 7] means. */
  readonly pictures: Float32Array;
  readonly rated: Values;
  readonly size: number;
  readonly abilities: Abilities | undefined;
  readonly embed: EmbedPhrases;
  readonly copies: CopiesByEdit;
  /** The same of photos from elsewhere. */
  readonly photos?: CopiesByEdit;
}

/** Wordings of a level that are drawn from; levels have from some ten to some hundred. */
const WORDINGS = 24;

export async function evaluateRetrieval(options: RetrievalOptions): Promise<RetrievalFigures> {
  const { abilities, embed, size, copies, photos } = options;
  const levels = new Map<RatedAttribute, LevelRetrieval>();
  for (const attribute of RATED_ATTRIBUTES)
    levels.set(attribute, await levelsOf(attribute, options));
  const vectors = await embed(JUDGED_PHRASES.map(({ phrase }) => phrase));
  const width = SPACES.length * size;
  return {
    spacesAlike: spacesAlike(options),
    levels: byName(RATED_ATTRIBUTES, (name) => levels.get(name) as LevelRetrieval),
    inWords: RATED_ATTRIBUTES.filter((name) => maySayLevel(abilities?.attributes?.[name])),
    phrases: JUDGED_PHRASES.map((judged, at) => {
      const { space, edit } = judged;
      const phrase = inSpace(vectors.subarray(at * width, (at + 1) * width), space, size);
      const rankingIn = (of: CopiesByEdit) => {
        const found = of.get(edit);
        if (found === undefined) throw new RangeError(`there are no copies of the edit ${edit}`);
        const { originals, weak, strong } = found;
        const unit = (all: Float32Array) => ({ values: inSpace(all, space, size), size });
        return phraseRanking(phrase, {
          originals: unit(originals),
          weak: unit(weak),
          strong: unit(strong),
        });
      };
      return {
        ...judged,
        rated: rankingIn(copies),
        ...(photos !== undefined && { photos: rankingIn(photos) }),
      };
    }),
  };
}

function spacesAlike({ pictures, size }: RetrievalOptions): number[][] {
  const spaces = SPACES.map((space) => ({ values: inSpace(pictures, space, size), size }));
  return spaces.map((one) => spaces.map((other) => linearCka(one, other)));
}

async function levelsOf(
  attribute: RatedAttribute,
  { pictures, rated, size, embed }: RetrievalOptions,
): Promise<LevelRetrieval> {
  const random = Random.from(RATED_ATTRIBUTES.indexOf(attribute));
  const values = columnOf(rated, SCORED.indexOf(attribute), SCORED.length);
  const wordings: UnitVectors[] = [];
  for (const level of RATING_LEVELS) {
    const sentences = drawSeveral(RATING_GRAMMARS[attribute][level], WORDINGS, random);
    wordings.push({ values: inSpace(await embed(sentences), attribute, size), size });
  }
  return levelRetrieval(
    {
      pictures: { values: inSpace(pictures, attribute, size), size },
      wordings,
      levels: Array.from(values, (value) => RATING_LEVELS.indexOf(ratingLevel(attribute, value))),
      values,
    },
    random,
  );
}
