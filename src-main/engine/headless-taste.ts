import { existsSync } from 'node:fs';
import path from 'node:path';
import { UNMEASURED_SIMILARITY } from '../../src-shared/content-similarity.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { openCatalogueReader } from '../catalogue/index.ts';
import type { ModelOutput } from '../catalogue/types.ts';
import type { ResolvedModel } from '../inference/index.ts';
import { createMetadata } from '../metadata/index.ts';
import { ProfileStore } from '../personal/index.ts';
import { LibraryGroups } from '../workflows/library-groups.ts';
import { gatherEvidence, type Gathered } from '../workflows/taste/gather.ts';
import type { ScoredFile } from '../workflows/score-files.ts';
import { readMovies } from './movies.ts';

export interface LibraryEvidenceOptions {
  readonly home: string;
  readonly model: ResolvedModel;
  /** Whether image features are wanted, too. */
  readonly features: boolean;
  /** Scores photos of these paths that the library has not scored by this model. */
  score(paths: readonly string[]): Promise<ReadonlyMap<string, ScoredFile>>;
}

/** A photo that evidence is about. */
export interface EvidencePhoto {
  readonly path: string;
  /** The image feature v, where it was asked for and is known. */
  readonly embedding?: Float32Array;
}

/**
 * All that the person has decided in the library, as evidence: the decision log, what was read from files, and pairs that were
 * answered; and the photos that it is about, by its rows. Reads beside the engine, if one runs. Rejects with `catalogue-missing`, or what opening it rejects with.
 */
export async function libraryEvidence({
  home,
  model,
  features,
  score,
}: LibraryEvidenceOptions): Promise<Gathered & { readonly photos: readonly EvidencePhoto[] }> {
  const file = path.join(home, 'catalogue.db');
  if (!existsSync(file)) throw new KeepersError('catalogue-missing', { home });
  const catalogue = openCatalogueReader(file);
  const metadata = createMetadata();
  const { id, version, contentSimilarity } = model.entry;
  const groups = new LibraryGroups(
    {
      // What it finds out of exposures is the engine's to keep.
      catalogue: { ...catalogue, setExposures: () => false },
      movies: (folder) => readMovies(folder, metadata, path.join),
      similarity: () => contentSimilarity ?? UNMEASURED_SIMILARITY,
    },
    () => undefined,
    () => undefined,
  );
  try {
    const judged = catalogue.judgedForTaste();
    const profiles = new ProfileStore(home);
    const answers = [];
    for (const profile of await profiles.list())
      answers.push(...(await profiles.answers(profile.id)));
    const ids = new Set([
      ...judged.map((each) => each.id),
      ...answers.flatMap((each) => (each.kind === 'pair' ? [each.left, each.right] : [each.photo])),
    ]);
    const known = new Map<number, ModelOutput>();
    for (const output of catalogue.modelOutputs([...ids])) {
      const by = output.score.model;
      if (by.id === id && by.version === version) known.set(output.id, output);
    }
    const paths = new Map<string, number>();
    for (const photo of ids) {
      const item = known.has(photo) ? undefined : catalogue.workItem(photo);
      if (item !== undefined && existsSync(item.path)) paths.set(item.path, photo);
    }
    if (paths.size > 0) {
      for (const [scored, output] of await score([...paths.keys()])) {
        const photo = paths.get(scored);
        if (photo !== undefined) known.set(photo, { ...output, id: photo });
      }
    }
    const sources = { verdicts: true, files: true };
    const gathered = gatherEvidence(judged, answers, sources, await groups.current(), {
      modelOutputs: (asked) => asked.flatMap((photo) => known.get(photo) ?? []),
    });
    const embeddings = new Map(
      (features ? catalogue.modelOutputs(gathered.ids, { features }) : []).map(
        ({ id: photo, embedding }) => [photo, embedding],
      ),
    );
    const photos = gathered.ids.map((photo): EvidencePhoto => {
      const embedding = known.get(photo)?.embedding ?? embeddings.get(photo);
      return {
        path: catalogue.workItem(photo)?.path ?? '',
        ...(embedding !== undefined && { embedding }),
      };
    });
    return { ...gathered, photos };
  } finally {
    await groups.close();
    await metadata.close();
    catalogue.close();
  }
}
