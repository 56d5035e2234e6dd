export type SceneName = 'meadow' | 'still life' | 'portrait' | 'sea' | 'mountains' | 'city';

/** One file of the shoot. */
export interface Frame {
  readonly name: string;
  readonly format: 'jpeg' | 'dng';
  readonly scene: SceneName;
  /** Frames of one scene with the same number show the same arrangement of things. */
  readonly arrangement: number;
  /** Where in its burst the frame lies, 0–1. */
  readonly moment: number;
  /** What is to be seen and what went wrong, for the EXIF description. */
  readonly description: string;
  /** Wall clock, milliseconds, as if it were UTC. */
  readonly time: number;
  /** Width and height of the upright picture in pixels. */
  readonly upright: readonly [number, number];
  /** EXIF orientation of the stored picture. */
  readonly orientation: 1 | 6 | 8;
  readonly settings: {
    /** Seconds as a fraction. */
    readonly shutter: readonly [number, number];
    readonly aperture: number;
    readonly iso: number;
    /** Millimetres. */
    readonly focalLength: number;
    /** EV. */
    readonly compensation?: number;
  };
  readonly isBracket?: boolean;
  /** Stops by which the picture came out lighter (or darker) than it should be. */
  readonly exposure?: number;
  /** Gaussian σ in pixels. */
  readonly defocus?: number;
  /** Pixels, and degrees anticlockwise from the x axis. */
  readonly motion?: { readonly length: number; readonly angle: number };
  /** Degrees by which the scene is turned clockwise. */
  readonly tilt?: number;
  /** Standard deviation, 8-bit units. */
  readonly noise?: number;
}

const LONG = 1800;
const SHORT = 1200;
const DAY = Date.UTC(2024, 5, 15);
const MINUTE = 60_000;

type Flaws = Pick<Frame, 'exposure' | 'defocus' | 'motion' | 'tilt' | 'noise'>;
interface Shot extends Flaws {
  readonly what?: string;
  readonly moment?: number;
  readonly compensation?: number;
}

/** The list of frames under construction: names and times run on. */
class Roll {
  readonly frames: Frame[] = [];
  #number = 41;

  /** A series of one scene, `gap` milliseconds apart, from `minute` of the day on. */
  take(
    scene: SceneName,
    arrangement: number,
    minute: number,
    gap: number,
    settings: Frame['settings'],
    shots: readonly Shot[],
    options: {
      readonly orientation?: 6 | 8;
      readonly pair?: boolean;
      readonly isBracket?: boolean;
    } = {},
  ): void {
    shots.forEach(({ what, moment = 0, compensation, ...flaws }, index) => {
      this.#number += 1;
      const stem = `IMG_${String(this.#number).padStart(4, '0')}`;
      const frame: Omit<Frame, 'name' | 'format'> = {
        scene,
        arrangement,
        moment,
        description: what === undefined ? `Practice: ${scene}` : `Practice: ${scene}, ${what}`,
        time: DAY + minute * MINUTE + 137 + index * gap,
        upright: options.orientation === undefined ? [LONG, SHORT] : [SHORT, LONG],
        orientation: options.orientation ?? 1,
        settings: compensation === undefined ? settings : bracketed(settings, compensation),
        ...(options.isBracket === true && { isBracket: true }),
        ...flaws,
      };
      this.frames.push({ ...frame, name: `${stem}.JPG`, format: 'jpeg' });
      if (options.pair === true) this.frames.push({ ...frame, name: `${stem}.DNG`, format: 'dng' });
    });
  }
}

function bracketed(settings: Frame['settings'], compensation: number): Frame['settings'] {
  const [numerator, denominator] = settings.shutter;
  return {
    ...settings,
    compensation,
    shutter: [numerator, Math.round(denominator / 2 ** compensation)],
  };
}

function burst(count: number, flaws: Readonly<Record<number, Shot>> = {}): Shot[] {
  return Array.from({ length: count }, (_value, index) => ({
    moment: count === 1 ? 0 : index / (count - 1),
    ...flaws[index],
  }));
}

/**
 * The 60 files of the practice shoot, a summer's day: bursts with sub-second times, one exposure bracket,
 * three RAW+JPEG pairs, portraits in portrait format, and everything that goes wrong.
 */
export function practiceShoot(): readonly Frame[] {
  const roll = new Roll();
  const meadow = { shutter: [1, 640], aperture: 4, iso: 200, focalLength: 85 } as const;
  roll.take(
    'meadow',
    1,
    8 * 60 + 12,
    180,
    meadow,
    burst(6, {
      3: { moment: 0.6, what: 'blurred by motion', motion: { length: 17, angle: 20 } },
    }),
  );
  roll.take('meadow', 2, 8 * 60 + 19, 41_000, meadow, [
    {},
    { what: 'out of focus', defocus: 5 },
    { what: 'slightly out of focus', defocus: 2 },
    { what: 'too bright', exposure: 2.2 },
  ]);
  const still = { shutter: [1, 60], aperture: 5.6, iso: 400, focalLength: 50 } as const;
  roll.take('still life', 1, 10 * 60 + 40, 65_000, still, [
    {},
    { what: 'too dark', exposure: -2.6 },
    { what: 'too bright', exposure: 1.8 },
  ]);
  roll.take('still life', 2, 10 * 60 + 55, 48_000, { ...still, iso: 12_800, shutter: [1, 500] }, [
    { what: 'noisy', noise: 18 },
    { what: 'very noisy', noise: 28 },
  ]);
  roll.take('still life', 3, 11 * 60 + 3, 30_000, still, [{}, {}], { pair: true });
  const people = { shutter: [1, 250], aperture: 2.8, iso: 320, focalLength: 85 } as const;
  roll.take(
    'portrait',
    1,
    13 * 60 + 5,
    210,
    people,
    burst(5, {
      1: { moment: 0.25, what: 'out of focus', defocus: 3.5 },
      2: { moment: 0.5, what: 'eyes closed' },
    }),
    { orientation: 6 },
  );
  roll.take('portrait', 2, 13 * 60 + 20, 320, people, burst(3), { orientation: 8 });
  roll.take('portrait', 3, 13 * 60 + 32, 52_000, people, [
    {},
    { what: 'blurred by motion', motion: { length: 25, angle: 165 } },
  ]);
  const shore = { shutter: [1, 500], aperture: 8, iso: 100, focalLength: 35 } as const;
  roll.take(
    'sea',
    1,
    16 * 60 + 44,
    700,
    shore,
    [
      { what: 'bracket −2 EV', compensation: -2, exposure: -2 },
      { what: 'bracket 0 EV', compensation: 0 },
      { what: 'bracket +2 EV', compensation: 2, exposure: 2 },
    ].map((shot) => ({ ...shot, what: shot.what.replace('−', '-') })),
    { isBracket: true },
  );
  roll.take('sea', 2, 16 * 60 + 58, 37_000, shore, [
    { what: 'level' },
    { what: 'tilted 4 degrees clockwise', tilt: 4 },
    { what: 'tilted 6 degrees anticlockwise', tilt: -6 },
  ]);
  roll.take('sea', 3, 17 * 60 + 10, 250, shore, burst(5));
  roll.take('sea', 4, 17 * 60 + 25, 1000, shore, [{}], { pair: true });
  const dusk = { shutter: [1, 125], aperture: 8, iso: 200, focalLength: 60 } as const;
  roll.take('mountains', 1, 20 * 60 + 35, 400, dusk, burst(4));
  roll.take('mountains', 2, 20 * 60 + 48, 58_000, dusk, [
    {},
    { what: 'too dark', exposure: -3 },
    { what: 'tilted 3 degrees clockwise', tilt: 3 },
    { what: 'out of focus', defocus: 7 },
  ]);
  roll.take('mountains', 3, 21 * 60 + 2, 500, { ...dusk, iso: 800 }, burst(3), { orientation: 6 });
  const night = { shutter: [1, 15], aperture: 2.8, iso: 3200, focalLength: 35 } as const;
  roll.take('city', 1, 22 * 60 + 20, 33_000, night, [
    { noise: 5 },
    { what: 'camera shake', motion: { length: 29, angle: 70 }, noise: 4 },
    { what: 'noisy', noise: 15 },
    { what: 'too bright', exposure: 2.4, noise: 4 },
  ]);
  roll.take(
    'city',
    2,
    22 * 60 + 33,
    600,
    { ...night, shutter: [1, 30] },
    burst(3).map((shot) => ({ ...shot, noise: 4 })),
  );
  return roll.frames;
}
