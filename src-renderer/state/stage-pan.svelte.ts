import { untrack } from 'svelte';
import type { View } from './view.svelte.ts';
import {
  centreFor,
  clampCentre,
  cornerOf,
  pointUnder,
  scaleOf,
  type Point,
  type Size,
} from './zoom.ts';

/** Left free around a photo that is fitted in, pixels. */
const MARGIN = 16;
/** A pointer that has moved less than this has clicked, pixels. */
const THRESHOLD = 4;
const MIDDLE: Point = { x: 0.5, y: 0.5 };

export interface StagePanOptions {
  /** The photo's size in its own pixels. */
  size(): Size;
  /** By how much the same subject lies elsewhere than in the photo that leads, shares of the frame. */
  offset(): Point;
  /** Whether zooming without a pointer goes to this photo's subject. */
  leads(): boolean;
  /** Where the photo's subject is, shares of the frame. */
  subject(): Point;
  /** Zooms in or out a step. */
  enlarge(direction: 1 | -1): void;
}

/** Where a photo lies on its stage: zoomed and dragged by pointer and keys, in step with other stages. */
export class StagePan {
  readonly #view: View;
  readonly #options: StagePanOptions;
  /** Of the stage, CSS pixels. */
  width = $state(0);
  height = $state(0);
  dragging = $state(false);
  #pointer: Point | undefined;
  #grip: { at: Point; centre: Point; moved: boolean } | undefined;

  readonly #room = $derived.by<Size>(() =>
    this.#view.zoom > 0 ? { width: this.width, height: this.height } : this.#fitted,
  );
  readonly #scale = $derived.by(() =>
    scaleOf(this.#view.zoom, this.#options.size(), this.#room, window.devicePixelRatio),
  );
  readonly #centre = $derived.by(() =>
    this.#view.zoom > 0 ? this.#clamp(this.#own(this.#view.centre)) : MIDDLE,
  );
  /** Where the photo's top left corner lies, CSS pixels. */
  readonly corner = $derived.by(() =>
    cornerOf(
      this.#centre,
      this.#options.size(),
      { width: this.width, height: this.height },
      this.#scale,
    ),
  );
  /** The photo's size on the stage, CSS pixels. */
  readonly box = $derived.by<Size>(() => {
    const { width, height } = this.#options.size();
    return { width: width * this.#scale, height: height * this.#scale };
  });

  constructor(view: View, options: StagePanOptions) {
    this.#view = view;
    this.#options = options;
    let zoomed = view.zoom;
    // Zooming by key goes to the pointer, or to the subject; the point under the pointer stays.
    $effect.pre(() => {
      const { zoom } = view;
      if (zoom === zoomed) return;
      const before = zoomed;
      zoomed = zoom;
      if (zoom > 0 && (this.#pointer !== undefined || (options.leads() && !view.pointed))) {
        untrack(() => this.#aim(before, zoom));
      }
    });
  }

  get #fitted(): Size {
    return {
      width: Math.max(1, this.width - MARGIN * 2),
      height: Math.max(1, this.height - MARGIN * 2),
    };
  }

  #clamp(centre: Point): Point {
    return clampCentre(centre, this.#options.size(), this.#room, this.#scale);
  }

  /** A point of the photo that leads, in this one; and back. */
  #own({ x, y }: Point): Point {
    const offset = this.#options.offset();
    return { x: x + offset.x, y: y + offset.y };
  }

  #setCentre({ x, y }: Point): void {
    const offset = this.#options.offset();
    this.#view.centre = { x: x - offset.x, y: y - offset.y };
  }

  #point(at: Point | undefined): void {
    this.#pointer = at;
    this.#view.pointed = at !== undefined;
  }

  #aim(before: number, zoom: number): void {
    const area = { width: this.width, height: this.height };
    const size = this.#options.size();
    const from = scaleOf(before, size, before > 0 ? area : this.#fitted, window.devicePixelRatio);
    const to = scaleOf(zoom, size, area, window.devicePixelRatio);
    const pointer = this.#pointer;
    if (pointer === undefined) {
      if (before === 0) this.#setCentre(this.#options.subject());
      return;
    }
    const was = before > 0 ? clampCentre(this.#own(this.#view.centre), size, area, from) : MIDDLE;
    const under = pointUnder(pointer, cornerOf(was, size, area, from), size, from);
    const inside = { x: Math.max(0, Math.min(1, under.x)), y: Math.max(0, Math.min(1, under.y)) };
    this.#setCentre(clampCentre(centreFor(inside, pointer, size, area, to), size, area, to));
  }

  /** Takes hold of the photo. */
  readonly down = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#grip = { at: placeOf(event), centre: this.#centre, moved: false };
  };

  readonly move = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const at = placeOf(event);
    this.#point(at);
    const grip = this.#grip;
    if (grip === undefined) return;
    const by = { x: at.x - grip.at.x, y: at.y - grip.at.y };
    if (!grip.moved && Math.hypot(by.x, by.y) < THRESHOLD) return;
    grip.moved = true;
    if (this.#view.zoom === 0) return;
    this.dragging = true;
    const { box } = this;
    this.#setCentre(
      this.#clamp({ x: grip.centre.x - by.x / box.width, y: grip.centre.y - by.y / box.height }),
    );
  };

  /** Lets go of it; a pointer that has not moved has clicked, and zooms. */
  readonly up = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    if (this.#grip !== undefined && !this.#grip.moved) {
      this.#point(placeOf(event));
      this.#view.zoom = this.#view.zoom > 0 ? 0 : 1;
    }
    this.cancel();
  };

  readonly cancel = (): void => {
    this.#grip = undefined;
    this.dragging = false;
  };

  readonly leave = (): void => this.#point(undefined);

  readonly wheel = (event: WheelEvent & { currentTarget: HTMLElement }): void => {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) {
      this.#point(placeOf(event));
      this.#options.enlarge(event.deltaY < 0 ? 1 : -1);
    } else if (this.#view.zoom > 0) {
      const { box } = this;
      this.#setCentre(
        this.#clamp({
          x: this.#centre.x + event.deltaX / box.width,
          y: this.#centre.y + event.deltaY / box.height,
        }),
      );
    }
  };
}

function placeOf(event: MouseEvent & { currentTarget: HTMLElement }): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
