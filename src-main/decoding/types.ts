import type { SuggestedChange } from '../../src-aesnet/suggestions/apply.ts';
import type { Point } from '../../src-aesnet/suggestions/framings.ts';
import type { Trials } from '../../src-aesnet/suggestions/trials.ts';
import type { Format, Measurements, Warning } from '../../src-shared/photo.ts';
import type { SuggestedEdit } from '../../src-shared/suggestion.ts';
import type { LineVotes } from '../../src-aesnet/suggestions/turn-features.ts';

/** The side of the square that the model reads, in pixels. */
export const TENSOR_SIDE = 224;

/** How the model's input is resampled; part of the model's preprocessing in the manifest. */
export interface Preprocessing {
  readonly side: number;
  readonly kernel: 'lanczos3';
}

/** What is to be decoded: a file, or the preview that a RAW holds. */
export type Source =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'embedded';
      /** The RAW, for error messages. */
      readonly path: string;
      /** An encoded JPEG. */
      readonly bytes: Uint8Array;
      /** The RAW's own orientation, 1–8: the preview's is not to be trusted. */
      readonly orientation: number;
      /** From the preview's Exif/Interop tag. */
      readonly colorSpace: 'srgb' | 'adobe-rgb';
      /** Size of the RAW's own picture, upright, where known. */
      readonly fullWidth?: number;
      readonly fullHeight?: number;
    };

/** Pass one: shrink-on-load, everything that the screen and the model need. */
export interface PassOne {
  /** The format that the bytes turned out to be. */
  readonly format: Format;
  /** Upright size of the original in pixels. */
  readonly width: number;
  readonly height: number;
  /** RGB, row by row, 224×224×3 bytes, sRGB, upright, squashed with Lanczos-3. */
  readonly tensor: Uint8Array;
  /** Encoded, upright, sRGB. Absent unless asked for. */
  readonly thumbnail?: EncodedPicture;
  readonly preview?: EncodedPicture;
  /** `#rrggbb`. */
  readonly dominantColor: string;
  readonly warnings: readonly Warning[];
}

export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly mime: 'image/jpeg' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** Pass two: a full decode for what only full resolution shows. */
export interface PassTwo {
  readonly measurements: Measurements;
  readonly warnings: readonly Warning[];
}

/** What a JPEG is to be like that is made for others. */
export interface ExportSettings {
  /** Long edge in pixels; never enlarged. Absent for the picture's own size. */
  readonly edge?: number;
  /** 1–100. */
  readonly quality: number;
  /** The picture's own colours with their profile, or sRGB. */
  readonly profile: 'keep' | 'srgb';
  /** EXIF, IPTC and XMP of the picture, or none. */
  readonly metadata: 'keep' | 'strip';
  /** XMP that takes the place of the picture's own, where metadata are kept. */
  readonly xmp?: string;
  /** EXIF that is added to the picture's own, by directory, where metadata are kept. */
  readonly exif?: Readonly<Partial<Record<'IFD0' | 'IFD2', Readonly<Record<string, string>>>>>;
}

/** What is laid over a photo. */
export interface Overlay {
  /** Red, green, blue, alpha, a byte each, of so many pixels, which are stretched over the upright frame. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** How much of it is seen, 0 to 1. */
  readonly opacity: number;
  /** A line over all of it: an SVG path in shares of the frame. May be empty. */
  readonly outline: string;
}

export interface DrawnPicture {
  readonly bytes: Uint8Array;
  readonly mime: 'image/png';
  readonly width: number;
  readonly height: number;
}

/** What is known of a picture before copies are made of it. */
export interface KnownOfPicture {
  /** As measured at full resolution; absent: it is measured on the copies' own picture. */
  readonly horizon?: Measurements['horizon'] | undefined;
  /** Where the subject is, in shares of the frame. */
  readonly subject?: Point | undefined;
  /** What is tried. Default: everything. */
  readonly edits?: readonly SuggestedEdit[] | undefined;
}

/** Copies of a picture for a model to compare. */
export interface EditedCopies {
  readonly trials: Trials;
  /** One a copy, as `PassOne` has them; but from a smaller decode, so that they compare with each other alone. */
  readonly tensors: readonly Uint8Array[];
  /** What lines say of every tilt. */
  readonly votes: LineVotes;
  /** What tells by how much it has to be turned (`turnSquares`); none where turns are not tried. */
  readonly squares: readonly Uint8Array[];
  readonly horizon: Measurements['horizon'];
}

/** Decodes photos in processes of their own; a picture that kills one fails alone. */
export interface Decoder {
  /** Starts the processes now, because photos are about to come. */
  prepare(): void;
  /** Rejects with a `KeepersError` that says what is wrong with this file. */
  passOne(source: Source, options: { pictures: boolean }): Promise<PassOne>;
  passTwo(source: Source): Promise<PassTwo>;
  /** The whole picture as an upright sRGB JPEG at full size, for formats that a browser cannot show. */
  render(source: Source): Promise<EncodedPicture>;
  /** The whole picture as an upright JPEG to be given away. */
  exportJpeg(source: Source, settings: ExportSettings): Promise<EncodedPicture>;
  /** Draws an SVG of the caller's own making as a JPEG of its size, on white. */
  drawSvg(svg: string): Promise<EncodedPicture>;
  /** The photo in grey under an overlay, upright, at most `edge` pixels long. */
  overlaid(source: Source, overlay: Overlay, edge: number): Promise<DrawnPicture>;
  /** Edited copies for the model to compare. */
  editedCopies(source: Source, known: KnownOfPicture): Promise<EditedCopies>;
  /** The photo once with each of these changes, to look at; `edge` is the long edge of the whole photo in pixels. */
  editedPictures(
    source: Source,
    changes: readonly SuggestedChange[],
    edge: number,
  ): Promise<EncodedPicture[]>;
  /** Processes that decode at the same time. */
  readonly processes: number;
  close(): Promise<void>;
}
