/** Edits as develop settings of Camera Raw and Lightroom. */
import type { CropWindow, SuggestedEdit, Suggestion } from '../../../src-shared/suggestion.ts';
import type { Property } from '../xmp.ts';
import { cameraRawCrop, type StoredFrame } from './crop-geometry.ts';

/** Camera Raw's settings, and what is said of the frame that they are for. */
export const CAMERA_RAW = {
  namespace: 'http://ns.adobe.com/camera-raw-settings/1.0/',
  prefix: 'crs',
};

/** One edit and its amount. */
export type DevelopChange = Pick<Suggestion, 'edit' | 'amount'>;

const TIFF = { namespace: 'http://ns.adobe.com/tiff/1.0/', prefix: 'tiff' };

export interface DevelopedPhoto extends StoredFrame {
  /** Whether Camera Raw develops it from a RAW, and counts its white balance in kelvin. */
  readonly raw: boolean;
  /** The camera's own white balance in kelvin, where the RAW tells it. */
  readonly asShot?: number | undefined;
}

export interface DevelopProperties {
  readonly properties: readonly { readonly property: Property; readonly value: string }[];
  /** Edits that cannot be said of this photo: the white balance of a RAW whose own is not known. */
  readonly leftOut: readonly SuggestedEdit[];
}

/** The settings since Lightroom 8: tones of “2012”, which all later ones read. */
const PROCESS_VERSION = '11.0';
const KELVIN = { least: 2000, most: 50_000 };

/**
 * What Camera Raw is told. Tones count from nothing, as the photo has none yet: in a RAW that is what Camera Raw makes of it by itself.
 * White balance is incremental in a picture that has been developed and absolute in a RAW, there from the camera's own. A mired is
 * taken for a step of Camera Raw's incremental scale, which is not documented; a hundredth of a stop between green and magenta is
 * about a step of its tint (1 stop moves white by 0.036 in u, v, of which Camera Raw makes 108).
 */
export function developProperties(
  changes: readonly DevelopChange[],
  photo: DevelopedPhoto,
): DevelopProperties {
  const amount = (of: SuggestedEdit): number | undefined => {
    const found = changes.find(({ edit }) => edit === of)?.amount;
    return typeof found === 'number' ? found : undefined;
  };
  const values: Record<string, string> = {};
  const slider = (name: string, of: SuggestedEdit) => {
    const value = amount(of);
    if (value !== undefined) values[name] = signed(clamp(value, 100), 0);
  };
  const exposure = amount('exposure');
  if (exposure !== undefined) values.Exposure2012 = signed(clamp(exposure, 5), 2);
  slider('Contrast2012', 'contrast');
  slider('Highlights2012', 'highlights');
  slider('Shadows2012', 'shadows');
  slider('Saturation', 'saturation');
  const balance = { warmer: amount('temperature'), magenta: amount('tint') };
  const balanced = photo.raw ? absolute(balance, photo.asShot) : incremental(balance);
  const leftOut: SuggestedEdit[] = [];
  if (balanced === undefined) {
    if (balance.warmer !== undefined) leftOut.push('temperature');
    if (balance.magenta !== undefined) leftOut.push('tint');
  }
  Object.assign(values, balanced, crop(changes, amount('straighten'), photo));
  if (Object.keys(values).length === 0) return { properties: [], leftOut };
  const all = {
    Version: PROCESS_VERSION,
    ProcessVersion: PROCESS_VERSION,
    ...values,
    HasSettings: 'True',
  };
  return {
    properties: [
      ...Object.entries(all).map(([name, value]) => ({ property: { ...CAMERA_RAW, name }, value })),
      ...(values.HasCrop === undefined ? [] : storedSize(photo)),
    ],
    leftOut,
  };
}

/** A turned crop can be placed only by who knows the shape of the frame: darktable reads it here. */
function storedSize({ width, height, orientation }: DevelopedPhoto) {
  const [across, down] = orientation >= 5 ? [height, width] : [width, height];
  const size = { Orientation: orientation, ImageWidth: across, ImageLength: down };
  return Object.entries(size).map(([name, value]) => ({
    property: { ...TIFF, name },
    value: String(value),
  }));
}

interface Balance {
  /** Mired. */
  readonly warmer: number | undefined;
  readonly magenta: number | undefined;
}

function incremental({ warmer, magenta }: Balance): Record<string, string> {
  if (warmer === undefined && magenta === undefined) return {};
  return {
    WhiteBalance: 'Custom',
    IncrementalTemperature: signed(clamp(warmer ?? 0, 100), 0),
    IncrementalTint: signed(clamp(magenta ?? 0, 100), 0),
  };
}

/** Undefined where the camera's own white balance would have to be known and is not. */
function absolute(
  { warmer, magenta }: Balance,
  asShot: number | undefined,
): Record<string, string> | undefined {
  if (warmer === undefined && magenta === undefined) return {};
  if (asShot === undefined) return undefined;
  // Warmer is what a bluer light is taken for.
  const kelvin = 1e6 / Math.max(1e6 / asShot - (warmer ?? 0), 1e6 / KELVIN.most);
  return {
    WhiteBalance: 'Custom',
    Temperature: String(Math.max(KELVIN.least, Math.round(kelvin / 50) * 50)),
    Tint: signed(clamp(magenta ?? 0, 150), 0),
  };
}

function crop(
  changes: readonly DevelopChange[],
  degrees: number | undefined,
  frame: StoredFrame,
): Record<string, string> {
  const cut = changes.find(({ edit }) => edit === 'crop')?.amount as CropWindow | undefined;
  if (cut === undefined && degrees === undefined) return {};
  const { left, top, right, bottom, angle } = cameraRawCrop(frame, {
    ...(cut !== undefined && { window: cut }),
    ...(degrees !== undefined && { degrees }),
  });
  const place = (value: number) => String(Number(value.toFixed(6)));
  return {
    HasCrop: 'True',
    CropLeft: place(left),
    CropTop: place(top),
    CropRight: place(right),
    CropBottom: place(bottom),
    CropAngle: String(Number(angle.toFixed(2))),
    CropConstrainToWarp: '0',
  };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}

/** "+0.50", "-12", "0": as Camera Raw writes its sliders. */
function signed(value: number, digits: number): string {
  const written = value.toFixed(digits);
  return Number(written) > 0
    ? `+${written}`
    : Number(written) === 0
      ? (0).toFixed(digits)
      : written;
}
