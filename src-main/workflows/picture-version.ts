import { createHash } from 'node:crypto';
import type { WorkItem } from '../catalogue/types.ts';

/** Names the pictures made from this state of a file: other bytes, other name. 24 hexadecimal digits. */
export function pictureVersion(item: WorkItem): string {
  return createHash('sha256')
    .update(`${item.path}\0${item.bytes}\0${item.modifiedAt}`)
    .digest('hex')
    .slice(0, 24);
}
