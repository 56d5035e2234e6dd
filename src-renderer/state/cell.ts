/** What a cell shows of a photo. */
import type { Photo, PictureKind } from '../../src-shared/bridge.ts';
import type { SidecarState, Verdict } from '../../src-shared/verdict.ts';
import { formatScore } from './format.ts';

interface Frame {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Until its size is known a photo is taken to be what most cameras make. */
const USUAL = 3 / 2;
export const WHOLE_FRAME: Frame = {};

/** The largest size of the photo's own aspect within a square of `side` pixels, or a room of that width and `high`. */
export function fitInto(
  { width, height }: Frame,
  side: number,
  high = side,
): { width: number; height: number } {
  const aspect = width !== undefined && height !== undefined ? width / height : USUAL;
  return aspect >= side / high
    ? { width: side, height: Math.max(1, Math.round(side / aspect)) }
    : { width: Math.max(1, Math.round(high * aspect)), height: high };
}

/** The best picture of this photo that a cell can show now. */
export function cellPicture(photo: Photo): PictureKind {
  return photo.stage === 'seen' ? 'glimpse' : 'thumbnail';
}

/** The best picture of this photo that a large frame can show now. */
export function surveyPicture(photo: Photo): PictureKind {
  return photo.stage === 'seen' ? 'glimpse' : 'preview';
}

const SIDECAR_WARNINGS: Readonly<Partial<Record<SidecarState, string>>> = {
  failed: 'Its sidecar could not be written: see Info.',
  conflict: 'Its sidecar cannot be read: see Info.',
};

/** What a cell's warning mark says. That a RAW shows its own preview is usual, and said in the loupe. */
export function cellWarnings({ warnings, sidecar, conflict }: Photo): string[] {
  const told = warnings.filter(({ code }) => code !== 'preview-only').map(({ message }) => message);
  const problem = SIDECAR_WARNINGS[sidecar];
  return [
    ...told,
    ...(problem === undefined ? [] : [problem]),
    ...(conflict === true ? ['Files say different things about it: see Info.'] : []),
  ];
}

const FLAG_WORDS = { pick: 'picked', reject: 'rejected', none: '' } as const;

/** What the mark of files that are one photo says; undefined where the photo is one file. */
export function pairWords(
  files: number,
  photo: Photo | undefined,
  movie: string | undefined,
): { mark: string; meaning: string } | undefined {
  if (photo === undefined) return undefined;
  if (files > 1) {
    const mark = photo.format === 'raw' ? 'RAW+' : `${photo.format.toUpperCase()}+`;
    return { mark, meaning: `${files} files of one exposure, with one verdict` };
  }
  return movie === undefined ? undefined : { mark: 'Live', meaning: `With its film ${movie}` };
}

/** A stack in words, for a screen reader. */
export function stackWords(
  stack: { open: boolean; place: number; members: readonly number[] } | undefined,
  suggested: boolean,
): string | undefined {
  if (stack === undefined) return undefined;
  if (!stack.open) return `stack of ${stack.members.length}, closed`;
  const place = `frame ${stack.place + 1} of a stack of ${stack.members.length}`;
  return suggested ? `${place}, suggested` : place;
}

/** A photo in words, for a screen reader; `more` at their end. */
export function cellLabel(
  photo: Photo | undefined,
  verdict: Verdict,
  hideScores: boolean,
  more: readonly (string | undefined)[] = [],
): string | undefined {
  if (photo === undefined) return undefined;
  const score = photo.score?.values.aesthetic;
  return [
    photo.name,
    photo.error?.message ?? '',
    ...verdictWords(verdict),
    score === undefined || hideScores ? '' : `score ${formatScore(score)}`,
    photo.personal === undefined || hideScores ? '' : `yours ${formatScore(photo.personal.score)}`,
    photo.online ? '' : 'drive not connected',
    ...more,
  ]
    .filter((word) => word !== undefined && word !== '')
    .join(', ');
}

/** A frame of the survey in words: first what stands under it, as it stands there. */
export function frameLabel(
  photo: Photo | undefined,
  verdict: Verdict,
  hideScores: boolean,
  ownInUse: boolean,
  suggested: boolean,
): string {
  const score = photo?.score?.values.aesthetic;
  const line = [
    photo?.name ?? '',
    suggested ? 'suggested' : '',
    score === undefined || hideScores ? '' : formatScore(score),
    photo?.personal === undefined || hideScores || !ownInUse
      ? ''
      : formatScore(photo.personal.score),
  ];
  return [line.filter((word) => word !== '').join(' '), ...verdictWords(verdict)]
    .filter((word) => word !== '')
    .join(', ');
}

function verdictWords({ stars, flag, color }: Verdict): string[] {
  return [
    stars > 0 ? `${stars} ${stars === 1 ? 'star' : 'stars'}` : '',
    FLAG_WORDS[flag],
    color === 'none' ? '' : `${color} label`,
  ];
}
