import { LARGEST_CLOCK_OFFSET, type Camera, type ClockPreview } from '../../src-shared/bridge.ts';
import { offsetInWords, parseOffset } from '../../src-shared/clock-offset.ts';
import { wallClockMs } from '../../src-shared/wall-clock.ts';
import type { Engine } from './bridge.ts';
import type { Notices } from './notices.svelte.ts';
import type { PhotoCache } from './photos.svelte.ts';

/** Typing is let finish before the engine is asked, milliseconds. */
const PAUSE_MS = 150;

export interface ClockRooms {
  readonly engine: Engine;
  readonly photos: PhotoCache;
  readonly notices: Notices;
  undo(): void;
}

/** Cameras, and the correction of one's clock as it is being tried. */
export class Clocks {
  readonly #rooms: ClockRooms;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  cameras = $state.raw<readonly Camera[]>([]);
  loaded = $state(false);
  chosen = $state<number>();
  /** What is typed. */
  text = $state('');
  /** Which of the camera's photos is looked at, from 0 by time. */
  index = $state(0);
  preview = $state.raw<ClockPreview>();

  readonly camera = $derived(this.cameras.find(({ id }) => id === this.chosen));
  /** Seconds, or undefined where what is typed is none or too much. */
  readonly seconds = $derived.by(() => {
    const seconds = parseOffset(this.text);
    if (seconds === undefined || Math.abs(seconds) > LARGEST_CLOCK_OFFSET) return undefined;
    return seconds;
  });
  readonly changed = $derived(
    this.seconds !== undefined && this.seconds !== this.camera?.clockOffset,
  );

  constructor(rooms: ClockRooms) {
    this.#rooms = rooms;
  }

  async load(): Promise<void> {
    const { camera } = this;
    const untouched = camera === undefined || !this.changed;
    this.cameras = await this.#rooms.engine.request('cameras.list', {});
    this.loaded = true;
    const now = this.cameras.find(({ id }) => id === this.chosen) ?? this.cameras[0];
    if (now === undefined) return;
    // What is being tried stays; else the field follows what is set, an undo for instance.
    if (untouched || now.id !== this.chosen) this.choose(now);
    else this.#look();
  }

  choose(camera: Camera): void {
    if (camera.id !== this.chosen) this.index = 0;
    this.chosen = camera.id;
    this.type(offsetInWords(camera.clockOffset));
  }

  type(text: string): void {
    this.text = text;
    this.#look();
  }

  add(seconds: number): void {
    this.type(offsetInWords((this.seconds ?? this.camera?.clockOffset ?? 0) + seconds));
  }

  lookAt(index: number): void {
    this.index = index;
    this.#look();
  }

  /** Corrects the clock by what is typed. */
  async set(): Promise<void> {
    const { camera, seconds } = this;
    if (camera === undefined || seconds === undefined) return;
    const { engine, notices, undo } = this.#rooms;
    await engine.request('cameras.setClock', { cameraId: camera.id, seconds });
    notices.info(
      seconds === 0
        ? `The clock of ${camera.name} is taken as it is`
        : `Corrected the clock of ${camera.name} by ${offsetInWords(seconds)}`,
      { label: 'Undo', run: undo },
    );
    await this.load();
  }

  /**
   * Types the correction by which two photos of different cameras show the same moment; the camera that is chosen is
   * the one that is corrected. Resolves with why it cannot be, or undefined.
   */
  async match(ids: readonly number[]): Promise<string | undefined> {
    const { engine } = this.#rooms;
    const details = await Promise.all(ids.map((id) => engine.request('photos.detail', { id })));
    const isOwn = (exif: { camera?: string | undefined; serial?: string | undefined }) =>
      exif.camera === this.camera?.name && exif.serial === this.camera?.serial;
    const own = details.find(({ exif }) => isOwn(exif));
    const other = details.find(({ exif }) => !isOwn(exif));
    if (own === undefined || other === undefined) {
      return `Select one photo of ${this.camera?.name ?? 'this camera'} and one of another camera.`;
    }
    const wrote = wallClockMs(own.exif.capturedAt ?? '');
    const moment = wallClockMs(other.photo.capturedAt ?? '');
    if (wrote === undefined || moment === undefined) return 'One of the two has no capture time.';
    this.type(offsetInWords((moment - wrote) / 1000));
    return undefined;
  }

  #look(): void {
    clearTimeout(this.#timer);
    const { chosen, seconds, index } = this;
    if (chosen === undefined || seconds === undefined) return;
    this.#timer = setTimeout(() => void this.#ask(chosen, seconds, index), PAUSE_MS);
  }

  async #ask(cameraId: number, seconds: number, index: number): Promise<void> {
    const asked = ++this.#asked;
    try {
      const { engine, photos } = this.#rooms;
      const preview = await engine.request('cameras.preview', { cameraId, seconds, index });
      await photos.load(preview.around.map(({ id }) => id));
      if (asked === this.#asked) this.preview = preview;
    } catch (thrown) {
      this.#rooms.notices.error(thrown);
    }
  }
}
