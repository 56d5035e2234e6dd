/**
 * Every error that a person can meet: its code and its sentence, in one place.
 *
 * A sentence says what happened and what to do. Codes are stable: they are printed by
 * `keepers score --json`, stored in the catalogue and matched by tests.
 */
type Detail = Readonly<Record<string, string | number>>;

const SENTENCES = {
  // Files
  'file-missing': (d: Detail) =>
    `There is no file at ${d.path}. Check the path or reconnect the drive.`,
  'file-empty': () => 'The file is empty (0 bytes). Copy it again from the card.',
  'file-no-permission': () =>
    'Keepers may not read this file. Change its permissions and try again.',
  'file-unreadable': (d: Detail) =>
    `The file could not be read (${d.reason}). Check the drive and try again.`,
  'file-not-photo': () =>
    'This is not a photo that Keepers reads. See the README for the list of formats.',
  'file-name-not-utf8': () =>
    'The file name is not valid UTF-8. Rename the file and it will be read.',
  'folder-missing': (d: Detail) =>
    `There is no folder at ${d.path}. Check the path or reconnect the drive.`,
  'folder-unreadable': (d: Detail) => `The folder ${d.path} could not be read (${d.reason}).`,
  // Pictures
  'photo-damaged': (d: Detail) =>
    `No picture could be read from this file (${d.reason}). Copy it again from the card.`,
  'photo-too-large': (d: Detail) =>
    `The picture is ${d.width} × ${d.height} pixels; Keepers reads up to ${d.limit} megapixels.`,
  'photo-no-preview': () =>
    'This RAW file holds no embedded preview, so it cannot be shown or scored.',
  'photo-format-unsupported': (d: Detail) =>
    `Keepers cannot decode ${d.format} files. Convert it to JPEG or TIFF.`,
  'photo-crashed-decoder': () =>
    'Decoding this file crashed the decoder, so it is left alone. Copy it again from the card or choose “Try again”.',
  'photo-timed-out': (d: Detail) =>
    `Decoding took longer than ${d.seconds} seconds and was stopped.`,
  'photo-no-glimpse': () =>
    'This file holds no small picture of its own; it is shown once it is decoded.',
  'photo-unknown': (d: Detail) => `Photo ${d.id} is not in the catalogue. Reload the window.`,
  'exiftool-missing': () =>
    'ExifTool needs Perl, which is not installed. Install the package “perl”; until then RAW previews and embedded XMP are skipped.',
  // Models
  'model-missing': (d: Detail) =>
    `The model file ${d.file} is missing. Reinstall it under “Models and device” or with “keepers models install FILE”.`,
  'model-hash-mismatch': (d: Detail) =>
    `The model file ${d.file} does not match its SHA-256 in the manifest and is not used. Reinstall it under “Models and device” or with “keepers models install FILE”.`,
  'model-unknown': (d: Detail) =>
    `No model in the manifest matches ${d.id}. “keepers models list” shows those that are known.`,
  'model-manifest-invalid': (d: Detail) => `The model manifest ${d.file} is not valid: ${d.reason}`,
  'model-pack-invalid': (d: Detail) =>
    `${d.file} is not a model pack that Keepers can read: ${d.reason}. Fetch it again from where it came from.`,
  'model-exists': (d: Detail) =>
    `${d.id} is already there with other contents and is not replaced. Remove it first, or install a pack with another version.`,
  'model-in-use': (d: Detail) => `${d.id} comes with Keepers and cannot be removed.`,
  'provider-failed': (d: Detail) => `The execution provider ${d.provider} failed: ${d.reason}`,
  'inference-failed': (d: Detail) => `The model could not score this photo: ${d.reason}`,
  'heat-map-unsupported': (d: Detail) =>
    `No heat map can be drawn with the model ${d.model}: ${d.reason}. Its scores are not affected; the model that comes with Keepers draws them.`,
  // Text
  'text-missing': (d: Detail) =>
    `The model ${d.id} knows pictures alone, not words. Install one with a text side under “Models and device” or with “keepers models install FILE”.`,
  'phrase-empty': () =>
    'There is no word in this phrase. Write what the photos should show, such as “warm evening light”.',
  'phrase-unknown': (d: Detail) =>
    `The model knows no word of “${d.phrase}”. It reads English about how photos look, such as “too dark” or “out of focus”.`,
  'phrase-too-long': (d: Detail) =>
    `This phrase is longer than ${d.most} characters. Say it in one sentence.`,
  // Training
  'training-data-missing': (d: Detail) =>
    `Training needs ${d.path}, which is missing. Check the folder given with “--data”.`,
  'training-data-invalid': (d: Detail) =>
    `The training data in ${d.place} cannot be used: ${d.reason}. Correct it, or copy the data again.`,
  'training-config-invalid': (d: Detail) =>
    `The training config ${d.file} cannot be used: ${d.reason}. Correct that entry.`,
  'training-diverged': (d: Detail) =>
    `Training went astray at step ${d.step}: the loss is no number any more. Lower the learning rate and begin again.`,
  'checkpoint-invalid': (d: Detail) =>
    `The checkpoint ${d.file} cannot be used: ${d.reason}. Name another file, or another folder with “--run” to begin anew.`,
  'heads-invalid': (d: Detail) =>
    `The heads in ${d.file} cannot be used: ${d.reason}. Make them again with “keepers train-heads”.`,
  'figures-invalid': (d: Detail) =>
    `The figures in ${d.file} cannot be used: ${d.reason}. Make them again with “keepers evaluate --json”.`,
  'ratings-invalid': (d: Detail) =>
    `The ratings in ${d.file} cannot be used: ${d.reason}. Correct the file and try again.`,
  'profile-invalid': (d: Detail) =>
    `The profile ${d.file} cannot be used: ${d.reason}. Make it again with “keepers finetune”.`,
  'profile-model-missing': (d: Detail) =>
    `The profile ${d.file} belongs to ${d.model}, which is not installed here as it was then. Install that model, or make the profile again with “keepers finetune”.`,
  'profile-unknown': () => 'This profile is not there any more. Choose another, or make a new one.',
  'suggestions-missing': (d: Detail) =>
    `${d.model} comes without what it takes to suggest edits. Use another model, or make it with “keepers train-suggestions”.`,
  'suggestions-invalid': (d: Detail) =>
    `What comes with ${d.model} to suggest edits cannot be used: ${d.reason}. Install the model again, or make it with “keepers train-suggestions”.`,
  'decisions-missing': () =>
    'There are no stars, picks, rejects or comparisons in the library to learn from. Rate some photos first, or name a file with “--ratings”.',
  'profile-empty': (d: Detail) =>
    `The profile “${d.name}” has learnt nothing yet. Rate some photos, or answer pairs under “Calibrate”.`,
  'deep-unsupported': () =>
    'The network of this model is not one that Keepers can fine-tune, so the closed-form taste stays. Use the model that comes with Keepers, or do without fine-tuning.',
  'profile-too-deep': (d: Detail) =>
    `The profile ${d.file} fine-tunes the network’s last stage, with which every photo has to be run again: the command line does that, as in “keepers rank --profile”, the app does not. Make one with “keepers finetune --deep --depth head” for the app.`,
  'personal-unsupported': (d: Detail) =>
    `No taste can be learnt with ${d.model}: it comes without what that begins with. Use another model, or make it with “keepers train-personal”.`,
  'descriptions-missing': () =>
    'This config trains a contrastive loss, which needs descriptions. Make them with “keepers descriptions build” and name the file with --descriptions.',
  'descriptions-invalid': (d: Detail) =>
    `The descriptions in ${d.place} cannot be used: ${d.reason}. Correct the file, or make it again with “keepers descriptions”.`,
  // Catalogue, verdicts, sidecars
  'catalogue-missing': (d: Detail) =>
    `There is no library in ${d.home}. Open a folder with “keepers open” first, or set KEEPERS_HOME.`,
  'catalogue-newer': () =>
    'This catalogue was written by a newer version of Keepers. Update Keepers, or set KEEPERS_HOME to another folder.',
  'catalogue-damaged': (d: Detail) =>
    `The catalogue cannot be read (${d.reason}). Its file was left untouched; restore it from a backup or set KEEPERS_HOME to another folder.`,
  'disk-full': (d: Detail) =>
    `The disk is full: ${d.what} could not be written. Free some space; nothing was lost.`,
  'write-failed': (d: Detail) => `${d.path} could not be written (${d.reason}).`,
  'read-only-volume': (d: Detail) =>
    `${d.path} is on a read-only volume or may not be written to, so no sidecar was written. The verdict is kept in the catalogue and written when it can be.`,
  'camera-card': () =>
    'This photo is on a camera’s card, where Keepers writes nothing. The verdict is kept in the catalogue; copy the photos to a disk to have sidecars.',
  'sidecar-invalid': (d: Detail) =>
    `The sidecar ${d.path} is not valid XMP (${d.reason}). It was left as it is.`,
  'sidecar-developed': (d: Detail) =>
    `${d.path} holds develop settings already, which Keepers leaves as they are. Make the change in the editor that wrote them.`,
  'collection-unknown': () =>
    'This collection is not there any more. Choose another, or undo what deleted it.',
  'collection-invalid': (d: Detail) =>
    `The rules of the collection “${d.name}” cannot be used (${d.reason}). Edit its rules, or delete it.`,
  'history-unknown': () =>
    'This point of the history is not there. Reload the window and choose again.',
  'embedded-invalid': (d: Detail) =>
    `Nothing was written into ${d.path} (${d.reason}), and it was left as it is. Without embedding the verdict goes into a sidecar.`,
  'file-locked': (d: Detail) =>
    `${d.path} is in use by another program. The verdict is kept in the catalogue and written once the file is free.`,
  'nothing-to-undo': () => 'There is nothing to undo.',
  'nothing-to-redo': () => 'There is nothing to redo.',
  'report-empty': () =>
    'None of these photos has a score yet, so there is nothing to report. Wait until they are scored, or choose others.',
  // Copies: import, delivery, backup
  'template-invalid': (d: Detail) =>
    `The naming template cannot be used: ${d.reason}. Words in braces such as {date} and {name} make names; “/” parts folders.`,
  'name-refused': (d: Detail) =>
    `The drive refuses the name ${d.path} (${d.reason}). Choose a shorter or simpler naming template.`,
  'target-exists': (d: Detail) =>
    `There is another file at ${d.path} by now. It was left as it is; run this again and the copy gets another name.`,
  'output-exists': (d: Detail) =>
    `There is a file at ${d.path} already, which was left as it is. Name another one, or move it away first.`,
  'copy-mismatch': (d: Detail) =>
    `What was read back from ${d.path} is not what was copied. The copy was thrown away; check that drive and its cable, then run this again.`,
  'copy-changed': (d: Detail) =>
    `${d.path} was copied and proven, and has changed since. It was left as it is.`,
  'file-changed': (d: Detail) =>
    `${d.path} changed while it was copied. The copy was thrown away; run this again.`,
  'card-gone': (d: Detail) =>
    `${d.path} cannot be reached any more. Put the card back and import again: what is copied already is kept.`,
  'places-overlap': (d: Detail) =>
    `${d.path} lies on what is copied, or is the other place. Choose another folder.`,
  'link-impossible': (d: Detail) =>
    `${d.path} cannot be linked (${d.reason}): links work within one drive only. Copy instead.`,
  'already-running': () =>
    'The same copying is under way in another window or command. Let it finish first.',
  'trash-failed': (d: Detail) =>
    `${d.path} could not be moved to the trash (${d.reason}). Nothing was deleted; use the _Rejected folder instead.`,
  'reject-wanted': (d: Detail) =>
    `${d.path} has the same name and is no reject, so all files of that name were left where they are. Reject it too, or rename one of them.`,
  'backup-invalid': (d: Detail) =>
    `${d.path} is no whole backup of Keepers: ${d.reason}. Nothing was changed; choose another backup.`,
  'engine-running': () =>
    'Keepers is running. Close its windows and “keepers serve” first, or restore from its window.',
  'engine-busy': () =>
    'Files are being copied or written. Let that finish, or stop it, and restore then.',
  'relink-mismatch': (d: Detail) =>
    `${d.path} does not hold this folder’s photos: ${d.found} of ${d.looked} that were compared are there. Choose the folder that they were moved to.`,
  // The bridge and its hosts
  'bad-request': (d: Detail) => `The request was not understood: ${d.reason}`,
  'bad-usage': (d: Detail) => `${d.reason}`,
  'engine-unreachable': (d: Detail) =>
    `Another Keepers is using ${d.home} but does not answer. Close it, or set KEEPERS_HOME to another folder.`,
  cancelled: () => 'Cancelled.',
  disconnected: () => 'The connection to the engine was lost. It is tried again on its own.',
  internal: (d: Detail) => `Something went wrong inside Keepers: ${d.reason}`,
} satisfies Record<string, (detail: Detail) => string>;

export type ErrorCode = keyof typeof SENTENCES;

export const ERROR_CODES = Object.keys(SENTENCES) as ErrorCode[];

/** An error as it travels over the bridge, into the catalogue and into JSON output. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  /** A sentence for a person, saying what to do. */
  readonly message: string;
}

/** The only error class that rooms throw on purpose. */
export class KeepersError extends Error {
  override readonly name = 'KeepersError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: Detail = {}, options?: ErrorOptions) {
    super(SENTENCES[code](detail), options);
    this.code = code;
  }

  /** The error as plain data. */
  get info(): ErrorInfo {
    return { code: this.code, message: this.message };
  }

  /** Revives an error that crossed a process boundary with its sentence already made. */
  static from(info: ErrorInfo): KeepersError {
    const error = new KeepersError(info.code);
    error.message = info.message;
    return error;
  }
}

/** What a thrown value says, as half a sentence for the details of an error. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Any thrown value as plain data; what was not thrown on purpose becomes `internal`. */
export function toErrorInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof KeepersError) return thrown.info;
  return new KeepersError('internal', { reason: reasonOf(thrown) }).info;
}
