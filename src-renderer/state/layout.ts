/** What the window looked like when it was left: parsed from the settings, part by part. */
import * as v from 'valibot';
import { SCORED } from '../../src-shared/attribute.ts';
import { FilterSchema, SortSchema, type Filter } from '../../src-shared/bridge.ts';
import { DEFAULT_SORT } from './library.svelte.ts';

export const LEFT_WIDTH = { min: 180, max: 420, initial: 232 };
export const RIGHT_WIDTH = { min: 260, max: 520, initial: 320 };
export const CELL_SIZE = { min: 96, max: 480, initial: 200 };

/** Of a heat map: at first both the map and the photo below it can be read. */
export const HEAT_OPACITY = { min: 0.1, max: 1, initial: 0.6 };

/** What the centre shows in place of photos. */
export const PAGES = ['models', 'history', 'cameras', 'taste', 'calibrate'] as const;

/** What the centre is called. */
export const VIEW_NAMES: Readonly<Record<Layout['mode'], string>> = {
  grid: 'Grid',
  loupe: 'Loupe',
  compare: 'Compare',
  survey: 'Survey',
  models: 'Models and device',
  history: 'History',
  cameras: 'Cameras and clocks',
  taste: 'Taste',
  calibrate: 'Calibrate',
};

/** What surrounds the photo in the loupe. */
export const SURROUNDS = ['theme', 'black', 'dark', 'grey', 'white'] as const;

const within = ({ min, max, initial }: { min: number; max: number; initial: number }) =>
  v.fallback(v.pipe(v.number(), v.minValue(min), v.maxValue(max)), initial);

const several = v.pipe(v.number(), v.integer(), v.minValue(1));
const VariedSchema = v.object({
  top: several,
  perHour: v.optional(several),
  perFolder: v.optional(several),
});

export const LayoutSchema = v.object({
  leftOpen: v.fallback(v.boolean(), true),
  rightOpen: v.fallback(v.boolean(), true),
  leftWidth: within(LEFT_WIDTH),
  rightWidth: within(RIGHT_WIDTH),
  cellSize: within(CELL_SIZE),
  tab: v.fallback(v.picklist(['why', 'info']), 'why'),
  surround: v.fallback(v.picklist(SURROUNDS), 'theme'),
  mode: v.fallback(v.picklist(['grid', 'loupe', 'compare', 'survey', ...PAGES]), 'grid'),
  zoom: v.fallback(v.picklist([0, 1, 2]), 0),
  active: v.fallback(v.optional(v.number()), undefined),
  clipping: v.fallback(v.boolean(), false),
  thirds: v.fallback(v.boolean(), false),
  /** Whether the heat map lies over the photo, of which score, and how much of it is seen, 0 to 1. */
  heatMap: v.fallback(v.boolean(), false),
  heatOf: v.fallback(v.picklist(SCORED), 'aesthetic'),
  heatOpacity: within(HEAT_OPACITY),
  /** Whether the numbers behind the bars of the Why panel are shown. */
  numbers: v.fallback(v.boolean(), false),
  stacks: v.fallback(v.boolean(), true),
  burst: v.fallback(v.boolean(), false),
  /** Photos that the person has made covers of their stacks. */
  covers: v.fallback(v.array(v.number()), []),
  folded: v.fallback(v.array(v.number()), []),
  filter: v.fallback(FilterSchema, {} as Filter),
  sort: v.fallback(SortSchema, DEFAULT_SORT),
  varied: v.fallback(v.optional(VariedSchema), undefined),
  /** The last folder named on starting that was shown: a reload does not show it again. */
  openedAt: v.fallback(v.number(), 0),
});
export type Layout = v.InferOutput<typeof LayoutSchema>;

/** Whatever was stored, as a layout: parts that do not fit take their first values. */
export function parseLayout(stored: Record<string, unknown> | undefined): Layout {
  return v.parse(LayoutSchema, stored ?? {});
}
