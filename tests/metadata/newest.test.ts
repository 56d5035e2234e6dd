import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exiftool, hasExifTool, openMetadata, temporaryFolder, xmp } from './support.ts';

/** Seconds since 1970 at which the sources of a test were written. */
const MONDAY = 1_700_000_000;
const TUESDAY = MONDAY + 86_400;
const DATED = (day: number) =>
  `xmp:MetadataDate="${new Date(day * 1000).toISOString().slice(0, 19)}Z"`;

async function jpegWith(packet: string | undefined, day: number): Promise<string> {
  const photo = path.join(temporaryFolder(), 'photo.jpg');
  await sharp({ create: { width: 16, height: 12, channels: 3, background: '#456' } }).toFile(photo);
  if (packet !== undefined) {
    writeFileSync(`${photo}.packet`, packet);
    exiftool('-overwrite_original', `-XMP<=${photo}.packet`, photo);
  }
  utimesSync(photo, day, day);
  return photo;
}

function sidecar(photo: string, naming: 'shared' | 'extension', says: string, day: number): string {
  const file = naming === 'extension' ? `${photo}.xmp` : photo.replace(/\.jpg$/, '.xmp');
  writeFileSync(file, xmp(says));
  utimesSync(file, day, day);
  return file;
}

describe.skipIf(!hasExifTool)('where sources disagree (skipped without Perl)', () => {
  it('the newer sidecar counts, whatever its name, and the other is told', async () => {
    for (const [first, second] of [
      ['shared', 'extension'],
      ['extension', 'shared'],
    ] as const) {
      const photo = await jpegWith(undefined, MONDAY);
      const older = sidecar(photo, first, 'xmp:Rating="2" xmp:Label="Red"', MONDAY);
      const newer = sidecar(photo, second, 'xmp:Rating="5"', TUESDAY);
      expect(await openMetadata().readVerdict(photo)).toEqual({
        stars: 5,
        color: 'red',
        path: newer,
        modifiedAt: TUESDAY * 1000,
        dissent: [{ stars: 2, where: 'sidecar', path: older, modifiedAt: MONDAY * 1000 }],
      });
    }
  });

  it('what was embedded after the sidecar counts', async () => {
    const photo = await jpegWith(xmp('xmp:Rating="4"'), TUESDAY);
    sidecar(photo, 'shared', 'xmp:Rating="1"', MONDAY);
    expect(await openMetadata().readVerdict(photo)).toEqual({
      stars: 4,
      dissent: [expect.objectContaining({ stars: 1, where: 'sidecar' })],
    });
  });

  it('and what was embedded before it is told where it says something', async () => {
    const photo = await jpegWith(xmp('xmp:Rating="4"'), MONDAY);
    sidecar(photo, 'shared', 'xmp:Rating="1"', TUESDAY);
    expect(await openMetadata().readVerdict(photo)).toMatchObject({
      stars: 1,
      dissent: [{ stars: 4, where: 'embedded', path: photo }],
    });
  });

  it('a camera’s “unrated” neither clears a verdict nor contradicts it', async () => {
    for (const day of [MONDAY - 86_400, TUESDAY]) {
      const photo = await jpegWith(xmp('xmp:Rating="0"'), day);
      sidecar(photo, 'shared', 'xmp:Rating="4"', MONDAY);
      const found = await openMetadata().readVerdict(photo);
      expect(found).toMatchObject({ stars: 4 });
      expect(found).not.toHaveProperty('dissent');
    }
  });

  it('an “unrated” that an editor embedded later clears it', async () => {
    const photo = await jpegWith(xmp(`xmp:Rating="0" ${DATED(TUESDAY)}`), TUESDAY);
    sidecar(photo, 'shared', 'xmp:Rating="4"', MONDAY);
    expect(await openMetadata().readVerdict(photo)).toMatchObject({
      stars: 0,
      dissent: [{ stars: 4 }],
    });
  });

  it('encodings of one sidecar that contradict each other are told by name', async () => {
    const photo = await jpegWith(undefined, MONDAY);
    const file = sidecar(
      photo,
      'extension',
      'xmp:Rating="2" MicrosoftPhoto:Rating="99" digiKam:PickLabel="3" xmpDM:good="False"',
      MONDAY,
    );
    const at = { where: 'sidecar', path: file, modifiedAt: MONDAY * 1000 };
    expect(await openMetadata().readVerdict(photo)).toMatchObject({
      stars: 2,
      flag: 'reject',
      dissent: [
        { ...at, stars: 5, property: 'MicrosoftPhoto:Rating' },
        { ...at, flag: 'pick', property: 'digiKam:PickLabel' },
      ],
    });
  });

  it('class numbers and tags, which people give their own meaning, contradict nobody', async () => {
    const photo = await jpegWith(undefined, MONDAY);
    sidecar(
      photo,
      'shared',
      'xmp:Label="Red" photomechanic:ColorClass="1" photomechanic:Tagged="True" xmpDM:pick="0"',
      MONDAY,
    );
    expect(await openMetadata().readVerdict(photo)).not.toHaveProperty('dissent');
  });

  it('once written, all sidecars agree', async () => {
    const photo = await jpegWith(undefined, MONDAY);
    sidecar(photo, 'shared', 'xmp:Rating="2" xmp:Label="Red"', MONDAY);
    sidecar(photo, 'extension', 'xmp:Rating="5" digiKam:ColorLabel="4"', TUESDAY);
    const metadata = openMetadata();
    const verdict = { stars: 3, flag: 'reject', color: 'blue' } as const;
    await metadata.writeVerdict(photo, verdict);
    const found = await metadata.readVerdict(photo);
    expect(found).toMatchObject(verdict);
    expect(found).not.toHaveProperty('dissent');
  });

  it('an inspection lists every encoding of every source, a broken one with its reason', async () => {
    const photo = await jpegWith(xmp('xmp:Rating="4"'), MONDAY);
    const file = sidecar(photo, 'extension', 'photomechanic:ColorClass="8"', TUESDAY);
    const broken = photo.replace(/\.jpg$/, '.xmp');
    writeFileSync(broken, 'junk');
    const { says, sources } = await openMetadata().inspectVerdict(photo);
    expect(says).toEqual({ stars: 4, flag: 'reject' });
    expect(sources).toEqual([
      {
        where: 'sidecar',
        path: file,
        modifiedAt: TUESDAY * 1000,
        says: { flag: 'reject' },
        statements: [
          { name: 'photomechanic:ColorClass', value: '8', says: { flag: 'reject' }, sure: false },
        ],
      },
      expect.objectContaining({
        path: broken,
        says: {},
        error: expect.objectContaining({ code: 'sidecar-invalid' }),
      }),
      expect.objectContaining({ where: 'embedded', path: photo, says: { stars: 4 } }),
    ]);
  });
});
