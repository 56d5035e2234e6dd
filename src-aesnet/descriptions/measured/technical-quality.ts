import { either, say } from '../grammar.ts';
import { band, silent, type Band } from './band.ts';

/** What the picture shows at its own small size: a soft one may be out of focus, moved, misty or meant to be soft. */
export const SHARPNESS: readonly Band[] = [
  band(
    'soft',
    either(
      say`Soft${['', ', with blurred edges', ' throughout, without a crisp edge']}.`,
      say`No edge is crisp.`,
      say`${['Blurred', 'Soft']} outlines ${['everywhere', 'throughout']}.`,
      say`Not a crisp line ${['in it', 'anywhere']}.`,
    ),
    1.3,
  ),
  band(
    'rather soft',
    either(
      say`Rather soft${['', ' edges', ', with few crisp edges']}.`,
      say`Edges are ${['rather soft', 'softer than usual']}.`,
      say`${['Few', 'Not many']} edges are really crisp.`,
      say`On the soft side.`,
    ),
    1.55,
  ),
  band(
    'sharp',
    either(
      say`Sharp${['', ' in at least some parts', ' edges in at least some parts']}.`,
      say`Edges are ${['sharp', 'clear']}.`,
      say`${['Normal', 'Ordinary', 'Average']} sharpness.`,
      say`Outlines are ${['clear', 'well defined']}.`,
    ),
    1.85,
  ),
  band(
    'very sharp',
    either(
      say`Very sharp${['', ' edges', ', with crisp edges']}.`,
      say`Edges are ${['crisp', 'very sharp', 'razor-sharp']}.`,
      say`${['Crisp', 'Razor-sharp']} outlines and fine detail.`,
      say`Fine detail is ${['crisp', 'clearly drawn']}.`,
    ),
  ),
];

export const NOISE: readonly Band[] = [
  band(
    'no noise',
    either(
      say`${['Smooth areas are', 'Every smooth area is']} free of noise.`,
      say`${['No', 'Hardly any']} ${['noise', 'grain']} ${['to be seen', 'in smooth areas']}.`,
      say`Clean${['', ' and smooth', ', without grain']}.`,
    ),
    0.4,
  ),
  silent(0.9),
  band(
    'fine grain',
    either(
      say`${['Fine', 'Slight', 'Light']} grain ${['or texture', 'all over', 'in the smooth areas']}.`,
      say`What should be smooth is a little rough.`,
      say`A ${['fine', 'slight']} roughness like ${['film grain', 'sand']}.`,
    ),
    1.55,
  ),
  band(
    'coarse grain',
    either(
      say`${['Coarse', 'Strong', 'Rough']} grain ${['or texture', 'all over', 'even where it should be smooth']}.`,
      say`No area is smooth.`,
      say`Grainy${['', ' from edge to edge', ' throughout']}.`,
    ),
  ),
];
