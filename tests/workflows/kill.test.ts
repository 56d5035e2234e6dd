import { expect, it } from 'vitest';
import { killCampaign } from '../support/kill-campaign.ts';

const KILLS = 15;

/** mulberry32: the same moments every time, as far as the machine lets them be. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(`${KILLS} kills while verdicts are made and written: none lost, no sidecar torn, nothing left behind`, async () => {
  const figures = await killCampaign(KILLS, random(11));
  expect(figures.acknowledged).toBeGreaterThan(KILLS);
  expect(figures.written).toBeGreaterThan(0);
  expect(figures).toMatchObject({ lost: 0, torn: 0, temporaryLeft: 0, unwritten: 0 });
}, 180_000);
