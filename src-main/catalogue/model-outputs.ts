/** All that the model in use says of photos, as taste is learnt from it. */
import { SCORED, type Scored } from '../../src-shared/attribute.ts';
import { floatsOf, readContentEmbeddings } from './captures.ts';
import type { Connection } from './connection.ts';
import { DETAIL_COLUMNS, toScoreDetail } from './score-detail.ts';
import type { ScoreValues } from './scores.ts';
import type { ModelOutput } from './types.ts';

type Row = ScoreValues &
  Readonly<Record<string, number | string | null>> & {
    readonly id: number;
    readonly model: string;
    readonly version: string;
    readonly provider: string;
    readonly spread: number | null;
  };

/** See `CatalogueReader.modelOutputs`. */
export function readModelOutputs(
  connection: Connection,
  ids: readonly number[],
  { features }: { readonly features: boolean } = { features: false },
): ModelOutput[] {
  const contents = readContentEmbeddings(connection, ids);
  const embeddings = features ? readImageFeatures(connection, ids) : undefined;
  return connection
    .all<Row>(
      `SELECT photo.id, model.name AS model, model.version, score.provider, score.spread,
         ${SCORED.map((of) => `score.${of}`).join(', ')}, ${DETAIL_COLUMNS.join(', ')}
       FROM model CROSS JOIN json_each(?) AS asked CROSS JOIN photo ON photo.id = asked.value
       JOIN score ON score.model_id = model.id AND score.photo_id = photo.id
       LEFT JOIN score_detail ON score_detail.model_id = model.id AND score_detail.photo_id = photo.id
       WHERE model.current = 1 AND photo.present = 1 AND photo.shown_model = model.id
       ORDER BY asked.key`,
      JSON.stringify(ids),
    )
    .map((row) => {
      const contentEmbedding = contents.get(row.id);
      const embedding = embeddings?.get(row.id);
      const values: Partial<Record<Scored, number>> = {};
      for (const of of SCORED) {
        const value = row[of];
        if (value !== null) values[of] = value;
      }
      return {
        id: row.id,
        score: {
          values,
          ...(row.spread !== null && { spread: row.spread }),
          ...toScoreDetail(row),
          model: { id: row.model, version: row.version },
          provider: row.provider,
        },
        ...(contentEmbedding !== undefined && { contentEmbedding }),
        ...(embedding !== undefined && { embedding }),
      };
    });
}

/** By photo, those of the model in use: a model that came back may find another's in their place. */
function readImageFeatures(
  connection: Connection,
  ids: readonly number[],
): Map<number, Float32Array> {
  const rows = connection.all<{ photo_id: number; features: Buffer }>(
    `SELECT photo_id, features FROM model CROSS JOIN json_each(?) AS asked
     CROSS JOIN embedding ON photo_id = asked.value AND model_id = model.id
     WHERE model.current = 1`,
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ photo_id, features }) => [photo_id, floatsOf(features)]));
}
