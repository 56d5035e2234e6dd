import { parseArgs, type ParseArgsConfig } from 'node:util';
import { KeepersError, reasonOf } from '../../src-shared/errors.ts';

export const USAGE = `Keepers finds the best frames of a shoot, says why, and leaves the decision to you.

  keepers open [PATH…]                   the app, on these folders
  keepers score PATH… [--json] [--embedding] [--profile FILE]
                                         score photos; folders are walked
  keepers rank PATH… [--top N] [--json] [--profile FILE]
                                         score, then list the best first
  keepers rank PATH… --top N --varied [--per-hour N] [--per-folder N]
                                         one of a burst at most, and not all alike
  keepers rank PATH… --words "PHRASE" [--top N] [--json]
                                         those first that look as the words say
  keepers explain PHOTO… [--json] [--heatmap FILE.png [--of SCORE]]
                 [--profile FILE] [--no-suggestions]
                                         why photos have their scores, and where in them
                                         a score comes from
  keepers groups PATH… [--gap SECONDS] [--json]
                                         bursts with the best of each, near duplicates,
                                         brackets, focus stacks, panoramas, pairs
  keepers verdict PATH… [--stars 0-5] [--flag pick|reject|none]
                        [--color red|yellow|green|blue|purple|none]
                        [--profile lightroom|darktable|digikam|photomechanic|captureone|all]
                        [--embed] [--dry-run] [--json]
                                         write verdicts where editors read them
  keepers verdict PATH… --show [--json]  what is written down, in every encoding
  keepers finetune --ratings CSV|--from-catalogue --out PROFILE [--force]
                   [--deep [--depth head|stage] [--provider auto|NAME]]
                                         learn your taste from your ratings, or from what
                                         you have decided in the library; --deep has the
                                         network learn, too, and keeps that where it helps
  keepers import CARD --to DIR [--also DIR] [--name TEMPLATE] [--creator NAME]
                 [--copyright NOTICE] [--again] [--json]
                                         copy everything from a card, proven byte by byte
  keepers deliver --from PATH --to DIR [--stars 3+] [--flag pick] [--color red]
                 [--as copy|move|link|jpeg] [--name TEMPLATE] [--dry-run] [--json]
                 [--edge PIXELS] [--quality N] [--profile keep|srgb] [--metadata keep|strip]
                                         give photos away with what belongs to them
  keepers deliver --from PATH --rejects trash|folder [--dry-run] [--json]
                                         put rejects away
  keepers sheet PATH… --out FILE.pdf|FILE.jpg [--title TEXT] [--columns N] [--rows N]
                 [--paper a4|letter] [--show names,stars,scores] [--stars 3+] [--flag pick]
                                         a contact sheet
  keepers gallery PATH… --out FILE.html [--title TEXT] [--show …] [--stars 3+]
                                         a page of its own with the picks
  keepers report PATH… --out FILE.html [--title TEXT]
                                         the shoot on one page, for printing
  keepers list [PATH…] --out FILE.csv|FILE.json
                                         all that the library knows
  keepers backup FILE                    catalogue, settings and profiles as one file
  keepers restore FILE [--map OLD=NEW]…  the same on another machine, other drives
  keepers relink OLD NEW                 a folder of the library was moved
  keepers watch PATH…                    keep scoring what arrives in these folders
  keepers serve [--port N] [--host ADDRESS] [PATH…]
                                         the app in a browser
  keepers sample DIR [--seed N]          render a practice shoot of 60 frames
  keepers models list [--json] | verify [ID] | install FILE | remove ID
  keepers doctor [--json]                what runs here, what does not, and why

  keepers pretrain --data PARA --config FILE [--start FILE] [--run DIR]
                                         train the model; goes on from its checkpoint
  keepers train-text --data PARA --checkpoint FILE --descriptions FILE --config FILE
                                         teach a finished network to read sentences
  keepers train-mlsp --data PARA --checkpoint FILE --config FILE
                                         tell ratings from all its layers, too
  keepers train-damage --data PARA --checkpoint FILE
                                         learn what undoing known damage would gain
  keepers train-turns --data PARA --start FILE --config FILE
                                         learn by how much pictures have to be turned
  keepers checkpoint --model MODELS/ID/VERSION --out FILE [--without-mlsp]
                                         what training goes on from, out of a model’s files
  keepers average --checkpoint FILE --start FILE --share PERCENT --out FILE
                                         mix it with what it started from
  keepers train-heads --data PARA --checkpoint FILE --out FILE
                                         calibrate it, fit what needs no training
  keepers train-personal --data PARA [--model ID]
                                         set what every taste begins with, beside the model
  keepers train-suggestions --data PARA --photos DIR --turns FILE --damage FILE
                                         learn which edits help, beside the model
  keepers export --checkpoint FILE --heads FILE --out MODELS/ID/VERSION
                                         write the model, its card and manifest entry
  keepers evaluate [--data PARA] [--split NAME] [--model ID|FILE] [--json]
                                         measure a model
  keepers probe --data PARA [--json] NAME=CHECKPOINT…
                                         compare what runs have learnt
  keepers retrieve FOLDER --out FILE [--phrase ATTRIBUTE=TEXT]… [--model ID]
                                         draw what words find in a folder of photos
  keepers evaluate --personal [--data PARA] [--model ID|FILE] [--json|--markdown]
                                         what learning their taste brings simulated people
  keepers evaluate --suggestions [--data PARA] [--photos DIR] [--model ID] [--json]
                                         whether suggested edits undo known damage
  keepers descriptions build --data PARA --out FILE [--split NAME] [--limit N]
                                         write what can be said of the training pictures
  keepers descriptions inspect FILE [--json]
                                         count its sentences, show some
  keepers descriptions import FILE --layout aesclip|table [--map OURS=THEIRS,…]
                       [--scale LOW:HIGH] --out FILE
  keepers descriptions export FILE --layout aesclip --out FILE
  keepers descriptions export --from-catalogue --out FILE
                                         what you have confirmed and corrected in the library

Results go to standard output, everything else to standard error.
Exit codes: 0 all done, 1 some photos failed, 2 bad usage.
Without --data, “evaluate” looks for PARA in KEEPERS_DATA/para and ../shared/para.
KEEPERS_HOME moves the catalogue, models and previews to another folder.`;

type Options = NonNullable<ParseArgsConfig['options']>;

/** Parses a command's arguments strictly. Throws `bad-usage` with what is wrong. */
export function parseCommand<const O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (thrown) {
    const reason = reasonOf(thrown);
    throw usageError(reason.replace(/\. To specify .*$/s, '.'));
  }
}

export function usageError(reason: string): KeepersError {
  return new KeepersError('bad-usage', { reason });
}

/** A number within a range, or `bad-usage`. */
export function numberBetween(name: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (given.trim() === '' || !(value >= min && value <= max)) {
    throw usageError(`--${name}: expected a number from ${min} to ${max}, received “${given}”.`);
  }
  return value;
}

/** A whole number within a range, or `bad-usage`. */
export function wholeNumber(name: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
    throw usageError(
      `--${name}: expected a whole number from ${min} to ${max}, received “${given}”.`,
    );
  }
  return value;
}
