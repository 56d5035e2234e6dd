import type { Ifd } from '../exif-tags.ts';
import { firstNumber, text } from '../exif-values.ts';

/** The numbers of a tag; none where it is missing or is no list of numbers. */
export function numbers(ifd: Ifd, tag: number): readonly number[] {
  const value = ifd[tag];
  return Array.isArray(value) ? (value as number[]) : [];
}

/** The first number of a tag. */
export function number(ifd: Ifd, tag: number): number | undefined {
  return firstNumber(ifd[tag]);
}

/** The text of a tag, which some makers write as bytes. */
export function string(ifd: Ifd, tag: number): string | undefined {
  const value = ifd[tag];
  return text(Array.isArray(value) ? String.fromCharCode(...(value as number[])) : value);
}

/** A serial number. What a misplaced offset gives is hardly ever plain letters and digits. */
export function serial(ifd: Ifd, tag: number): string | undefined {
  const written = string(ifd, tag);
  return written !== undefined && /^[\w .=/()-]{3,40}$/.test(written) ? written : undefined;
}

/** Reads unsigned 16-bit numbers as signed ones. */
export function signed16(value: number | undefined): number | undefined {
  return value === undefined ? undefined : (value << 16) >> 16;
}

/** Leaves out the parts that say nothing. */
export function known<T extends object>(facts: {
  readonly [K in keyof T]: T[K] | undefined;
}): Partial<T> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

/** A point in a picture of this size, as shares of the frame; undefined where it lies outside or nowhere. */
export function share(
  x: number | undefined,
  y: number | undefined,
  width = 1,
  height = 1,
): { x: number; y: number } | undefined {
  if (x === undefined || y === undefined || !(width > 0) || !(height > 0)) return undefined;
  const [left, top] = [x / width, y / height];
  return left >= 0 && left <= 1 && top >= 0 && top <= 1 ? { x: left, y: top } : undefined;
}
