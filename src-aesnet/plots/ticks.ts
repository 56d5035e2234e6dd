/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Round numbers (1, 2 or 5 times a power of ten apart) from `low` to `high`, about `count` of them. */
export function linearTicks(low: number, high: number, count = 6): Tick[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const off = (times: number) => Math.abs(Math.log((times * power) / rough));
  const step =
    power * [1, 2, 5, 10].reduce((best, times) => (off(times) < off(best) ? times : best));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  // Counted in whole steps: sums of 0.1 would drift.
  for (let k = Math.ceil(low / step - 1e-9); k <= high / step + 1e-9; k++) {
    ticks.push({ value: k * step, label: grouped(k * step, decimals) });
  }
  return ticks;
}

/** Powers of ten from `low` to `high`, with 2 and 5 times them where they are few. Both ends are above 0. */
export function logTicks(low: number, high: number): Tick[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const times = last - first <= 3 ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  for (let power = first; power <= last; power++) {
    for (const factor of times) {
      const value = factor * 10 ** power;
      const inside = value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
      if (inside) ticks.push({ value, label: grouped(value, Math.max(0, -power)) });
    }
  }
  return ticks;
}

/** 12,000 rather than 12000, and no −0. */
function grouped(value: number, decimals: number): string {
  const [whole = '', part] = Math.abs(value).toFixed(decimals).split('.');
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part === undefined ? '' : `.${part}`);
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}
