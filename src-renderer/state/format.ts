/** Numbers, times and sizes as a person reads them, in the person's locale. */
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const hundredths = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

const thousandths = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
});

export function formatCount(value: number): string {
  return whole.format(value);
}

/** "1 photo", "3,412 photos". */
export function formatPlural(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** A score, 1 to 5, with two decimals. */
export function formatScore(value: number): string {
  return hundredths.format(value);
}

/** "+0.16", "−0.16", "0.00": how far a score moves. */
export function formatChange(by: number): string {
  const size = formatScore(Math.abs(by));
  if (size === formatScore(0)) return size;
  return `${by > 0 ? '+' : '−'}${size}`;
}

export function formatTenths(value: number): string {
  return tenths.format(value);
}

export function formatThousandths(value: number): string {
  return thousandths.format(value);
}

/** A share, 0–1, as a percentage that never calls something nothing. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return 'under 0.1 %';
  return `${percent >= 10 ? whole.format(percent) : tenths.format(percent)} %`;
}

/** 1st, 2nd, 3rd, 72nd: percentiles are spoken of as such. */
export function formatOrdinal(value: number): string {
  const n = Math.round(value);
  const tens = n % 100;
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${formatCount(n)}${suffix}`;
}

/** A percentile says how many are below: nobody is above everybody, nor below nobody. */
function placed(percentile: number): number {
  return Math.max(1, Math.min(99, Math.round(percentile)));
}

/** "72nd percentile" */
export function formatPlace(percentile: number): string {
  return `${formatOrdinal(placed(percentile))} percentile`;
}

/** "72nd percentile of 3,412 photos" */
export function formatPercentile(percentile: number, over: number): string {
  return `${formatPlace(percentile)} of ${formatPlural(over, 'photo')}`;
}

export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? whole.format(value) : tenths.format(value)} ${units[unit] ?? ''}`;
}

/** Time left: "12 s", "3 min 20 s", "1 h 5 min". */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600)
    return s < 600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.round(s / 60)} min`;
  return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
}

/** Exposure time as it stands on the dial: "1/250 s", "0.8 s", "2 s". */
export function formatShutter(seconds: number): string {
  if (seconds >= 0.3) return `${Number.isInteger(seconds) ? seconds : tenths.format(seconds)} s`;
  return `1/${whole.format(Math.round(1 / seconds))} s`;
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const longDay = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  timeZone: 'UTC',
});
const shortDay = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  timeZone: 'UTC',
});
const wallClock = new Intl.DateTimeFormat(undefined, {
  ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' },
});

/** A moment, milliseconds since 1970. */
export function formatMoment(at: number): string {
  return dateTime.format(at);
}

const longDate = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
});
const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const wallTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', timeZone: 'UTC' });

/** The day of a moment, milliseconds since 1970. */
export function formatLongDate(at: number): string {
  return longDate.format(at);
}

/** The time of day of a moment, milliseconds since 1970. */
export function formatTime(at: number): string {
  return time.format(at);
}

/** The time of day of a wall-clock time. */
export function formatWallTime(capturedAt: string): string {
  const ms = Date.parse(`${capturedAt.slice(0, 19)}Z`);
  return Number.isNaN(ms) ? capturedAt : wallTime.format(ms);
}

/** A camera's wall-clock time, which has no zone. */
export function formatCaptured(capturedAt: string): string {
  const ms = Date.parse(`${capturedAt.slice(0, 19)}Z`);
  return Number.isNaN(ms) ? capturedAt : wallClock.format(ms);
}

/** A capture day, `YYYY-MM-DD`; '' where the camera wrote none. */
export function formatDay(day: string, length: 'long' | 'short' = 'long'): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms)) return 'No capture time';
  return (length === 'long' ? longDay : shortDay).format(ms);
}

/** The last part of a path, whichever system it is from. */
export function baseName(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}
