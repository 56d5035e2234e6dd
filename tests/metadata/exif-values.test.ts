import { describe, expect, it } from 'vitest';
import { cameraName, capturedAt, utcOffset } from '../../src-main/metadata/exif-values.ts';

describe('the time of capture', () => {
  it.each([
    ['2024:05:01 10:11:12', undefined, '2024-05-01T10:11:12', false],
    ['2024:05:01 10:11:12', '7', '2024-05-01T10:11:12.7', true],
    ['2024:05:01 10:11:12', '054', '2024-05-01T10:11:12.054', true],
    ['2024:05:01 10:11:12', '123456 \0', '2024-05-01T10:11:12.123456', true],
    ['2024:05:01 10:11:12', '   ', '2024-05-01T10:11:12', false],
    ['2024-05-01T10:11:12.25', undefined, '2024-05-01T10:11:12.25', true],
  ])('%s and %s', (date, sub, at, subSeconds) => {
    expect(capturedAt(date, sub)).toEqual({ at, subSeconds });
  });

  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '2024:13:01 10:11:12',
    '2023:02:29 10:11:12',
    '2024:05:01 25:11:12',
    'yesterday',
  ])('%s is no date', (date) => {
    expect(capturedAt(date, '12')).toBeUndefined();
  });

  it('knows offsets from UTC', () => {
    expect(['+09:00', '-05:30', 'Z', '+00:00', '-00:00'].map(utcOffset)).toEqual([
      540, -330, 0, 0, 0,
    ]);
    expect(['', '   :  ', '+99:00', 9].map(utcOffset)).toEqual(Array(4).fill(undefined));
  });
});

describe('the name of a camera', () => {
  it.each([
    ['Canon', 'Canon EOS 40D', 'Canon EOS 40D'],
    ['NIKON CORPORATION', 'NIKON Z 8', 'NIKON Z 8'],
    ['SONY', 'ILCE-7M4', 'SONY ILCE-7M4'],
    ['OLYMPUS IMAGING CORP.', 'E-M5', 'OLYMPUS E-M5'],
    ['RICOH IMAGING COMPANY, LTD.', 'PENTAX K-3 II', 'PENTAX K-3 II'],
    ['RICOH IMAGING COMPANY, LTD.', 'GR III', 'RICOH GR III'],
    ['LEICA CAMERA AG', 'LEICA Q2', 'LEICA Q2'],
    ['LEICA CAMERA AG', 'M11', 'LEICA M11'],
    ['KONICA MINOLTA', 'DiMAGE Z3', 'KONICA MINOLTA DiMAGE Z3'],
    [undefined, 'X100', 'X100'],
    ['FUJIFILM', undefined, 'FUJIFILM'],
    [undefined, undefined, undefined],
  ])('%s, %s', (make, model, name) => {
    expect(cameraName(make, model)).toBe(name);
  });
});
