import { CELL_SIZE, HEAT_OPACITY, LEFT_WIDTH, PAGES, RIGHT_WIDTH, type Layout } from './layout.ts';

/** 0 fits the photo into the window; 1 and 2 are screen pixels for each pixel of the photo. */
export type Zoom = Layout['zoom'];

/** Where the window is and how it is arranged. */
export class View {
  mode = $state<Layout['mode']>('grid');
  leftOpen = $state(true);
  rightOpen = $state(true);
  leftWidth = $state(LEFT_WIDTH.initial);
  rightWidth = $state(RIGHT_WIDTH.initial);
  cellSize = $state(CELL_SIZE.initial);
  tab = $state<Layout['tab']>('why');
  surround = $state<Layout['surround']>('theme');
  zoom = $state<Zoom>(0);
  /** The point of the photo, shares of its sides, in the middle of the zoomed loupe. */
  centre = $state.raw({ x: 0.5, y: 0.5 });
  /** Whether the pointer is on a stage: zooming goes there. */
  pointed = false;
  clipping = $state(false);
  thirds = $state(false);
  /** Where in the photo its scores come from, over the photo: of which score, and how much of it is seen, 0 to 1. */
  heatMap = $state(false);
  heatOf = $state<Layout['heatOf']>('aesthetic');
  heatOpacity = $state(HEAT_OPACITY.initial);
  /** The numbers behind the bars of the Why panel. */
  numbers = $state(false);
  /** Groups are shown as stacks, and a closed one as one photo. */
  stacks = $state(true);
  /** The frames of the burst at 100 %, in a row under the loupe. */
  burst = $state(false);
  /** The photos alone, without panels and bars. */
  fullScreen = $state(false);
  /** Roots whose folders are folded away. */
  folded = $state.raw<readonly number[]>([]);
  helpOpen = $state(false);
  browserOpen = $state(false);

  /** Opens the window where it was left. */
  restore(layout: Layout): void {
    const { filter, sort, varied, active, openedAt, covers, ...rest } = layout;
    void [filter, sort, varied, active, openedAt, covers];
    Object.assign(this, rest);
  }

  /** Whether the centre shows photos, and not one of the pages beside them. */
  get showsPhotos(): boolean {
    return !(PAGES as readonly string[]).includes(this.mode);
  }

  get panelsOpen(): boolean {
    return this.leftOpen || this.rightOpen;
  }

  togglePanels(): void {
    const open = !this.panelsOpen;
    this.leftOpen = open;
    this.rightOpen = open;
  }

  /** Opens the right panel at a tab; folds it where that tab is open already. */
  toggleTab(tab: Layout['tab']): void {
    const shown = this.rightOpen && this.tab === tab;
    this.rightOpen = !shown;
    this.tab = tab;
  }

  resizeCells(factor: number): void {
    const next = Math.round((this.cellSize * factor) / 8) * 8;
    this.cellSize = Math.max(CELL_SIZE.min, Math.min(CELL_SIZE.max, next));
  }

  /** What is kept of the window. */
  get arrangement(): Omit<Layout, 'filter' | 'sort' | 'varied' | 'active' | 'openedAt' | 'covers'> {
    const { mode, leftOpen, rightOpen, leftWidth, rightWidth, cellSize } = this;
    const { tab, surround, zoom, clipping, thirds, stacks, burst } = this;
    const { heatMap, heatOf, heatOpacity, numbers } = this;
    return {
      ...{ mode, leftOpen, rightOpen, leftWidth, rightWidth, cellSize },
      ...{ tab, surround, zoom, clipping, thirds, stacks, burst, folded: [...this.folded] },
      ...{ heatMap, heatOf, heatOpacity, numbers },
    };
  }
}
