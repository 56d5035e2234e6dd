const CAPTURED = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?$/;

/** A camera's wall-clock time as milliseconds, were its clock in UTC; undefined where it is no time. */
export function wallClockMs(capturedAt: string): number | undefined {
  const parts = CAPTURED.exec(capturedAt);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  const ms = Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
  const same = new Date(ms).getUTCDate() === day && new Date(ms).getUTCMonth() + 1 === month;
  return same ? ms + Number(parts[7] ?? 0) * 1000 : undefined;
}
