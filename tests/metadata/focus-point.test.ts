import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { focusPointOfTool } from '../../src-main/metadata/focus-point.ts';
import { dataPath } from '../support/data.ts';
import { writeFrame } from '../support/frames.ts';
import { exiftool, hasExifTool, openMetadata, temporaryFolder } from './support.ts';

describe('the focus point, as ExifTool prints it', () => {
  const canon = {
    ...{ Make: 'Canon', Model: 'Canon EOS R6', AFImageWidth: 6000, AFImageHeight: 4000 },
    ...{ AFAreaXPositions: '-1500 0 600', AFAreaYPositions: '1000 0 -400' },
  };

  it('is the middle of Canon’s points in focus, counted from the middle of the picture', () => {
    expect(focusPointOfTool({ ...canon, AFPointsInFocus: 0 })).toEqual({ x: 0.25, y: 0.25 });
    expect(focusPointOfTool({ ...canon, AFPointsInFocus: '1,2' })).toEqual({ x: 0.55, y: 0.55 });
    const powershot = { ...canon, Model: 'Canon PowerShot G9', AFPointsInFocus: 0 };
    expect(focusPointOfTool(powershot)).toEqual({ x: 0.25, y: 0.75 });
  });

  it('is turned with the picture', () => {
    const turned = { ...canon, AFPointsInFocus: 0, Orientation: 6 };
    expect(focusPointOfTool(turned)).toEqual({ x: 0.75, y: 0.25 });
  });

  it('is read in every maker’s own way', () => {
    const nikon = {
      AFImageWidth: 8256,
      AFImageHeight: 5504,
      AFAreaXPosition: 4128,
      AFAreaYPosition: 1376,
    };
    expect(focusPointOfTool(nikon)).toEqual({ x: 0.5, y: 0.25 });
    const fuji = { FocusPixel: '1500 1000', ImageSize: '6000x4000' };
    expect(focusPointOfTool(fuji)).toEqual({ x: 0.25, y: 0.25 });
    const olympus = { Make: 'OLYMPUS CORPORATION', AFPointSelected: '0.4 0.2 0.6 0.4' };
    const point = focusPointOfTool(olympus);
    expect(point?.x).toBeCloseTo(0.5);
    expect(point?.y).toBeCloseTo(0.3);
    expect(focusPointOfTool({ FocusLocation: '6000 4000 3000 1000' })).toEqual({ x: 0.5, y: 0.25 });
    expect(focusPointOfTool({ AFPointPosition: '0.5 0.75' })).toEqual({ x: 0.5, y: 0.75 });
  });

  it('is not made up where the camera tells none, or nonsense', () => {
    expect(focusPointOfTool({})).toBeUndefined();
    expect(focusPointOfTool({ ...canon, AFPointsInFocus: '(none)' })).toBeUndefined();
    expect(focusPointOfTool({ FocusPixel: '0 0', ImageSize: '6000x4000' })).toBeUndefined();
    expect(focusPointOfTool({ FocusPixel: '9000 1000', ImageSize: '6000x4000' })).toBeUndefined();
    expect(focusPointOfTool({ Make: 'Canon', AFPointSelected: '0.4 0.2 0.6 0.4' })).toBeUndefined();
    expect(focusPointOfTool({ AFPointPosition: '4294967295 4294967295' })).toBeUndefined();
  });

  it.skipIf(!hasExifTool)('comes out of files, by ExifTool itself', async () => {
    const metadata = openMetadata();
    const file = path.join(temporaryFolder(), 'frame.jpg');
    await writeFrame(file);
    expect(await metadata.focusPoint(file)).toBeUndefined();
    const size = ['-ExifImageWidth=480', '-ExifImageHeight=320'];
    exiftool('-overwrite_original', '-SubjectArea=120 240 40 40', ...size, file);
    expect(await metadata.focusPoint(file)).toEqual({ x: 0.25, y: 0.75 });
    expect(await metadata.focusPoint(path.join(path.dirname(file), 'none.jpg'))).toBeUndefined();
  });

  it.skipIf(!hasExifTool || dataPath('photos/raw') === undefined)(
    'is absent in a file whose camera had all its points at nothing',
    async () => {
      const metadata = openMetadata();
      const file = path.join(dataPath('photos/raw') ?? '', 'canon-r6.cr3');
      expect(await metadata.focusPoint(file)).toBeUndefined();
    },
  );
});
