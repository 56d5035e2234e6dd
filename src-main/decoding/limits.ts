/** Pictures above this are refused before anything is allocated: 1.2 GB of RGB. */
export const MAX_MEGAPIXELS = 400;
export const MAX_PIXELS = MAX_MEGAPIXELS * 1e6;

/** Of pictures above this (180 MB of RGB) only one is fully decoded at a time. */
export const LARGE_PIXELS = 60e6;

/** Files above this are mapped by libvips rather than read into memory first. */
export const MAX_READ_BYTES = 1024 ** 3;
