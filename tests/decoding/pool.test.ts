import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../src-main/decoding/index.ts';
import type { DecodeCalls } from '../../src-main/decoding/calls.ts';
import type { PassOne, Source } from '../../src-main/decoding/types.ts';
import { serveCalls } from '../../src-main/workers/rpc.ts';
import type { SpawnWorker } from '../../src-main/workers/types.ts';
import { portPair, type Port } from '../../src-shared/port.ts';

const file = (path: string): Source => ({ kind: 'file', path });

interface Watched {
  started: number;
  large: number;
  mostFull: number;
  mostLarge: number;
}

/**
 * Processes that decode nothing, so that dying, hanging and size can be planted by name: `poison` ends its
 * process, `hang` never answers, `hog` lets nothing else in its process answer either, `large` asks for room, `unstartable` processes die before they answer.
 */
function plantedWorkers({ unstartable = 0, delay = 5 } = {}): { spawn: SpawnWorker } & Watched {
  const watched = { started: 0, large: 0, mostFull: 0, mostLarge: 0 };
  const spawn: SpawnWorker = () => {
    const [ours, theirs] = portPair();
    watched.started++;
    if (watched.started <= unstartable) {
      setTimeout(() => theirs.close(), 5);
      return ours;
    }
    serve(theirs, watched, delay);
    return ours;
  };
  return Object.assign(watched, { spawn });
}

function serve(port: Port, watched: Watched, delay: number): void {
  let full = 0;
  let blocked = false;
  const decode = async ({ path }: Source) => {
    if (path.includes('hog')) blocked = true;
    await sleep(delay);
    if (blocked) await new Promise(() => undefined);
    if (path.includes('poison')) {
      port.close();
      await new Promise(() => undefined);
    }
    if (path.includes('hang')) await new Promise(() => undefined);
  };
  serveCalls<DecodeCalls>(port, {
    hello: () => null,
    passOne: async ({ source }) => {
      await decode(source);
      return { dominantColor: source.path } as PassOne;
    },
    passTwo: async ({ source, roomForLarge }) => {
      if (source.path.includes('large') && !roomForLarge) return { tooLargeForNow: true };
      watched.mostFull = Math.max(watched.mostFull, ++full);
      if (roomForLarge) watched.mostLarge = Math.max(watched.mostLarge, ++watched.large);
      await decode(source);
      full--;
      if (roomForLarge) watched.large--;
      return { measurements: {} as never, warnings: [] };
    },
    render: () => ({ tooLargeForNow: true }),
    exportJpeg: () => ({ tooLargeForNow: true }),
    drawSvg: () => ({ bytes: new Uint8Array(), mime: 'image/jpeg', width: 1, height: 1 }),
    overlaid: () => ({ bytes: new Uint8Array(), mime: 'image/png', width: 1, height: 1 }),
    editedCopies: () => Promise.reject(new Error('not asked')),
    editedPictures: () => [],
  });
}

async function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (thrown: { code?: string }) => thrown.code ?? String(thrown),
  );
}

describe('the pool of decode processes', () => {
  it('finds the one photo that kills its process, and loses no other', async () => {
    const workers = plantedWorkers();
    const decoder = createDecoder({ spawnWorker: workers.spawn, processes: 2 });
    const names = Array.from(
      { length: 24 },
      (_, index) => (index % 7 === 3 ? 'poison' : 'good') + index,
    );
    const outcomes = await Promise.all(
      names.map((name) => outcome(decoder.passOne(file(name), { pictures: false }))),
    );
    await decoder.close();
    expect(outcomes).toEqual(
      names.map((name) => (name.startsWith('poison') ? 'photo-crashed-decoder' : 'ok')),
    );
  });

  it('gives every photo its own answer', async () => {
    const decoder = createDecoder({ spawnWorker: plantedWorkers().spawn, processes: 3 });
    const names = Array.from({ length: 30 }, (_, index) => `photo ${index}`);
    const answers = await Promise.all(
      names.map((name) => decoder.passOne(file(name), { pictures: false })),
    );
    await decoder.close();
    expect(answers.map(({ dominantColor }) => dominantColor)).toEqual(names);
  });

  it('gives up the photo that hangs, and not those beside it', async () => {
    const workers = plantedWorkers();
    const decoder = createDecoder({
      spawnWorker: workers.spawn,
      processes: 1,
      timeoutSeconds: 0.3,
    });
    const names = ['good 1', 'hang', 'good 2', 'good 3', 'hang too'];
    const errors: string[] = [];
    const outcomes = await Promise.all(
      names.map((name) =>
        outcome(
          decoder.passOne(file(name), { pictures: false }).catch((thrown: Error) => {
            errors.push(thrown.message);
            throw thrown;
          }),
        ),
      ),
    );
    await decoder.close();
    expect(outcomes).toEqual(['ok', 'photo-timed-out', 'ok', 'ok', 'photo-timed-out']);
    expect(errors[0]).toBe('Decoding took longer than 0.3 seconds and was stopped.');
  });

  it('does not blame a photo for the one that blocks its process', async () => {
    const decoder = createDecoder({
      spawnWorker: plantedWorkers({ delay: 50 }).spawn,
      processes: 1,
      timeoutSeconds: 0.3,
    });
    // The first one's time is up first, though it was the second that blocked it.
    const outcomes = await Promise.all(
      ['good', 'hog', 'also good'].map((name) =>
        outcome(decoder.passOne(file(name), { pictures: false })),
      ),
    );
    await decoder.close();
    expect(outcomes).toEqual(['ok', 'photo-timed-out', 'ok']);
  });

  it('decodes one full picture a process, and one large picture at all, at a time', async () => {
    const workers = plantedWorkers();
    const decoder = createDecoder({ spawnWorker: workers.spawn, processes: 2 });
    const names = Array.from(
      { length: 16 },
      (_, index) => (index % 2 === 0 ? 'large' : 'small') + index,
    );
    await Promise.all(names.map((name) => decoder.passTwo(file(name))));
    await decoder.close();
    expect(workers.mostFull).toBe(1);
    expect(workers.mostLarge).toBe(1);
  });

  it('starts again when a process does not start, and says so when none ever does', async () => {
    const flaky = plantedWorkers({ unstartable: 1 });
    const decoder = createDecoder({ spawnWorker: flaky.spawn, processes: 1 });
    expect(await outcome(decoder.passOne(file('good'), { pictures: false }))).toBe('ok');
    await decoder.close();

    const broken = plantedWorkers({ unstartable: Infinity });
    const never = createDecoder({ spawnWorker: broken.spawn, processes: 1 });
    expect(await outcome(never.passOne(file('good'), { pictures: false }))).toBe('internal');
    await never.close();
  });

  it('cancels what is under way and waiting when it is closed', async () => {
    const decoder = createDecoder({ spawnWorker: plantedWorkers().spawn, processes: 1 });
    const calls = ['hang', 'good', 'good', 'good'].map((name) =>
      outcome(decoder.passOne(file(name), { pictures: false })),
    );
    await decoder.close();
    expect(await Promise.all(calls)).toEqual(Array(4).fill('cancelled'));
    expect(await outcome(decoder.passTwo(file('late')))).toBe('cancelled');
  });
});
