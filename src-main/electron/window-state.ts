/** Where the window was left, in KEEPERS_HOME/window.json. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

const RectangleSchema = v.object({
  x: v.pipe(v.number(), v.integer()),
  y: v.pipe(v.number(), v.integer()),
  width: v.pipe(v.number(), v.integer(), v.minValue(1)),
  height: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
/** In device-independent pixels, as Electron counts them. */
export type Rectangle = v.InferOutput<typeof RectangleSchema>;

const WindowStateSchema = v.object({
  /** The bounds when neither maximised nor full screen. */
  bounds: RectangleSchema,
  maximized: v.boolean(),
  fullScreen: v.boolean(),
});
export type WindowState = v.InferOutput<typeof WindowStateSchema>;

export const SMALLEST = { width: 800, height: 600 };
const PREFERRED = { width: 1440, height: 900 };
/** How much of the title bar must be on a display for a window to be taken hold of. */
const GRIP = { width: 120, height: 24 };

/** What was saved; undefined where there is nothing, or nothing sensible. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    const read = v.safeParse(WindowStateSchema, JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** Saves it, whole or not at all. Synchronous, because a closing app waits for nothing else. */
export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, JSON.stringify(state));
  renameSync(temporary, file);
}

/**
 * Where to open the window: where it was left, if that can still be seen. Displays come and go, so a
 * window whose title bar lies on none of them is centred on the first, and none is larger than its
 * display's work area.
 */
export function placeWindow(
  saved: WindowState | undefined,
  workAreas: readonly Rectangle[],
): WindowState {
  const first = workAreas[0] ?? { x: 0, y: 0, ...PREFERRED };
  if (saved === undefined) {
    return { bounds: centred(PREFERRED, first), maximized: false, fullScreen: false };
  }
  const { bounds, maximized, fullScreen } = saved;
  const area = workAreas.find((candidate) => holdsGrip(bounds, candidate));
  if (area === undefined) return { bounds: centred(bounds, first), maximized, fullScreen };
  return { bounds: { ...bounds, ...fitting(bounds, area) }, maximized, fullScreen };
}

function fitting(size: { width: number; height: number }, area: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, SMALLEST.width), area.width),
    height: Math.min(Math.max(size.height, SMALLEST.height), area.height),
  };
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const { width, height } = fitting(size, area);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

function holdsGrip(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const top = bounds.y;
  return width >= GRIP.width && top >= area.y && top + GRIP.height <= area.y + area.height;
}
