/** Writes checkpoints into one file for ever, until it is killed: `node checkpoint-writer.ts FILE SIZE`. */
import { writeCheckpoint } from '../../src-main/training/checkpoint.ts';
import { checkpointOf } from './checkpoint-of.ts';

const [file = '', size = ''] = process.argv.slice(2);
for (let step = 1; ; step++) {
  await writeCheckpoint(file, checkpointOf(Number(size), step));
  if (step === 1) process.stdout.write('written\n');
}
