import { describe, expect, it } from 'vitest';
import { TensorWriter } from '../../src-main/inference/tensors.ts';

const preprocessing = {
  side: 2,
  layout: 'NCHW',
  channels: 'RGB',
  resize: 'squash',
  kernel: 'lanczos3',
  divisor: 127.5,
  offset: -1,
} as const;

describe('TensorWriter', () => {
  it('turns interleaved bytes into planes of x / 127.5 − 1', () => {
    const writer = new TensorWriter(preprocessing);
    // Red, green, blue per pixel, two rows of two pixels.
    const first = Uint8Array.from([0, 255, 51, 255, 0, 51, 0, 0, 51, 255, 255, 51]);
    const second = new Uint8Array(12).fill(255);
    const expected = [
      [-1, 1, -1, 1],
      [1, -1, -1, 1],
      [-0.6, -0.6, -0.6, -0.6].map(Math.fround),
      Array.from({ length: 12 }, () => 1),
    ].flat();
    expect(Array.from(writer.write([first, second]))).toEqual(expected);
  });

  it('refuses a picture of another size', () => {
    const writer = new TensorWriter(preprocessing);
    expect(() => writer.write([new Uint8Array(11)])).toThrow(/expected 12 bytes.*received 11/);
  });
});
