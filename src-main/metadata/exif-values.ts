/** A trimmed string without trailing NULs; undefined where nothing is left. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return undefined;
  const end = value.indexOf('\0');
  const trimmed = (end < 0 ? value : value.slice(0, end)).trim();
  return trimmed === '' ? undefined : trimmed;
}

/** A finite number, or the first of a list of them. */
export function firstNumber(value: unknown): number | undefined {
  const first: unknown =
    Array.isArray(value) || ArrayBuffer.isView(value) ? (value as unknown as unknown[])[0] : value;
  return typeof first === 'number' && Number.isFinite(first) ? first : undefined;
}

/** Cameras write 0 for what they do not know. */
export function positive(value: unknown): number | undefined {
  const number = firstNumber(value);
  return number !== undefined && number > 0 ? number : undefined;
}

const DATE = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?/;

/**
 * `YYYY-MM-DDTHH:MM:SS[.sss]` from an EXIF date and its sub-second tag, whose digits are a decimal
 * fraction of any length ("7" is 0.7 s). Undefined for `0000:00:00 00:00:00` and for what is no date.
 */
export function capturedAt(
  date: string,
  subSecond?: unknown,
): { readonly at: string; readonly subSeconds: boolean } | undefined {
  const match = DATE.exec(date);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, inline] = match;
  // A leap second may be written as 60, which Date would carry over; no camera clock does.
  const at = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = new Date(`${at}Z`);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 19) !== at) return undefined;
  if (year === '0000') return undefined;
  const fraction = /^\d+$/.exec(text(subSecond) ?? '')?.[0] ?? inline;
  return fraction === undefined
    ? { at, subSeconds: false }
    : { at: `${at}.${fraction}`, subSeconds: true };
}

/** Minutes east of UTC from `+09:00`, `-05:00` or `Z`. */
export function utcOffset(value: unknown): number | undefined {
  const written = text(value);
  if (written === 'Z') return 0;
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(written ?? '');
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > 14 * 60) return undefined;
  return match[1] === '-' && minutes > 0 ? -minutes : minutes;
}

/** Words of company names that nobody uses for a camera. */
const COMPANY =
  /\b(corporation|corp|company|co|ltd|limited|inc|imaging|optical|electric|camera ag|ag|gmbh|digital solutions)\b[.,]*/gi;

/** Marques that stand in the model while the maker field names the parent company. */
const MARQUES = new Set(['pentax', 'leica', 'kodak', 'hasselblad', 'lumix']);

/** "Canon EOS 40D": the maker's short name and the model, without saying the maker twice. */
export function cameraName(
  make: string | undefined,
  model: string | undefined,
): string | undefined {
  const maker = make
    ?.replace(COMPANY, '')
    .replace(/[\s,.]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (model === undefined) return maker === '' ? make : maker;
  if (maker === undefined || maker === '') return model;
  const first = model.split(/[\s-]/)[0]?.toLowerCase() ?? '';
  const known = (make ?? '').toLowerCase().split(/[^a-z0-9]+/);
  return MARQUES.has(first) || known.includes(first) ? model : `${maker} ${model}`;
}
