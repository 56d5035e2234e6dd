declare module 'heic-decode' {
  interface Decoded {
    readonly width: number;
    readonly height: number;
    /** RGBA, row by row. */
    readonly data: Uint8ClampedArray;
  }
  /** Decodes the primary picture, upright. Rejects where the bytes are no HEIC or hold no picture. */
  export default function decode(input: { buffer: Uint8Array }): Promise<Decoded>;
}
