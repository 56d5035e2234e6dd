import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { WatchEvent } from '../../src-main/watching/types.ts';
import { type RunningScript, startScript, temporaryFolder, until, write } from './support.ts';

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

type Line =
  | WatchEvent
  | { type: 'walked'; path: string; problem?: string }
  | { type: 'handles'; open: number };

const linesOf = (script: RunningScript) => script.lines as readonly Line[];

/** Paths below `root` that a script has reported as there, in order. */
function seenBy(script: RunningScript, root: string): string[] {
  const files = linesOf(script).flatMap((line) => (line.type === 'files' ? line.files : []));
  return files.map((file) => path.relative(root, file.path)).sort();
}

const has = (script: RunningScript, type: Line['type']) =>
  linesOf(script).some((line) => line.type === type);

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
    const script = startScript('watch-and-print.ts', [root], isRoot ? { uid: NOBODY } : {});
    await until('scanned', () => has(script, 'scanned'));
    write(root, 'late.jpg');
    await until('the late file', () => seenBy(script, root).includes('late.jpg'));
    expect(await script.end()).toEqual({ code: 0, stderr: '' });
    expect(seenBy(script, root)).toEqual(['free/f.jpg', 'late.jpg', 'open.jpg']);
    const events = linesOf(script);
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
    const command = 'echo 10 > /proc/sys/user/max_inotify_watches && exec "$@"';
    const script = startScript('watch-and-print.ts', [root], {
      wrap: ['unshare', '-U', '-r', 'sh', '-c', command, 'sh'],
    });
    await until('scanned', () => has(script, 'scanned'));
    write(root, 'later/late.jpg');
    // A pass rests twenty times as long as it works, which may be seconds on a busy machine.
    await until('all files', () => new Set(seenBy(script, root)).size === 41, 30_000);
    expect(await script.end()).toEqual({ code: 0, stderr: '' });
    const modes = linesOf(script).filter((event) => event.type === 'watch');
    expect(modes.map(({ watch }) => watch)).toEqual(['native', 'paced']);
    expect(modes[1]?.reason).toContain('max_user_watches');
    expect(script.lines).toContainEqual({ type: 'handles', open: 0 });
  },
);

it('reports what may be read after all', async () => {
  const root = temporaryFolder();
  write(root, 'locked.jpg', 'closed/inside.jpg');
  chmodSync(root, 0o755);
  const locked = [path.join(root, 'locked.jpg'), path.join(root, 'closed')];
  for (const at of locked) chmodSync(at, 0o000);
  const script = startScript('watch-and-print.ts', [root], isRoot ? { uid: NOBODY } : {});
  const problems = () => linesOf(script).filter(({ type }) => type === 'problem').length;
  await until('both problems', () => problems() === 2);
  for (const at of locked) chmodSync(at, 0o755);
  await until('both files', () => seenBy(script, root).length >= 2);
  expect(await script.end()).toEqual({ code: 0, stderr: '' });
  expect(problems()).toBe(2);
  expect(seenBy(script, root)).toEqual(['closed/inside.jpg', 'locked.jpg']);
});
