import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { WatchEvent } from '../../src-main/watching/types.ts';
import { runScript, sleep, temporaryFolder, write } from './support.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

const namespaces = (() => {
  try {
    execFileSync('unshare', ['-U', '-r', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

it('reports what may not be read, each once, and everything else', async () => {
  const root = temporaryFolder();
  write(root, 'open.jpg', 'locked.jpg', 'closed/inside.jpg', 'free/f.jpg');
  if (isRoot) {
    for (const at of ['.', 'open.jpg', 'locked.jpg', 'closed', 'free', 'free/f.jpg']) {
      chownSync(path.join(root, at), NOBODY, NOBODY);
    }
  }
  chmodSync(root, 0o755);
  chmodSync(path.join(root, 'locked.jpg'), 0o000);
  chmodSync(path.join(root, 'closed'), 0o000);
  try {
    const late = [`${root}/late.jpg=600`];
    const { code, lines, stderr } = await runScript(
      'watch-and-print.ts',
      [root, '2000', ...late],
      isRoot ? { uid: NOBODY } : {},
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const events = lines as (WatchEvent | { type: 'walked'; path: string; problem?: string })[];
    const files = events.flatMap((event) => (event.type === 'files' ? event.files : []));
    expect(files.map((file) => path.relative(root, file.path)).sort()).toEqual([
      'free/f.jpg',
      'late.jpg',
      'open.jpg',
    ]);
    const problems = events.filter((event) => event.type === 'problem');
    expect(
      problems.map((event) => [path.relative(root, event.path), event.code, event.reason]).sort(),
    ).toEqual([
      ['closed', 'folder-unreadable', 'permission denied'],
      ['locked.jpg', 'file-no-permission', 'permission denied'],
    ]);
    const walked = events.filter((event) => event.type === 'walked');
    expect(walked.map((item) => [path.relative(root, item.path), item.problem])).toEqual([
      ['late.jpg', undefined],
      ['locked.jpg', 'file-no-permission'],
      ['open.jpg', undefined],
      ['closed', 'folder-unreadable'],
      ['free/f.jpg', undefined],
    ]);
    expect(events.find((event) => event.type === 'scanned')).toMatchObject({ complete: true });
  } finally {
    chmodSync(path.join(root, 'closed'), 0o755);
  }
});

it.skipIf(!namespaces)(
  'goes on by paced rescans when the system has no folder watch left (skipped without user namespaces)',
  async () => {
    const root = temporaryFolder();
    for (let index = 0; index < 40; index++) write(root, `folder${index}/${index}.jpg`);
    mkdirSync(path.join(root, 'later'));
    chmodSync(root, 0o755);
    // The limit is set for a user namespace of the child's own.
    const script = 'echo 10 > /proc/sys/user/max_inotify_watches && exec "$@"';
    const { code, lines, stderr } = await runScript(
      'watch-and-print.ts',
      [root, '3000', `${root}/later/late.jpg=1000`],
      { wrap: ['unshare', '-U', '-r', 'sh', '-c', script, 'sh'] },
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const events = lines as WatchEvent[];
    const modes = events.filter((event) => event.type === 'watch');
    expect(modes.map(({ watch }) => watch)).toEqual(['native', 'paced']);
    expect(modes[1]?.reason).toContain('max_user_watches');
    const files = events.flatMap((event) => (event.type === 'files' ? event.files : []));
    expect(new Set(files.map((file) => file.path)).size).toBe(41);
    expect(lines).toContainEqual({ type: 'handles', open: 0 });
  },
);

it('reports what may be read after all', async () => {
  const root = temporaryFolder();
  write(root, 'locked.jpg', 'closed/inside.jpg');
  chmodSync(root, 0o755);
  const locked = [path.join(root, 'locked.jpg'), path.join(root, 'closed')];
  for (const at of locked) chmodSync(at, 0o000);
  const running = runScript('watch-and-print.ts', [root, '3000'], isRoot ? { uid: NOBODY } : {});
  await sleep(1500);
  for (const at of locked) chmodSync(at, 0o755);
  const events = (await running).lines as WatchEvent[];
  const types = events.map(({ type }) => type);
  expect(types.filter((type) => type === 'problem')).toHaveLength(2);
  const files = events.flatMap((event) => (event.type === 'files' ? event.files : []));
  expect(files.map((file) => path.relative(root, file.path)).sort()).toEqual([
    'closed/inside.jpg',
    'locked.jpg',
  ]);
});
