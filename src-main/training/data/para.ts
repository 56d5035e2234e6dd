import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import {
  EMOTIONS,
  SCENES,
  SCORE_MAX,
  SCORE_MIN,
  SCORED,
  type Scene,
} from '../../../src-shared/attribute.ts';
import { KeepersError } from '../../../src-shared/errors.ts';
import { invalidLine, parseCsv, parseRow, type CsvRow } from './csv.ts';

/** The splits that may be looked at while choices are made. `test.csv` has a call of its own. */
export type ParaSplit = 'train' | 'validation' | 'people';

/** One picture of PARA (Yang et al., CVPR 2022) and what about 25 people said of it. */
export interface ParaRow {
  /** Name without folder and extension: the same in every re-encoding. */
  readonly id: string;
  /** The picture's file. */
  readonly image: string;
  /** Pictures of one session resemble each other; only `train` names it. */
  readonly session?: string;
  /** Only the other splits name it. */
  readonly scene?: Scene;
  /** Mean ratings, 1–5, in the order of `SCORED`. */
  readonly means: readonly number[];
  /** Standard deviations of the ratings, in the order of `SCORED`; `train` has none. */
  readonly deviations?: readonly number[];
  /** Vote shares in the order of `EMOTIONS`; their sum is 1. */
  readonly emotions: readonly number[];
  /** How many emotion votes there were. */
  readonly votes: number;
}

/** A decimal number in a range, since `Number` alone takes '' for 0. */
function decimal(low: number, high: number) {
  return v.pipe(
    v.string(),
    v.regex(/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/, 'which is not a number'),
    v.transform(Number),
    v.minValue(low, `which is below ${low}`),
    v.maxValue(high, `which is above ${high}`),
  );
}

const imageName = v.pipe(
  v.string(),
  v.regex(/^[^/\\]+\.\w+$/, 'which is not the name of a picture'),
);
const word = v.pipe(v.string(), v.nonEmpty('which is empty'));
const means = Object.fromEntries(
  SCORED.map((name) => [`${name}_mean`, decimal(SCORE_MIN, SCORE_MAX)]),
);
// Two ratings at the ends of the scale differ from their mean by half of it; n − 1 in place of n makes that √2 as much.
const deviations = Object.fromEntries(SCORED.map((name) => [`${name}_std`, decimal(0, 2.83)]));
const votes = Object.fromEntries(EMOTIONS.map((name) => [`emotion_${name}`, decimal(0, 1000)]));
const text = {
  image: imageName,
  session: v.optional(word),
  scene: v.optional(v.picklist(SCENES, 'which is no scene of PARA')),
};
const numbers = v.record(v.string(), v.number());

const PLACES: Readonly<
  Record<ParaSplit | 'test', { csv: string; images: string; rated: boolean }>
> = {
  train: { csv: 'train.csv', images: 'images-train', rated: false },
  validation: { csv: 'validation.csv', images: 'images-attributes', rated: true },
  people: { csv: 'people.csv', images: 'images-attributes', rated: true },
  test: { csv: 'test.csv', images: 'images-attributes', rated: true },
};

/**
 * Reads one split of PARA as laid out in its folder's README. Throws `training-data-missing` or `training-data-invalid`,
 * which names the line.
 */
export function readPara(folder: string, split: ParaSplit): Promise<ParaRow[]> {
  return readSplit(folder, split);
}

/** The pictures for final figures. Whatever is chosen after having looked at these makes them worthless. */
export function readParaTestForFinalFigures(folder: string): Promise<ParaRow[]> {
  return readSplit(folder, 'test');
}

async function readSplit(folder: string, split: ParaSplit | 'test'): Promise<ParaRow[]> {
  const { csv, images, rated } = PLACES[split];
  const file = path.join(folder, csv);
  const imageFolder = path.join(folder, images);
  for (const needed of [file, imageFolder]) {
    if (!existsSync(needed)) throw new KeepersError('training-data-missing', { path: needed });
  }
  const rows = parseCsv(await readFile(file, 'utf8'), file);
  if (rows.length === 0) throw invalidLine(file, 1, 'no picture is listed');
  return rows.map((row) => toParaRow(row, { file, imageFolder, rated }));
}

interface Place {
  readonly file: string;
  readonly imageFolder: string;
  readonly rated: boolean;
}

function toParaRow(row: CsvRow, { file, imageFolder, rated }: Place): ParaRow {
  const { image, session, scene } = parseRow(v.object(text), row, file);
  const read = (entries: Record<string, ReturnType<typeof decimal>>): number[] =>
    Object.values(v.parse(numbers, parseRow(v.object(entries), row, file)));
  const counts = read(votes);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw invalidLine(file, row.line, 'nobody voted for an emotion');
  return {
    id: path.parse(image).name,
    image: path.join(imageFolder, image),
    ...(session === undefined ? {} : { session }),
    ...(scene === undefined ? {} : { scene }),
    means: read(means),
    ...(rated ? { deviations: read(deviations) } : {}),
    emotions: counts.map((count) => count / total),
    votes: total,
  };
}
