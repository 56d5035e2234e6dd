/**
 * The inference process.
 *
 * [Note: Inference in a process of its own] onnxruntime's `run` blocks the thread that calls it for the
 * whole batch, and a graphics driver can take its process with it. In a process of its own neither
 * stalls nor ends the engine.
 */
import os from 'node:os';
import { KeepersError } from '../../src-shared/errors.ts';
import { parentPort } from '../workers/node.ts';
import { serveCalls } from '../workers/rpc.ts';
import type { Failed, InferenceCalls, Loaded, LoadRequest } from './calls.ts';
import { goldenPicture } from './golden-pictures.ts';
import {
  differenceFrom,
  drawGoldens,
  parseGoldens,
  whatDiffers,
  whatDiffersInText,
  type GoldenDifference,
  type Goldens,
} from './goldens.ts';
import { openDamage, type DamageSession } from './damage-session.ts';
import { HeatMapSession } from './heat-map-session.ts';
import type { ModelEntry } from './manifest.ts';
import { readVerified } from './model-files.ts';
import { CPU, explainFailure } from './providers.ts';
import { knownBackends, ModelSession } from './session.ts';
import { TextSession } from './text-session.ts';

interface Current {
  readonly session: ModelSession;
  readonly entry: ModelEntry;
  readonly provider: string;
}

let current: Current | undefined;
let text: TextSession | undefined;
let heatMaps: HeatMapSession | undefined;
let damage: DamageSession | undefined;

async function load(request: LoadRequest): Promise<Loaded | Failed> {
  // Before onnxruntime starts its threads, which inherit it.
  if (request.gentle) os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  switch (request.side) {
    case 'image':
      return loadImage(request);
    case 'text':
      return loadText(request);
    case 'heat-maps':
      return loadHeatMaps(request);
    case 'damage':
      return loadDamage(request);
  }
}

async function loadImage(request: LoadRequest): Promise<Loaded | Failed> {
  const { entry, folder, provider } = request;
  const bytes = await readVerified(folder, entry.model);
  return attempt(provider, async () => {
    const session = await ModelSession.open(bytes, entry, request);
    current = { session, entry, provider };
    if (!request.goldens) return { backends: knownBackends() };
    const difference = await differenceOfGoldens(session, request);
    const { tolerance } = entry.goldens;
    const failed = whatDiffers(difference, tolerance[provider] ?? tolerance.default);
    if (failed !== undefined) return { failed };
    return { difference, backends: knownBackends() };
  });
}

async function differenceOfGoldens(
  session: ModelSession,
  request: LoadRequest,
): Promise<GoldenDifference> {
  const { entry } = request;
  const goldens = await goldensOf(request);
  return differenceFrom(goldens, entry, await session.run(drawGoldens(goldens, entry)));
}

async function goldensOf({ entry, folder }: LoadRequest): Promise<Goldens> {
  const { file } = entry.goldens;
  return parseGoldens(await readVerified(folder, file), file.path);
}

function loadText(request: LoadRequest): Promise<Loaded | Failed> {
  const { entry, folder, provider } = request;
  return attempt(provider, async () => {
    const session = await TextSession.open(entry, folder, request);
    text = session;
    if (request.goldens) {
      const goldens = await goldensOf(request);
      const encoded = await session.encode((goldens.phrases ?? []).map(({ text: of }) => of));
      const failed = whatDiffersInText(goldens, encoded, entry.text?.tolerance ?? 0);
      if (failed !== undefined) return { failed };
    }
    return { backends: knownBackends() };
  });
}

/** The goldens say nothing of it: it is made of the very graph that they are of. */
async function loadHeatMaps({ entry, folder, provider, threads }: LoadRequest) {
  const bytes = await readVerified(folder, entry.model);
  return attempt(provider, async () => {
    heatMaps = await HeatMapSession.open(bytes, entry, { threads });
    return { backends: knownBackends() };
  });
}

function loadDamage({ entry, folder, provider, threads }: LoadRequest) {
  return attempt(provider, async () => {
    damage = await openDamage(entry, folder, { threads });
    return { backends: knownBackends() };
  });
}

/** Runs `work` on the loaded model; what the provider throws becomes `Failed`. */
async function attempt<T>(provider: string, work: () => Promise<T>): Promise<T | Failed> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof KeepersError) throw thrown;
    return { failed: explainFailure(provider, thrown) };
  }
}

async function onModel<T>(work: (model: Current) => Promise<T>): Promise<T | Failed> {
  const model = current;
  if (model === undefined) throw new Error('no model is loaded in this process');
  return attempt(model.provider, () => work(model));
}

serveCalls<InferenceCalls>(parentPort(), {
  load,
  run: ({ pictures }) => onModel(({ session }) => session.run(pictures)),
  encode: ({ phrases }) => {
    const session = text;
    if (session === undefined) throw new Error('no text side is loaded in this process');
    return attempt(CPU, () => session.encode(phrases));
  },
  heatMaps: ({ picture }) => {
    const session = heatMaps;
    if (session === undefined) throw new Error('no heat maps are loaded in this process');
    return attempt(CPU, () => session.map(picture));
  },
  inspect: (photo) => {
    const session = damage;
    if (session === undefined) throw new Error('nothing that inspects is loaded in this process');
    return attempt(CPU, () => session.inspect(photo));
  },
  time: ({ batch, runs }) =>
    onModel(async ({ session, entry }) => {
      const pictures = Array.from({ length: batch }, (_, seed) =>
        goldenPicture(seed, entry.preprocessing.side),
      );
      await session.run(pictures);
      let milliseconds = Infinity;
      for (let run = 0; run < runs; run++) {
        const start = performance.now();
        await session.run(pictures);
        // The shortest: whatever else the machine does can only make a run longer.
        milliseconds = Math.min(milliseconds, performance.now() - start);
      }
      return { milliseconds };
    }),
});
