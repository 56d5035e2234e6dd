/** Which edited copies of a photo a model is shown, and what each is compared with. */
import {
  SUGGESTED_EDITS,
  TONE_EDITS,
  type CropWindow,
  type SuggestedEdit,
  type Suggestion,
  type ToneEdit,
} from '../../src-shared/suggestion.ts';
import { framings, type Point } from './framings.ts';

/** A copy of the photo at the model's size. */
export type Copy =
  | { readonly kind: 'whole' }
  | { readonly kind: 'tone'; readonly edit: ToneEdit; readonly amount: number }
  /** Turned clockwise within the frame that a turn by `frame` degrees leaves. */
  | { readonly kind: 'turn'; readonly degrees: number; readonly frame: number }
  | { readonly kind: 'window'; readonly window: CropWindow };

/** An edit that is tried: what it gains is what its copy has more than a weighted sum of others. */
export type Trial = Pick<Suggestion, 'edit' | 'amount'> & {
  /** Place in `Trials.copies`. */
  readonly copy: number;
  readonly against: readonly Share[];
};

/** So much of what a copy scores. */
export interface Share {
  readonly copy: number;
  readonly weight: number;
}

export interface Trials {
  /** The first is the photo as it is. */
  readonly copies: readonly Copy[];
  readonly trials: readonly Trial[];
}

export interface TriedPhoto {
  /** Width over height, upright. */
  readonly aspect: number;
  /** Degrees to turn clockwise until level, as measured; absent where it is not known. */
  readonly horizon?: number | undefined;
  /** Where the subject is, in shares of the frame; absent where it is not known. */
  readonly subject?: Point | undefined;
  /** What is tried. Default: everything. */
  readonly edits?: readonly SuggestedEdit[] | undefined;
}

const TONE_AMOUNTS: Readonly<Record<ToneEdit, readonly number[]>> = {
  exposure: [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2],
  contrast: [-100, -50, -25, 25, 50, 100],
  shadows: [-100, -50, 50, 100],
  highlights: [-100, -50, 50, 100],
  // Colder than −110 lies beyond the black bodies that are known.
  temperature: [-100, -60, -30, 30, 60, 100],
  tint: [-80, -40, -20, 20, 40, 80],
  // Black and white is a choice, not a correction.
  saturation: [-60, -30, 30, 60, 100],
};
/** How many trials of tone and colour each photo has, in the same order. */
export const TONE_TRIALS = Object.values(TONE_AMOUNTS).reduce(
  (sum, amounts) => sum + amounts.length,
  0,
);
/** The furthest turn in whole degrees. */
export const WIDEST_TURN = 10;
/** The copy that is the photo itself. */
export const WHOLE = 0;
const WHOLE_ALONE: readonly Share[] = [{ copy: WHOLE, weight: 1 }];

/** Everything that is tried with a photo. */
export function trialsOf(photo: TriedPhoto): Trials {
  const copies: Copy[] = [{ kind: 'whole' }];
  const add = (copy: Copy) => copies.push(copy) - 1;
  const { edits = SUGGESTED_EDITS } = photo;
  return {
    copies,
    trials: [
      ...toneTrials(add, edits),
      ...(edits.includes('straighten') ? turnTrials(photo, add) : []),
      ...(edits.includes('crop') ? cropTrials(photo, add) : []),
    ],
  };
}

/** Whether a trial changes tone or colour. */
export function isTone(trial: Trial): trial is ToneTrial {
  return trial.edit !== 'straighten' && trial.edit !== 'crop';
}

type ToneTrial = Trial & { readonly edit: ToneEdit; readonly amount: number };

type Add = (copy: Copy) => number;

function toneTrials(add: Add, edits: readonly SuggestedEdit[]): Trial[] {
  return TONE_EDITS.filter((edit) => edits.includes(edit)).flatMap((edit) => {
    const amounts = TONE_AMOUNTS[edit];
    return amounts.map((amount) => ({
      edit,
      amount,
      copy: add({ kind: 'tone', edit, amount }),
      against: WHOLE_ALONE,
    }));
  });
}

/** Whole degrees and the measured horizon, each against the same crop unturned. */
function turnTrials({ horizon }: TriedPhoto, add: Add): Trial[] {
  const pair = (degrees: number, level: number): Trial => ({
    edit: 'straighten',
    amount: degrees,
    copy: add({ kind: 'turn', degrees, frame: Math.abs(degrees) }),
    against: [{ copy: level, weight: 1 }],
  });
  const level = (frame: number) => add({ kind: 'turn', degrees: 0, frame });
  const whole = Array.from({ length: WIDEST_TURN }, (_, at) => at + 1).flatMap((frame) => {
    const unturned = level(frame);
    return [pair(-frame, unturned), pair(frame, unturned)];
  });
  if (horizon === undefined || horizon === 0) return whole;
  return [...whole, pair(horizon, level(Math.abs(horizon)))];
}

function cropTrials(photo: TriedPhoto, add: Add): Trial[] {
  const { kept, changed } = framings(photo);
  const crop = (window: CropWindow, against: readonly Share[], copy = window_(window)): Trial => ({
    edit: 'crop',
    amount: window,
    copy,
    against,
  });
  const window_ = (window: CropWindow) => add({ kind: 'window', window });
  return [
    ...kept.map((window) => crop(window, WHOLE_ALONE)),
    ...changed.flatMap(({ windows, neutral }) => {
      // What all windows of the other shape have more than those of the photo's own is the squash alone.
      const own = windows.map(window_);
      const others = neutral.map(window_);
      const against = [
        ...WHOLE_ALONE,
        ...own.map((copy) => ({ copy, weight: 1 / own.length })),
        ...others.map((copy) => ({ copy, weight: -1 / others.length })),
      ];
      return windows.map((window, at) => crop(window, against, own[at]));
    }),
  ];
}
