import type { Profile, Verdict } from '../../../src-shared/verdict.ts';
import type { Case } from '../cases.ts';

/** What an editor made of a photo; a part that it has no field for is absent. */
export type Seen = Partial<Verdict>;

/** A program that reads and writes verdicts, run as it is. */
export interface Editor {
  readonly name: string;
  /** The profile that Keepers writes for it. */
  readonly profile: Profile;
  /** Why it cannot be run here, or its version. */
  readonly missing?: string;
  readonly version?: string;
  /** It writes into the photo as well as beside it. */
  readonly embeds?: true;
  /** How it was asked, for the table. */
  readonly how: string;
  /** What explains the table, as a sentence. */
  readonly note?: string;
  /** What it reads of each photo of a folder that Keepers has written beside, by the photo's name without extension. */
  read(folder: string, names: readonly string[]): Promise<Map<string, Seen>>;
  /**
   * Has it write verdicts for photos of a folder, upon whatever lies beside them; answers with what was set.
   */
  write(folder: string, cases: readonly Case[]): Promise<Map<string, Seen>>;
}
