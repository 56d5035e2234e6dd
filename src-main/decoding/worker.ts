/** The entry of a decode process. */
import sharp from 'sharp';
import { parentPort } from '../workers/node.ts';
import { serveCalls } from '../workers/rpc.ts';
import type { DecodeCalls } from './calls.ts';
import { drawSvg } from './draw-svg.ts';
import { editedCopies, editedPictures } from './edited.ts';
import { exportJpeg } from './export-jpeg.ts';
import { passTwo, render } from './full.ts';
import { overlaid } from './overlaid.ts';
import { passOne } from './pass-one.ts';

// One thread a picture and several pictures at once beats several threads a picture; no picture is decoded twice.
sharp.concurrency(1);
sharp.cache(false);

const port = parentPort();
port.onClose(() => process.exit(0));
serveCalls<DecodeCalls>(port, {
  hello: () => null,
  passOne: ({ source, pictures }) => passOne(source, pictures),
  passTwo,
  render,
  exportJpeg,
  drawSvg,
  overlaid: ({ source, overlay, edge }) => overlaid(source, overlay, edge),
  editedCopies,
  editedPictures,
});
