import { describe, expect, it } from 'vitest';
import { grouped, movie, paired, photo, TEN, vague } from './support.ts';

describe('pairs', () => {
  it('are RAW and JPEG or HEIC of one folder and name, the RAW first, case aside', () => {
    expect(
      paired([
        photo('/a/IMG_1.JPG', 0),
        photo('/a/img_1.cr3', 0),
        photo('/a/IMG_2.CR3', 5),
        photo('/a/IMG_2.HIF', 5),
        photo('/b/IMG_3.JPG', 9),
        photo('/a/IMG_3.CR3', 9),
        photo('/a/IMG_10.JPG', 9),
      ]),
    ).toEqual(['IMG_2.CR3 IMG_2.HIF', 'img_1.cr3 IMG_1.JPG']);
  });

  it('have one time and one camera, as far as these are known', () => {
    const raw = photo('/a/1.NEF', 0);
    const with_ = (jpeg: ReturnType<typeof photo>) => paired([raw, jpeg]).length;
    expect(with_(photo('/a/1.JPG', 0))).toBe(1);
    expect(with_(photo('/a/1.JPG', undefined))).toBe(1);
    expect(with_(photo('/a/1.JPG', 0, vague(0)))).toBe(1);
    expect(with_(photo('/a/1.JPG', 1))).toBe(0);
    expect(with_(photo('/a/1.JPG', 86_400))).toBe(0);
    expect(with_(photo('/a/1.JPG', 0, { camera: 'Canon EOS R5' }))).toBe(0);
    expect(with_(photo('/a/1.JPG', 0, { serial: '6002' }))).toBe(0);
    expect(paired([photo('/a/1.NEF', undefined), photo('/a/1.JPG', undefined)])).toHaveLength(1);
    // Of a RAW that could not be read the JPEG tells when it was taken.
    expect(paired([photo('/a/1.NEF', undefined), photo('/a/1.JPG', 0)])).toEqual(['1.JPG 1.NEF']);
  });

  it('are no exports, nor two RAW files, nor two JPEGs', () => {
    expect(paired([photo('/a/1.NEF', 0), photo('/a/1.TIF', 0)])).toEqual([]);
    expect(paired([photo('/a/1.NEF', 0), photo('/a/1.DNG', 0)])).toEqual([]);
    expect(paired([photo('/a/1.jpeg', 0), photo('/a/1.JPG', 0)])).toEqual([]);
    expect(paired([photo('/a/1.DNG', 0), photo('/a/1.NEF', 0), photo('/a/1.JPG', 0)])).toEqual([
      '1.DNG 1.JPG',
    ]);
  });

  it('may have a film, which belongs to the photo of its name and time', () => {
    const heic = photo('/a/IMG_1.HEIC', 0, { contentId: 'A', utcOffset: 120 });
    const film = (over: Parameters<typeof movie>[1]) =>
      paired([heic], [movie('/a/IMG_1.MOV', over)]);
    expect(film({})).toEqual(['IMG_1.HEIC IMG_1.MOV']);
    expect(film({ contentId: 'A' })).toHaveLength(1);
    expect(film({ contentId: 'B' })).toEqual([]);
    expect(film({ takenAt: TEN - 2 * 3_600_000 - 1500 })).toHaveLength(1);
    expect(film({ takenAt: TEN })).toEqual([]);
    expect(paired([heic], [movie('/a/IMG_2.MOV')])).toEqual([]);
    expect(paired([heic], [movie('/b/IMG_1.MOV')])).toEqual([]);
  });

  it('take a film by its minutes where the photo’s zone is not known', () => {
    const jpeg = photo('/a/IMG_1.JPG', 0);
    const at = (ms: number) => paired([jpeg], [movie('/a/IMG_1.MOV', { takenAt: TEN + ms })]);
    expect(at(-5.75 * 3_600_000 + 2000)).toHaveLength(1);
    expect(at(7 * 60_000)).toEqual([]);
    expect(at(5 * 86_400_000)).toEqual([]);
  });

  it('of RAW, JPEG and film are one of three', () => {
    expect(paired([photo('/a/1.DNG', 0), photo('/a/1.JPG', 0)], [movie('/a/1.MOV')])).toEqual([
      '1.DNG 1.JPG 1.MOV',
    ]);
  });

  it('count once in a burst, by their first file', () => {
    expect(
      grouped([
        photo('/a/1.JPG', 0),
        photo('/a/1.NEF', 0),
        photo('/a/2.NEF', 0.2),
        photo('/a/2.JPG', 0.2),
      ]),
    ).toEqual(['burst: 1.NEF 2.NEF']);
    expect(grouped([photo('/a/1.JPG', 0), photo('/a/1.NEF', 0)])).toEqual([]);
  });
});
