import * as v from 'valibot';

/** The first file of a backup: what is in it, and how each file is known to be whole. */
export const ManifestSchema = v.object({
  format: v.literal(1),
  /** Of the Keepers that made it. */
  version: v.string(),
  /** Milliseconds since 1970. */
  createdAt: v.number(),
  photos: v.number(),
  /** Folders of the library. */
  roots: v.array(v.string()),
  files: v.array(v.object({ path: v.string(), bytes: v.number(), sha256: v.string() })),
});
export type Manifest = v.InferOutput<typeof ManifestSchema>;

export interface BackupSource {
  /** KEEPERS_HOME. */
  readonly home: string;
  readonly version: string;
  /** Writes one consistent copy of the catalogue to a path. */
  copyCatalogue(to: string): Promise<void>;
  readonly photos: number;
  readonly roots: readonly string[];
}
