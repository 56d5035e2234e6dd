import { either, say } from '../grammar.ts';
import type { EditGrammars } from './types.ts';

export const COMPOSITION_EDITS: EditGrammars<'tilt' | 'off_centre'> = {
  tilt: {
    weak: either(
      say`${['Slightly', 'A little', 'Somewhat']} ${['crooked', 'tilted']}.`,
      say`The camera was not held quite level: ${['level lines slope', 'upright lines lean a little']}.`,
      say`The horizon is ${['a little', 'slightly']} off level.`,
      say`It needs ${['straightening by a few degrees', 'a small turn to be level']}.`,
    ),
    strong: either(
      say`${['Badly', 'Clearly', 'Very']} ${['crooked', 'tilted']}.`,
      say`The camera was held crooked: ${['everything leans to one side', 'level lines run downhill']}.`,
      say`The horizon is ${['far', 'clearly']} off level.`,
      say`${['The whole scene', 'Everything']} leans as if about to ${['slide', 'fall over']}.`,
    ),
  },
  off_centre: {
    weak: either(
      say`The frame is ${['a little', 'somewhat']} too far to one side.`,
      say`The crop is ${['slightly', 'somewhat']} off: ${['one side is tight and the other empty', 'the subject sits too near the edge']}.`,
      say`The subject sits ${['a little', 'somewhat']} too near the edge.`,
      say`Framed slightly beside the subject.`,
      say`A small shift of the frame would ${['centre the weight', 'help']}.`,
    ),
    strong: either(
      say`The frame is far too far to one side: ${['the subject is cut off', 'what matters is at the edge or outside']}.`,
      say`${['Badly', 'Carelessly']} cropped: ${['the subject is cut off', 'what matters is at the edge or outside']}.`,
      say`The subject is ${['pushed out of the frame', 'cut off at the edge']}.`,
      say`Framed ${['far', 'clearly']} beside the subject.`,
    ),
  },
};
