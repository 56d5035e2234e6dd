/** How a clock is corrected, as a person writes and reads it. */

/** `+1:00:00`, `−0:00:07.5`, `0:00:00`: hours, minutes and seconds of an offset in seconds. */
export function offsetInWords(seconds: number): string {
  const tenths = Math.round(Math.abs(seconds) * 10);
  const whole = Math.floor(tenths / 10);
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = tenths % 10 === 0 ? '' : `.${tenths % 10}`;
  const sign = tenths === 0 ? '' : seconds < 0 ? '−' : '+';
  return `${sign}${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${fraction}`;
}

/**
 * Seconds of `1:00:00`, `-0:30`, `+90 s`, `2 h 5 min`: a sign, then hours, minutes and seconds (two parts are minutes and
 * seconds), or numbers with units. Undefined where it is none of these.
 */
export function parseOffset(text: string): number | undefined {
  const plain = text.trim().toLowerCase().replaceAll(',', '.');
  const signed = /^([+\-−–])?\s*(.*)$/.exec(plain);
  const rest = signed?.[2] ?? '';
  const sign = /[-−–]/.test(signed?.[1] ?? '') ? -1 : 1;
  const clock = /^(?:(\d{1,7}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(rest);
  if (clock !== null) {
    const [hours, minutes, seconds] = [clock[1] ?? '0', clock[2], clock[3]].map(Number);
    if ((minutes ?? 60) >= 60 || (seconds ?? 60) >= 60) return undefined;
    return sign * ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) || 0;
  }
  const units = { d: 86_400, h: 3600, min: 60, m: 60, s: 1 } as const;
  const part = /(\d+(?:\.\d+)?)\s*(d|h|min|m|s)\s*/y;
  let total = 0;
  for (let at = 0; at < rest.length; at = part.lastIndex) {
    part.lastIndex = at;
    const found = part.exec(rest);
    if (found === null) return undefined;
    total += Number(found[1]) * units[found[2] as keyof typeof units];
  }
  return rest === '' ? undefined : sign * total || 0;
}
