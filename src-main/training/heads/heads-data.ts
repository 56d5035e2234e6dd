import { Random } from '../../../src-aesnet/random.ts';
import { hyperParameter, type CheckpointHeader } from '../checkpoint.ts';
import { holdOutSessions } from '../data/index.ts';
import { openRated, type OpenRatedOptions, type RatedPictures } from '../rated-pictures.ts';

export interface HeadsData {
  readonly training: RatedPictures;
  readonly validation: RatedPictures;
}

/**
 * What heads are fitted on: the training pictures that the checkpoint's run learnt from, `most` of them drawn at random
 * where there are more, and all validation pictures.
 */
export async function openHeadsData(
  { config }: CheckpointHeader,
  options: OpenRatedOptions & { readonly most: number; readonly seed: number },
): Promise<HeadsData> {
  const { most, seed } = options;
  const all = await openRated('train', options);
  // Sessions that the run only looked at stay out of this, too.
  const { kept } = holdOutSessions(
    all.rows,
    hyperParameter(config, 'heldOut') ?? 0,
    hyperParameter(config, 'seed') ?? 0,
    hyperParameter(config, 'pictures'),
  );
  const learnt = new Set(kept);
  const slots = all.slots.filter((slot) => learnt.has(slot));
  const drawn = Random.from(seed).shuffle(slots).slice(0, most);
  const training = { ...all, slots: drawn.sort((a, b) => a - b) };
  return { training, validation: await openRated('validation', options) };
}
