/**
 * Kills a process that judges photos and writes sidecars at random moments (1,000), and counts what is lost, torn or left
 * lying about. Prints one JSON line; all but the first four figures ought to be 0.
 *
 *     node benchmarks/kill-campaign.ts [kills]
 */
import { killCampaign } from '../tests/support/kill-campaign.ts';

const kills = Number(process.argv[2] ?? 1000);
const started = performance.now();
const figures = await killCampaign(kills, Math.random, (done, soFar) => {
  if (done % 100 === 0) console.error(`${done} kills: ${JSON.stringify(soFar)}`);
});
const seconds = Math.round((performance.now() - started) / 1000);
console.log(JSON.stringify({ ...figures, seconds }));
