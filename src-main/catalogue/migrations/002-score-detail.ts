import type { Migration } from './types.ts';

/**
 * What a model gives beyond its scores: residuals, emotion and scene shares.
 *
 * In a table of its own, because every percentile reads all rows of `score`. Residuals are kept rather than
 * worked out again: the model that says what the overall score predicts may be gone before its scores are.
 */
export const scoreDetail: Migration = {
  number: 2,
  sql: `
    CREATE TABLE score_detail (
      model_id INTEGER NOT NULL,
      photo_id INTEGER NOT NULL,
      residual_technical_quality REAL,
      residual_composition REAL,
      residual_color REAL,
      residual_depth_of_field REAL,
      residual_light REAL,
      residual_content REAL,
      emotion_amusement REAL,
      emotion_awe REAL,
      emotion_contentment REAL,
      emotion_disgust REAL,
      emotion_excitement REAL,
      emotion_fear REAL,
      emotion_neutral REAL,
      emotion_sadness REAL,
      scene_animal REAL,
      scene_building REAL,
      scene_food REAL,
      scene_indoor REAL,
      scene_nightScene REAL,
      scene_others REAL,
      scene_plant REAL,
      scene_portrait REAL,
      scene_scene REAL,
      scene_stilllife REAL,
      PRIMARY KEY (model_id, photo_id),
      FOREIGN KEY (model_id, photo_id) REFERENCES score (model_id, photo_id) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
  `,
};
