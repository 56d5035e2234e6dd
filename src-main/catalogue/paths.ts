import path from 'node:path';

/** A path without separators at its end, except where it is a drive's root. Nothing else is changed. */
export function trimPath(absolute: string, separator: string = path.sep): string {
  let end = absolute.length;
  while (end > 1 && absolute[end - 1] === separator && absolute[end - 2] !== ':') end--;
  return absolute.slice(0, end);
}

/** Whether `absolute` is `folder` or lies below it, byte for byte. */
export function isWithin(absolute: string, folder: string, separator: string = path.sep): boolean {
  return absolute === folder || absolute.startsWith(prefix(folder, separator));
}

/** The parts of a path below a folder: the folder in between ('/' between parts, '' for none) and the name. */
export function splitBelow(
  absolute: string,
  folder: string,
  separator: string = path.sep,
): { folder: string; name: string } | undefined {
  const start = prefix(folder, separator);
  if (!absolute.startsWith(start) || absolute.length === start.length) return undefined;
  const parts = absolute.slice(start.length).split(separator);
  const name = parts.pop() ?? '';
  return { folder: parts.join('/'), name };
}

/** The inverse of `splitBelow`. */
export function joinBelow(
  root: string,
  folder: string,
  name: string,
  separator: string = path.sep,
): string {
  const middle = folder === '' ? '' : folder.split('/').join(separator) + separator;
  return prefix(root, separator) + middle + name;
}

function prefix(folder: string, separator: string): string {
  return folder.endsWith(separator) ? folder : folder + separator;
}
