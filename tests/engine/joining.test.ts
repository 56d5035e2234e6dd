import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary.ts';

const HOST = path.join(import.meta.dirname, 'engine-host.ts');
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process with an engine on `home` that answers requests sent to it. */
async function startHost(home: string) {
  const child = fork(HOST, [home], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  const [ready] = (await once(child, 'message')) as [{ role: string }];
  return {
    child,
    role: ready.role,
    ask: async (name: string, input: unknown) => {
      child.send({ name, input });
      const [answer] = (await once(child, 'message')) as [{ output?: unknown; error?: string }];
      return answer;
    },
  };
}

describe('two processes on one catalogue', () => {
  it('share one engine, and the second takes over when the first is killed', async () => {
    const home = path.join(temporaryFolder('join'), 'home');
    const shoot = temporaryFolder('shoot');
    mkdirSync(path.join(shoot, 'day'));
    const first = await startHost(home);
    const second = await startHost(home);
    expect([first.role, second.role]).toEqual(['owner', 'joined']);

    await second.ask('roots.add', { path: shoot });
    expect((await first.ask('status', {})).output).toMatchObject({ roots: [{ path: shoot }] });

    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    // Its connection is gone; the next one finds a new owner, with all that the first had.
    const after = await second.ask('status', {});
    expect(after.output).toMatchObject({ roots: [{ path: shoot }] });
    const third = await startHost(home);
    expect(third.role).toBe('joined');
  });

  it('agree on one owner when many start at once', async () => {
    const home = path.join(temporaryFolder('race'), 'home');
    const hosts = await Promise.all([1, 2, 3].map(() => startHost(home)));
    expect(hosts.map(({ role }) => role).sort()).toEqual(['joined', 'joined', 'owner']);
  });
});
