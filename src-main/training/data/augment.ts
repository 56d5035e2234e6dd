import type { JpegRoundTrip } from '../../../src-aesnet/edits/index.ts';
import type { Picture } from '../../../src-aesnet/picture.ts';
import type { Random } from '../../../src-aesnet/random.ts';
import { KERNELS, resample, type Kernel } from '../../../src-aesnet/resample.ts';
import type { Augmentation } from './batch-layout.ts';

/** What a photo goes through on its way into a batch; an edit's three copies go through the same. */
export interface View {
  /** The part that is taken, as shares (0–1) of each side. */
  readonly window: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly mirrored: boolean;
  readonly kernel: Kernel;
  /** JPEG before it is shrunk. */
  readonly quality?: number;
  /** The picture is first enlarged by this: the photo that it may once have been. */
  readonly enlarged?: number;
}

export function drawView(random: Random, augmentation: Augmentation): View {
  const { mirrored, crop, stretch, jpeg, jpegQuality, kernels } = augmentation;
  const width = random.uniform(crop, 1);
  const height = Math.min(1, Math.max(crop, width + random.uniform(-stretch, stretch)));
  return {
    window: { x: random.uniform(0, 1 - width), y: random.uniform(0, 1 - height), width, height },
    mirrored: random.chance(mirrored),
    kernel: random.pick(
      KERNELS,
      KERNELS.map((kernel) => kernels[kernel]),
    ),
    ...(random.chance(jpeg) ? { quality: Math.round(random.uniform(...jpegQuality)) } : {}),
  };
}

/** Two views of a photo between which nobody should see a difference: size, kernel, JPEG and 2 % of the frame. */
export function drawHarmlessPair(random: Random): [View, View] {
  const mirrored = random.chance(0.5);
  const draw = (): View => {
    const width = random.uniform(0.98, 1);
    const height = random.uniform(0.98, 1);
    return {
      window: { x: random.uniform(0, 1 - width), y: random.uniform(0, 1 - height), width, height },
      mirrored,
      kernel: random.pick(KERNELS),
      // Photos are shrunk to the model's square by more, but that would take longer and look the same.
      enlarged: random.uniform(1.5, 2.2),
      ...(random.chance(0.6) ? { quality: Math.round(random.uniform(75, 95)) } : {}),
    };
  };
  return [draw(), draw()];
}

/** Below this, a kernel's samples fall together with the pixels and it does not do what it does to larger photos. */
const LEAST_SHRINKING = 1.2;
const ENLARGED_FOR_KERNEL = 2;

/** Makes the view of a picture, `side` pixels square. */
export async function see(
  picture: Picture,
  { window, mirrored, kernel, quality, enlarged }: View,
  side: number,
  jpeg: JpegRoundTrip,
): Promise<Picture> {
  const shrinking = (picture.width * Math.min(window.width, window.height)) / side;
  const tooClose = kernel !== 'lanczos3' && shrinking < LEAST_SHRINKING;
  const scale = enlarged ?? (tooClose ? ENLARGED_FOR_KERNEL : 1);
  let photo = scale === 1 ? picture : enlarge(picture, scale);
  if (quality !== undefined) photo = await jpeg(photo, quality);
  const { width, height } = photo;
  return resample(photo, {
    width: side,
    height: side,
    kernel,
    mirrored,
    window: {
      x: window.x * width,
      y: window.y * height,
      width: window.width * width,
      height: window.height * height,
    },
  });
}

/** With the sharpest kernel: what enlarging takes away would be taken for what the shrinking kernel does. */
function enlarge(picture: Picture, scale: number): Picture {
  return resample(picture, {
    width: Math.round(picture.width * scale),
    height: Math.round(picture.height * scale),
    kernel: 'lanczos3',
  });
}
