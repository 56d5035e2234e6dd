import type { App } from './app.svelte.ts';
import type { Varied } from './library.svelte.ts';
import type { Zoom } from './view.svelte.ts';

/** A step through the photos; in loupe and compare, where there are no rows, down and up go from burst to burst. */
export type Step = 'next' | 'previous' | 'down' | 'up' | 'page-down' | 'page-up' | 'first' | 'last';

/** From view to view, and from photo to photo. */
export class Navigation {
  readonly #app: App;
  /** Where a step leads in the grid, given the index of the active photo; set while there is a grid. */
  stepInGrid: ((step: Step, from: number) => number) | undefined;

  constructor(app: App) {
    this.#app = app;
  }

  showGrid(): void {
    const { view } = this.#app;
    view.mode = 'grid';
    view.zoom = 0;
  }

  showLoupe(id = this.#app.selection.active): void {
    const { selection, view } = this.#app;
    if (id === undefined) return;
    selection.activate(id);
    view.mode = 'loupe';
  }

  showCompare(): void {
    const { compare, notices, view } = this.#app;
    const { mode } = view;
    // Outside of the grid every frame is listed: challengers come from the burst first.
    view.mode = 'compare';
    if (compare.start()) return;
    view.mode = mode;
    notices.info('Compare takes two photos: there is only one here.');
  }

  showSurvey(): void {
    const { notices, selection, stacks, survey, view } = this.#app;
    const { active } = selection;
    if (active === undefined) return;
    const several = selection.size > 1 ? selection.ordered : stacks.stackOf(active)?.members;
    if (several === undefined) {
      notices.info('Survey shows what is selected, or a burst: select several photos first.');
      return;
    }
    view.mode = 'survey';
    view.zoom = 0;
    survey.start(several);
  }

  /** Shows the best of what is shown that are not all alike, one of a burst at most. */
  showVaried(varied: Varied): void {
    const { attempt, library, selection, view } = this.#app;
    if (!view.showsPhotos) view.mode = 'grid';
    // What was selected before is not what is picked from here.
    selection.none();
    attempt(() => library.ask({ varied }));
  }

  /** Leaves it again. */
  leaveVaried(): void {
    const { attempt, library } = this.#app;
    attempt(() => library.ask({ varied: undefined }));
  }

  /** Whether photos are on a stage, at a zoom. */
  get onStage(): boolean {
    const { mode } = this.#app.view;
    return mode === 'loupe' || mode === 'compare';
  }

  zoomTo(zoom: Zoom): void {
    const { view } = this.#app;
    if (view.mode !== 'compare') this.showLoupe();
    view.zoom = zoom;
  }

  /** `+` and `-`: cells in the grid, zoom in the loupe. */
  enlarge(direction: 1 | -1): void {
    const { view } = this.#app;
    if (view.mode === 'grid') view.resizeCells(direction > 0 ? 1.2 : 1 / 1.2);
    else if (this.onStage) view.zoom = Math.max(0, Math.min(2, view.zoom + direction)) as Zoom;
  }

  /** Goes to a photo of the strips below the stage. */
  goTo(id: number): void {
    const { compare, selection, view } = this.#app;
    if (view.mode === 'compare') compare.challenge(id);
    else selection.activate(id);
  }

  /** The next or previous photo: of the selection where several are selected, else of the list. False where there is none. */
  step(delta: 1 | -1): boolean {
    const { selection, library } = this.#app;
    if (selection.size > 1) {
      const several = selection.ordered;
      const next = several[several.indexOf(selection.active ?? -1) + delta];
      if (next !== undefined) selection.activate(next);
      return next !== undefined;
    }
    const at = selection.activeIndex + delta;
    if (at < 0 || at >= library.ids.length) return false;
    selection.moveTo(at);
    return true;
  }

  /** A step by key; with `extend` the selection grows along with it. */
  move(step: Step, extend: boolean): void {
    const { cull, library, selection, view } = this.#app;
    const last = library.ids.length - 1;
    if (view.mode === 'compare' || view.mode === 'survey') cull.move(step);
    else if (view.mode === 'grid') {
      const from = selection.activeIndex;
      const start = step === 'last' ? last : 0;
      const to = from < 0 ? start : (this.stepInGrid?.(step, from) ?? from);
      selection.moveTo(to, extend);
    } else if (step === 'first') selection.moveTo(0);
    else if (step === 'last') selection.moveTo(last);
    else if (step === 'down' || step === 'up') cull.toRun(step === 'down' ? 1 : -1);
    else this.step(step === 'next' || step === 'page-down' ? 1 : -1);
  }
}
