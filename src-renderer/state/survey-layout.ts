/** How a number of frames fit best into a rectangle: pure arithmetic. */
import type { Size } from './zoom.ts';

/** Space between the frames, pixels. */
export const SURVEY_GAP = 8;

/** The number of columns at which frames of this aspect (width by height) are largest. */
export function surveyColumns(count: number, room: Size, aspect: number, line: number): number {
  let best = { columns: 1, width: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = (room.width - SURVEY_GAP * (columns - 1)) / columns;
    const height = (room.height - SURVEY_GAP * (rows - 1)) / rows - line;
    const fitted = Math.min(width, height * aspect);
    if (fitted > best.width) best = { columns, width: fitted };
  }
  return best.columns;
}
