/**
 * The rooms of the program and what each may import: the one place where this is written down.
 * `npm run check` enforces it through the `keepers/rooms` rule; tests/architecture plants a
 * violation to prove that it does.
 */
export interface Room {
  /** Folder, relative to the repository root, without a trailing slash. */
  readonly folder: string;
  /** Rooms whose modules this one may import, values and types. */
  readonly may: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly mayTypes?: readonly string[];
}

const SHARED = 'src-shared';
const AESNET = 'src-aesnet';
const WORKERS = 'src-main/workers';
const DOMAIN_ROOMS = [
  'src-main/watching',
  'src-main/decoding',
  'src-main/metadata',
  'src-main/catalogue',
  'src-main/inference',
  'src-main/previews',
  'src-main/transfer',
  'src-main/backup',
  'src-main/showing',
  'src-main/personal',
  'src-main/explaining',
];

export const ROOMS: readonly Room[] = [
  { folder: SHARED, may: [] },
  { folder: AESNET, may: [SHARED] },
  { folder: WORKERS, may: [SHARED] },
  { folder: 'src-main/measuring', may: [SHARED] },
  { folder: 'src-main/watching', may: [SHARED] },
  { folder: 'src-main/decoding', may: [SHARED, AESNET, WORKERS, 'src-main/measuring'] },
  { folder: 'src-main/metadata', may: [SHARED] },
  { folder: 'src-main/catalogue', may: [SHARED] },
  { folder: 'src-main/inference', may: [SHARED, AESNET, WORKERS] },
  {
    folder: 'src-main/explaining',
    may: [SHARED, AESNET, 'src-main/inference'],
    mayTypes: ['src-main/decoding'],
  },
  { folder: 'src-main/personal', may: [SHARED, AESNET, WORKERS, 'src-main/inference'] },
  { folder: 'src-main/previews', may: [SHARED] },
  { folder: 'src-main/sample', may: [SHARED] },
  { folder: 'src-main/transfer', may: [SHARED] },
  { folder: 'src-main/backup', may: [SHARED, 'src-main/transfer'] },
  { folder: 'src-main/showing', may: [SHARED, AESNET] },
  {
    folder: 'src-main/workflows',
    // `personal` is rules, too, which the command line shares.
    may: [SHARED, AESNET, 'src-main/personal'],
    mayTypes: [...DOMAIN_ROOMS, 'src-main/sample'],
  },
  {
    folder: 'src-main/training',
    may: [
      SHARED,
      AESNET,
      WORKERS,
      'src-main/decoding',
      'src-main/explaining',
      'src-main/inference',
      'src-main/personal',
    ],
  },
  {
    folder: 'src-main/engine',
    may: [
      SHARED,
      AESNET,
      WORKERS,
      ...DOMAIN_ROOMS,
      'src-main/measuring',
      'src-main/sample',
      'src-main/workflows',
    ],
  },
  { folder: 'src-main/server', may: [SHARED, WORKERS, 'src-main/engine'] },
  {
    folder: 'src-main/cli',
    may: [
      SHARED,
      WORKERS,
      'src-main/engine',
      'src-main/server',
      'src-main/training',
      'src-main/personal',
    ],
  },
  { folder: 'src-main/electron', may: [SHARED, WORKERS, 'src-main/engine'] },
  { folder: 'src-renderer', may: [SHARED], mayTypes: [AESNET] },
];

/** Packages that one room alone may import, so that each can be replaced in one place. */
export const GUARDED_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  chokidar: ['src-main/watching'],
  trash: ['src-main/transfer'],
  pdfkit: ['src-main/showing'],
  tar: ['src-main/backup'],
  // The practice shoot draws and encodes pictures; it decodes none.
  sharp: ['src-main/decoding', 'src-main/sample'],
  'heic-decode': ['src-main/decoding'],
  'exiftool-vendored': ['src-main/metadata', 'src-main/sample'],
  exifr: ['src-main/metadata'],
  '@xmldom/xmldom': ['src-main/metadata'],
  'better-sqlite3': ['src-main/catalogue'],
  'onnxruntime-node': ['src-main/inference'],
  electron: ['src-main/electron'],
  svelte: ['src-renderer'],
};

/** Modules inside a room that may be the only ones to touch something. */
export const GUARDED_MODULES: Readonly<Record<string, readonly string[]>> = {
  // One file of the renderer touches the bridge's client.
  'src-shared/bridge-client.ts': ['src-renderer/state/bridge.ts', 'src-main/'],
};
