import type { Maker, MakerFacts } from './types.ts';
import { known, string } from './values.ts';

const CONTENT_ID = 0x0011;

export const apple: Maker = {
  wanted: [CONTENT_ID],
  // The same as in the film of a Live Photo.
  facts: ({ ifd }) => known<MakerFacts>({ contentId: string(ifd, CONTENT_ID) }),
};
