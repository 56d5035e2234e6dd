/** Measurements as facts: a name, a value with its unit, and what it means. */
import type { Measurements } from '../../src-shared/photo.ts';
import { formatShare, formatTenths } from './format.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** Below this the direction of a tilt or of a motion is not sure enough to be spoken of, 0–1. */
const SURE = 0.8;
/** Below this a tilt is within what a hand or an eye allows, degrees. */
const LEVEL = 0.3;
/** Below this motion is within what a sharp edge shows, pixels. */
const STILL = 2;

export function factsOf(measured: Measurements): Fact[] {
  const facts: Fact[] = [];
  const { clippedHighlights, clippedShadows, focus, motion, noise, horizon, measuredAt } = measured;
  facts.push({
    name: 'Highlights',
    value:
      clippedHighlights === 0 ? 'None blown out' : `${formatShare(clippedHighlights)} blown out`,
    meaning: 'Share of the frame in which a channel is at its upper end',
  });
  facts.push({
    name: 'Shadows',
    value: clippedShadows === 0 ? 'None black' : `${formatShare(clippedShadows)} black`,
    meaning: 'Share of the frame in which all channels are at their lower end',
  });
  facts.push({
    name: 'Sharpest region',
    value: focus === undefined ? 'No edge to measure' : `Blur radius ${formatTenths(focus)} px`,
    meaning: `Gaussian σ of the sharpest region, measured at ${measuredAt.width} × ${measuredAt.height}; lower is sharper`,
  });
  facts.push({
    name: 'Motion',
    value:
      motion.confidence < SURE
        ? 'Not certain'
        : motion.length < STILL
          ? 'None'
          : `${formatTenths(motion.length)} px at ${Math.round(motion.angle)}°`,
    meaning: 'Length and direction of a linear motion blur, anticlockwise from the horizontal',
  });
  facts.push({
    name: 'Horizon',
    value:
      horizon.confidence < SURE
        ? 'No level line found'
        : Math.abs(horizon.degrees) < LEVEL
          ? 'Level'
          : `Leans ${formatTenths(Math.abs(horizon.degrees))}° – turn ${horizon.degrees > 0 ? 'clockwise' : 'anticlockwise'}`,
    meaning: `Measured from lines that ought to be level or upright; confidence ${Math.round(horizon.confidence * 100)} %`,
  });
  facts.push({
    name: 'Noise',
    value: noise === undefined ? 'No flat area to measure' : `σ ${formatTenths(noise)} of 255`,
    meaning: 'Standard deviation of luminance noise in flat areas, 8-bit sRGB units',
  });
  return facts;
}
