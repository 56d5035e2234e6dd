import { describe, expect, it } from 'vitest';
import { ERROR_CODES, KeepersError, toErrorInfo } from '../../src-shared/errors.ts';
import { formatOfPath, PHOTO_EXTENSIONS } from '../../src-shared/photo.ts';

describe('formatOfPath', () => {
  it.each([
    ['/a/IMG_1.JPG', 'jpeg'],
    ['C:\\shoot\\b.Nef', 'raw'],
    ['-dash.heic', 'heic'],
    ['a\nb.png', 'png'],
    ['📷.tiff', 'tiff'],
    ['dir.jpg/readme', undefined],
    ['.jpg', undefined],
    ['._IMG_1.JPG', undefined],
    ['notes.txt', undefined],
    ['no-extension', undefined],
  ])('%j promises %s', (path, format) => {
    expect(formatOfPath(path)).toBe(format);
  });

  it('lists extensions in lower case, each once', () => {
    expect(new Set(PHOTO_EXTENSIONS).size).toBe(PHOTO_EXTENSIONS.length);
    expect(PHOTO_EXTENSIONS.every((extension) => extension === extension.toLowerCase())).toBe(true);
  });
});

describe('errors', () => {
  /** Whatever a sentence asks for. */
  const anyDetail = new Proxy<Record<string, string>>(
    {},
    { get: (_target, key) => (key === 'reason' ? 'Why.' : 'A') },
  );

  it('have a sentence each, that ends like one', () => {
    for (const code of ERROR_CODES) {
      const { message } = new KeepersError(code, anyDetail);
      expect(message, code).toMatch(/^[A-Z“].*[.!?”]$/);
    }
  });

  it('survive a process boundary', () => {
    const sent = new KeepersError('folder-missing', { path: '/x' }).info;
    expect(KeepersError.from(sent)).toMatchObject(sent);
    expect(toErrorInfo(new TypeError('boom')).code).toBe('internal');
  });
});
