import { KeepersError } from '../../../src-shared/errors.ts';
import { makeVariants, type PhotoVariants } from '../evaluate/clean-photos.ts';
import { readTrainedNetwork } from '../model-of-checkpoint.ts';
import { openRated, type OpenRatedOptions } from '../rated-pictures.ts';
import type { ProbedRun } from './compare-runs.ts';
import { probeNetwork, type ProbeOptions } from './probe-network.ts';

export interface ProbeRunsOptions extends OpenRatedOptions, Omit<ProbeOptions, 'onProgress'> {
  readonly photos: string;
  readonly signal: AbortSignal;
}

/** Probes checkpoints one after the other, all with the same pictures. Throws what reading them throws, and `cancelled`. */
export async function probeRuns(
  runs: readonly Pick<ProbedRun, 'name' | 'checkpoint'>[],
  { photos, signal, ...options }: ProbeRunsOptions,
): Promise<ProbedRun[]> {
  // Before anything that takes time.
  const networks = [];
  for (const { checkpoint } of runs) networks.push(await readTrainedNetwork(checkpoint));
  const pictures = {
    training: await openRated('train', options),
    validation: await openRated('validation', options),
    people: await openRated('people', options),
    photos,
    variantsOf: remembered(makeVariants),
  };
  const probed: ProbedRun[] = [];
  for (const [index, run] of runs.entries()) {
    if (signal.aborted) throw new KeepersError('cancelled');
    const network = networks[index];
    if (network === undefined) continue;
    const figures = await probeNetwork(network, pictures, {
      ...options,
      onProgress: (what, done, count) => options.onProgress(`${run.name}: ${what}`, done, count),
    });
    probed.push({ ...run, figures });
  }
  return probed;
}

/** Making the copies of a photo takes longer than looking at them, and they are the same for all runs: some 6 MB a photo. */
function remembered(make: typeof makeVariants): typeof makeVariants {
  const made = new Map<string, Promise<PhotoVariants>>();
  return (file, index) => {
    const variants = made.get(file) ?? make(file, index);
    made.set(file, variants);
    return variants;
  };
}
