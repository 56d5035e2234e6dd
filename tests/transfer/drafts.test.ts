import { createHash } from 'node:crypto';
import { linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createTransfer } from '../../src-main/transfer/index.ts';
import { filesIn } from '../copying/card.ts';
import { temporaryFolder } from '../support/temporary.ts';

it('never writes over a copy through the other name that a killed run has left it', async () => {
  const folder = temporaryFolder('drafts');
  const inside = (name: string) => path.join(folder, name);
  const transfer = createTransfer({ journals: inside('journals'), lock: () => undefined });
  writeFileSync(inside('source.jpg'), 'as it was');
  const target = inside('target.jpg');
  const order = { source: inside('source.jpg'), targets: [target], tag: 'job' };
  await transfer.copy(order);
  // Killed between the copy's name and the end of its other name.
  const mark = createHash('sha256').update(`job:${target}`).digest('hex').slice(0, 16);
  const draft = inside(`.keepers-${mark}.part`);
  linkSync(target, draft);
  renameSync(target, inside('renamed.jpg'));
  writeFileSync(inside('source.jpg'), 'another');
  await transfer.copy(order);
  expect(readFileSync(inside('renamed.jpg'), 'utf8')).toBe('as it was');
  expect(readFileSync(target, 'utf8')).toBe('another');
  linkSync(target, draft);
  await transfer.clear(target, 'job');
  expect(filesIn(folder)).toEqual(['renamed.jpg', 'source.jpg', 'target.jpg']);
});
