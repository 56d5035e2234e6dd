/** What every part of the contract is made of. */
import * as v from 'valibot';

export const id = v.pipe(v.number(), v.integer(), v.minValue(1));
/** At least one photo. */
export const ids = v.pipe(v.array(id), v.minLength(1));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const nothing = v.object({});

export const UndoResult = v.object({
  /** What was undone or redone, for the status bar. */
  summary: v.string(),
  ids: v.array(id),
});

export function request<const Input extends v.GenericSchema, const Output extends v.GenericSchema>(
  input: Input,
  output: Output,
) {
  return { input, output };
}
