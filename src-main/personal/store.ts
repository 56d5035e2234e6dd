/**
 * Profiles on disk, in KEEPERS_HOME/profiles: a folder each, with its settings, the answers that belong to it alone, and its
 * versions. All that a profile leaves behind lies in its folder, so that deleting that folder deletes it.
 *
 *     profiles/in-use.json             which one is in use
 *     profiles/ID/settings.json        name, sources, version in use
 *     profiles/ID/answers.jsonl        pairs and ratings, a line each
 *     profiles/ID/versions/0001.json   what was learnt, as it is exported
 *     profiles/ID/deep/                what an interrupted fine-tuning of the network found out
 */
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ProfileIdSchema, TasteSourcesSchema } from '../../src-shared/bridge/taste.ts';
import { KeepersError } from '../../src-shared/errors.ts';
import { writeDurably } from '../inference/index.ts';
import { AnswerSchema, type Answer } from './answers.ts';
import { profileText, readProfile, type Profile } from './profile.ts';

const number = v.pipe(v.number(), v.integer(), v.minValue(1));

const ProfileSettingsSchema = v.object({
  format: v.literal(1),
  name: v.string(),
  createdAt: v.number(),
  sources: TasteSourcesSchema,
  force: v.boolean(),
  /** Whether the network's head is fine-tuned, too, whenever it learns. */
  deep: v.optional(v.boolean(), false),
  learning: v.boolean(),
  current: v.optional(number),
  /** The newest version that the person asked for: it is never replaced. */
  kept: v.optional(number),
  /** What the last version was learnt from, as a hash. */
  learntFrom: v.optional(v.string()),
  /** Set where later decisions said that it got worse. */
  worse: v.optional(v.object({ comparisons: v.number(), gain: v.number() })),
});
export type ProfileSettings = v.InferOutput<typeof ProfileSettingsSchema>;

const InUseSchema = v.object({
  id: v.optional(ProfileIdSchema),
  /** SHA-256 of the version that the library was scored by. */
  scored: v.optional(v.string()),
});
export type InUse = v.InferOutput<typeof InUseSchema>;

/** Versions that are kept; older ones go, but never the one in use. */
const MOST_VERSIONS = 100;

export class ProfileStore {
  readonly folder: string;

  /** `home` is KEEPERS_HOME. */
  constructor(home: string) {
    this.folder = path.join(home, 'profiles');
  }

  /** Ids of profiles whose settings can be read, the oldest first. */
  async list(): Promise<{ id: string; settings: ProfileSettings }[]> {
    const names = await readdir(this.folder).catch(() => []);
    const found: { id: string; settings: ProfileSettings }[] = [];
    for (const id of names) {
      if (!v.is(ProfileIdSchema, id)) continue;
      const settings = await this.settings(id).catch(() => undefined);
      if (settings !== undefined) found.push({ id, settings });
    }
    return found.sort((a, b) => a.settings.createdAt - b.settings.createdAt);
  }

  async create(settings: Omit<ProfileSettings, 'format'>): Promise<string> {
    const id = randomBytes(8).toString('hex');
    await mkdir(path.join(this.#of(id), 'versions'), { recursive: true, mode: 0o700 });
    await this.setSettings(id, { format: 1, ...settings });
    return id;
  }

  /** Rejects with `profile-unknown`, or `profile-invalid` where they were changed by hand. */
  async settings(id: string): Promise<ProfileSettings> {
    const file = path.join(this.#of(id), 'settings.json');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) throw new KeepersError('profile-unknown');
    return parseJson(text, ProfileSettingsSchema, file);
  }

  async setSettings(id: string, settings: ProfileSettings): Promise<void> {
    const bytes = Buffer.from(`${JSON.stringify(settings)}\n`);
    await writeDurably(path.join(this.#of(id), 'settings.json'), bytes);
  }

  async inUse(): Promise<InUse> {
    const text = await readFile(this.#inUseFile, 'utf8').catch(() => '{}');
    try {
      return v.parse(InUseSchema, JSON.parse(text));
    } catch {
      return {};
    }
  }

  async use({ id, scored }: InUse): Promise<void> {
    if (id === undefined) await rm(this.#inUseFile, { force: true });
    else await writeDurably(this.#inUseFile, Buffer.from(JSON.stringify({ id, scored })));
  }

  /** Numbers of the versions that are there, the newest first. */
  async versions(id: string): Promise<number[]> {
    const names = await readdir(path.join(this.#of(id), 'versions')).catch(() => []);
    return names
      .flatMap((name) => /^(\d{4,})\.json$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  }

  deepFolder(id: string): string {
    return path.join(this.#of(id), 'deep');
  }

  versionFile(id: string, version: number): string {
    return path.join(this.#of(id), 'versions', `${String(version).padStart(4, '0')}.json`);
  }

  /** Rejects with what `readProfile` throws. */
  async version(id: string, version: number): Promise<Profile> {
    return await readProfile(this.versionFile(id, version));
  }

  /** Writes a version: in place of `replaces`, or as the next one. Answers with its number. */
  async addVersion(id: string, profile: Profile, replaces?: number): Promise<number> {
    const [newest = 0, ...older] = await this.versions(id);
    const own = replaces ?? newest + 1;
    await mkdir(path.join(this.#of(id), 'versions'), { recursive: true, mode: 0o700 });
    await writeDurably(this.versionFile(id, own), Buffer.from(profileText(profile)));
    const { current } = await this.settings(id);
    for (const old of older.slice(MOST_VERSIONS - 2)) {
      if (old !== current) await rm(this.versionFile(id, old), { force: true });
    }
    return own;
  }

  /** Answers and ratings, in the order in which they were given; a torn last line is left out. */
  async answers(id: string): Promise<Answer[]> {
    const text = await readFile(this.#answersFile(id), 'utf8').catch(() => '');
    return text.split('\n').flatMap((line) => {
      if (line === '') return [];
      try {
        return [v.parse(AnswerSchema, JSON.parse(line))];
      } catch {
        return [];
      }
    });
  }

  /** On disk when it resolves. */
  async addAnswers(id: string, answers: readonly Answer[]): Promise<void> {
    if (answers.length === 0) return;
    const file = this.#answersFile(id);
    const text = await readFile(file, 'utf8').catch(() => '');
    // What a power cut tore must not take the next line along.
    const torn = text !== '' && !text.endsWith('\n') ? '\n' : '';
    await appendFile(file, torn + answers.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const handle = await open(file, 'r+');
    await handle.sync().finally(() => handle.close());
  }

  async setAnswers(id: string, answers: readonly Answer[]): Promise<void> {
    const text = answers.map((each) => `${JSON.stringify(each)}\n`).join('');
    await writeDurably(this.#answersFile(id), Buffer.from(text));
  }

  async delete(id: string): Promise<void> {
    await rm(this.#of(id), { recursive: true, force: true });
    if ((await this.inUse()).id === id) await this.use({});
  }

  /** Bytes that all profiles take. */
  async bytes(): Promise<number> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    let sum = 0;
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      // One that is being written has gone by its other name in the meantime.
      const info = await stat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
      sum += info?.size ?? 0;
    }
    return sum;
  }

  get #inUseFile(): string {
    return path.join(this.folder, 'in-use.json');
  }

  #of(id: string): string {
    return path.join(this.folder, id);
  }

  #answersFile(id: string): string {
    return path.join(this.#of(id), 'answers.jsonl');
  }
}

function parseJson<Schema extends v.GenericSchema>(
  text: string,
  schema: Schema,
  file: string,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (thrown) {
    const reason = 'its settings were changed outside of Keepers';
    throw new KeepersError('profile-invalid', { file, reason }, { cause: thrown });
  }
}
