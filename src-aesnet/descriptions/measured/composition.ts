import { either, say } from '../grammar.ts';
import { band, silent, type Band } from './band.ts';

export const LINE_SLOPE: readonly Band[] = [
  band(
    'level line',
    either(
      say`A level line ${['crosses the frame', 'runs from side to side']}${['', ', like a horizon']}.`,
      say`A level line, such as a ${['horizon', 'shore', 'shelf']}, divides the frame.`,
      say`The frame is divided by a level line${['', ', as by a horizon or a shore']}.`,
      say`A level edge from ${['side to side', 'one side to the other']}.`,
    ),
    0.75,
  ),
  silent(2),
  band(
    'slanting line',
    either(
      say`A ${['slanting', 'sloping']} line ${['crosses the frame', 'runs from side to side']}.`,
      say`The frame is divided by a ${['slanting', 'sloping']} line${['', ', as by a road, a slope or the edge of a table']}.`,
      say`A line runs ${['uphill or downhill', 'at a slant']} across the whole frame.`,
    ),
  ),
];
