/** A person who likes colours muted, which most people do not, by what the shipped model says of photos. */
import { Random } from '../../src-aesnet/random.ts';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import type { Stars } from '../../src-shared/verdict.ts';

/** A photo and how much the planted person likes it. */
export interface Liked {
  readonly id: number;
  readonly liking: number;
  readonly stars: Exclude<Stars, 0>;
}

const CUTS = [0.15, 0.4, 0.7, 0.9];

/** All photos of the library, in a fixed order that has nothing to do with the taste. */
export async function plantedTaste(client: Pick<BridgeClient, 'request'>): Promise<Liked[]> {
  const { ids } = await client.request('photos.query', {
    filter: {},
    sort: { by: 'name', direction: 'ascending' },
  });
  const liked: { id: number; liking: number }[] = [];
  for (const id of ids) {
    const { score } = await client.request('photos.detail', { id });
    const colour = score?.residuals?.color;
    if (colour !== undefined) liked.push({ id, liking: -colour });
  }
  const order = liked.map(({ liking }) => liking).sort((a, b) => a - b);
  const shuffled = Random.from(7).shuffle(Uint32Array.from(liked, (_, at) => at));
  return [...shuffled].map((at) => {
    const { id, liking } = liked[at] as (typeof liked)[number];
    const share = order.indexOf(liking) / order.length;
    const stars = (1 + CUTS.filter((cut) => share >= cut).length) as Exclude<Stars, 0>;
    return { id, liking, stars };
  });
}
