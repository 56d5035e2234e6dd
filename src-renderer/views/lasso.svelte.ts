import type { VirtualizerHandle } from 'virtua/svelte';
import type { App } from '../state/app.svelte.ts';
import type { Row } from '../state/grid-layout.ts';
import { caughtBy, rectangleOf, type Rectangle } from '../state/lasso.ts';

/** A pointer that has moved less than this is a click, pixels. */
const THRESHOLD = 6;
/** The grid scrolls by itself while the pointer is this close to its edge, pixels. */
const EDGE = 32;

interface GridGeometry {
  rows(): readonly Row[];
  cell(): number;
  height(): number;
  virtual(): VirtualizerHandle | undefined;
  scroller(): HTMLElement | undefined;
  readonly padding: number;
}

/** Hold and drag over the grid: everything that the rectangle touches is selected. */
export class Lasso {
  readonly #app: App;
  readonly #grid: GridGeometry;
  #origin: { x: number; y: number } | undefined;
  #base: ReadonlySet<number> = new Set();
  #pointer = { x: 0, y: 0 };
  #frame = 0;
  /** A drag has ended whose click is still to come. */
  #clickToCome = false;
  /** In the grid's contents: x from the first cell's edge, y from the top. */
  rectangle = $state.raw<Rectangle>();

  constructor(app: App, grid: GridGeometry) {
    this.#app = app;
    this.#grid = grid;
  }

  get dragging(): boolean {
    return this.rectangle !== undefined;
  }

  /** Whether this click is only the end of a drag. */
  endsWithClick(): boolean {
    const ends = this.#clickToCome;
    this.#clickToCome = false;
    return ends;
  }

  start(event: PointerEvent): void {
    this.#clickToCome = false;
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const scroller = this.#grid.scroller();
    // On the scroll bar nothing begins.
    if (scroller === undefined || event.offsetX < 0 || this.#onScrollBar(event, scroller)) return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    this.#origin = this.#place();
    const add = event.shiftKey || event.ctrlKey || event.metaKey;
    this.#base = add ? this.#app.selection.ids : new Set();
  }

  move(event: PointerEvent): void {
    if (this.#origin === undefined) return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    const here = this.#place();
    const moved = Math.hypot(here.x - this.#origin.x, here.y - this.#origin.y);
    if (!this.dragging && moved < THRESHOLD) return;
    if (!this.dragging) {
      this.#grid.scroller()?.setPointerCapture(event.pointerId);
      this.#frame = requestAnimationFrame(() => this.#scroll());
    }
    this.#catch();
  }

  end(_event: PointerEvent): void {
    this.#clickToCome = this.dragging;
    cancelAnimationFrame(this.#frame);
    this.#origin = undefined;
    this.rectangle = undefined;
  }

  #onScrollBar(event: PointerEvent, scroller: HTMLElement): boolean {
    return event.clientX > scroller.getBoundingClientRect().left + scroller.clientWidth;
  }

  #place(): { x: number; y: number } {
    const scroller = this.#grid.scroller();
    if (scroller === undefined) return { x: 0, y: 0 };
    const box = scroller.getBoundingClientRect();
    return {
      x: this.#pointer.x - box.left - this.#grid.padding,
      y: this.#pointer.y - box.top + scroller.scrollTop,
    };
  }

  #catch(): void {
    const virtual = this.#grid.virtual();
    if (this.#origin === undefined || virtual === undefined) return;
    const rectangle = rectangleOf(this.#origin, this.#place());
    this.rectangle = rectangle;
    const rows = this.#grid.rows();
    const caught = caughtBy(
      rectangle,
      rows,
      virtual.findItemIndex(rectangle.top),
      virtual.findItemIndex(rectangle.bottom),
      this.#grid.cell(),
      this.#grid.height(),
      (row) => virtual.getItemOffset(row) + this.#grid.padding,
    );
    const { ids } = this.#app.library;
    this.#app.selection.lasso(
      this.#base,
      caught.flatMap((index) => ids[index] ?? []),
    );
  }

  #scroll(): void {
    const scroller = this.#grid.scroller();
    if (!this.dragging || scroller === undefined) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const { y } = this.#pointer;
    const by = y < top + EDGE ? y - top - EDGE : y > bottom - EDGE ? y - bottom + EDGE : 0;
    if (by !== 0) {
      scroller.scrollTop += by / 2;
      this.#catch();
    }
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }
}
