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

/** The largest size of the photo's own aspect within a square of `side` pixels. */
export function fitInto({ width, height }: Frame, side: number): { width: number; height: number } {
  const aspect = width !== undefined && height !== undefined ? width / height : USUAL;
  return aspect >= 1
    ? { width: side, height: Math.max(1, Math.round(side / aspect)) }
    : { width: Math.max(1, Math.round(side * aspect)), height: side };
}

/** The best picture of this photo that a cell can show now. */
export function cellPicture(photo: Photo): PictureKind {
  return photo.stage === 'seen' ? 'glimpse' : 'thumbnail';
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

/** A photo in words, for a screen reader. */
export function cellLabel(
  photo: Photo | undefined,
  verdict: Verdict,
  hideScores: boolean,
): string | undefined {
  if (photo === undefined) return undefined;
  const score = photo.score?.values.aesthetic;
  return [
    photo.name,
    photo.error?.message ?? '',
    verdict.stars > 0 ? `${verdict.stars} ${verdict.stars === 1 ? 'star' : 'stars'}` : '',
    FLAG_WORDS[verdict.flag],
    verdict.color === 'none' ? '' : `${verdict.color} label`,
    score === undefined || hideScores ? '' : `score ${formatScore(score)}`,
    photo.online ? '' : 'drive not connected',
  ]
    .filter((word) => word !== '')
    .join(', ');
}
