import type { SuggestedChange } from '../../src-aesnet/suggestions/apply.ts';
import type {
  DrawnPicture,
  EditedCopies,
  EncodedPicture,
  ExportSettings,
  KnownOfPicture,
  Overlay,
  PassOne,
  PassTwo,
  Source,
} from './types.ts';

/** Answer to a full decode that must wait until no other large picture is in memory. */
export interface TooLargeForNow {
  readonly tooLargeForNow: true;
}

export interface FullDecode {
  readonly source: Source;
  /** Whether the caller has made room for a picture of more than `LARGE_PIXELS`. */
  readonly roomForLarge: boolean;
}

/** What the pool asks of a decode process. A `type`, since an interface has no index signature. */
export type DecodeCalls = {
  /** Answers once the process has started and its libraries are loaded. */
  hello: [argument: undefined, result: null];
  passOne: [argument: { source: Source; pictures: boolean }, result: PassOne];
  passTwo: [argument: FullDecode, result: PassTwo | TooLargeForNow];
  render: [argument: FullDecode, result: EncodedPicture | TooLargeForNow];
  /** An SVG of its own size, on white. */
  drawSvg: [argument: string, result: EncodedPicture];
  overlaid: [
    argument: { readonly source: Source; readonly overlay: Overlay; readonly edge: number },
    result: DrawnPicture,
  ];
  editedCopies: [
    argument: { readonly source: Source; readonly known: KnownOfPicture },
    result: EditedCopies,
  ];
  editedPictures: [
    argument: {
      readonly source: Source;
      readonly changes: readonly SuggestedChange[];
      readonly edge: number;
    },
    result: EncodedPicture[],
  ];
  exportJpeg: [
    argument: FullDecode & { readonly settings: ExportSettings },
    result: EncodedPicture | TooLargeForNow,
  ];
};
