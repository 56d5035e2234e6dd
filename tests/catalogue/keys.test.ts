import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { naturalKey } from '../../src-main/catalogue/order-keys.ts';
import { isWithin, joinBelow, splitBelow, trimPath } from '../../src-main/catalogue/paths.ts';
import { wallClockMs } from '../../src-shared/wall-clock.ts';

describe('natural order', () => {
  it('follows numbers of any length, leading zeros aside', () => {
    const ordered = ['1', '2', '10', '0011', '99999999999', '100000000000'];
    const keys = ordered.map(naturalKey);
    expect([...keys].sort()).toEqual(keys);
    expect(naturalKey('IMG_007.jpg')).toBe(naturalKey('img_7.JPG'));
  });
});

describe('camera times', () => {
  it('become milliseconds of their own clock', () => {
    expect(wallClockMs('2024-02-29T23:59:59.25')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 250));
    expect(wallClockMs('1970-01-01T00:00:01')).toBe(1000);
  });

  it.each(['', '0000-00-00T00:00:00', '2023-02-29T00:00:00', '2024-05-01 12:00:00', '2024-05-01'])(
    'are none where %j stands',
    (text) => expect(wallClockMs(text)).toBeUndefined(),
  );
});

describe('paths', () => {
  it.each([
    [path.posix.sep, '/a', '/a/b/c.jpg', 'b', 'c.jpg'],
    [path.posix.sep, '/a', '/a/c.jpg', '', 'c.jpg'],
    [path.posix.sep, '/', '/b/c.jpg', 'b', 'c.jpg'],
    [path.posix.sep, '/a', '/a/b\\c.jpg', '', 'b\\c.jpg'],
    [path.win32.sep, 'C:\\', 'C:\\b\\c.jpg', 'b', 'c.jpg'],
    [path.win32.sep, '\\\\nas\\photos', '\\\\nas\\photos\\x\\y\\c.jpg', 'x/y', 'c.jpg'],
  ])('split below a root and join again (%s %s %s)', (separator, root, file, folder, name) => {
    expect(splitBelow(file, root, separator)).toEqual({ folder, name });
    expect(joinBelow(root, folder, name, separator)).toBe(file);
    expect(isWithin(file, root, separator)).toBe(true);
  });

  it('are below a folder only where its whole name is', () => {
    expect(isWithin('/ab/c', '/a', '/')).toBe(false);
    expect(isWithin('/a', '/a', '/')).toBe(true);
    expect(splitBelow('/a', '/a', '/')).toBeUndefined();
    expect(splitBelow('/ab/c', '/a', '/')).toBeUndefined();
  });

  it('lose separators at their end, but not their root', () => {
    expect(trimPath('/a//', '/')).toBe('/a');
    expect(trimPath('/', '/')).toBe('/');
    expect(trimPath('C:\\', '\\')).toBe('C:\\');
    expect(trimPath('C:\\a\\', '\\')).toBe('C:\\a');
  });
});
