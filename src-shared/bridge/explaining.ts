/** The part of the contract about where in a photo its scores come from. */
import * as v from 'valibot';
import { SCORED } from '../attribute.ts';
import { count, id, request } from './values.ts';

/** What every place of a photo lends its scores. */
export const HeatMapsSchema = v.object({
  /** The model in use, whose maps they are. */
  model: v.object({ id: v.string(), version: v.string() }),
  /** Places across and down: the upright frame, cut into so many parts. */
  width: count,
  height: count,
  /** Of each score the points that a place adds to it or takes from it, row by row from the top left. */
  maps: v.record(v.picklist(SCORED), v.optional(v.array(v.number()))),
});
export type HeatMaps = v.InferOutput<typeof HeatMapsSchema>;

export const EXPLAINING_REQUESTS = {
  /** Worked out anew from the photo's file, or from its preview while the drive is not connected. */
  'photos.heatMaps': request(v.object({ id }), HeatMapsSchema),
} as const;
