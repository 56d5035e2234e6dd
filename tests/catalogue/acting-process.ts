/**
 * Takes the random steps that their numbers stand for, one after the other, and prints each number once the catalogue has
 * acknowledged its step. Killed by its test.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { openCatalogue } from '../../src-main/catalogue/index.ts';
import { Random } from './random.ts';
import { perform, randomAction } from './steps-model.ts';

// A process that is killed would keep nothing of what it compiled.
flushCompileCache();

const [file = '', photos = '0', start = '0'] = process.argv.slice(2);
const catalogue = openCatalogue(file);
const ids = Array.from({ length: Number(photos) }, (_, index) => index + 1);
for (let count = Number(start); ; count++) {
  perform(catalogue, randomAction(new Random(count), ids));
  // Straight to the pipe, so that nothing acknowledged waits in this process.
  writeSync(1, `${count}\n`);
}
