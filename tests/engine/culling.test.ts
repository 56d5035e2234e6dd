/** What the culling views ask of the engine, with a real one on real files. */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exiftool, hasExifTool } from '../metadata/support.ts';
import {
  openTestEngine,
  photosByName,
  untilSettled,
  type OpenedEngine,
} from '../support/engine.ts';
import { writeFrame } from '../support/frames.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

describe('culling', () => {
  let opened: OpenedEngine;
  let ids: number[];

  beforeAll(async () => {
    const shoot = temporaryFolder('culling-shoot');
    const models = temporaryFolder('culling-models');
    writeTinyModels(models, { id: 'tiny', seed: 3 });
    for (const name of ['a', 'b', 'c']) await writeFrame(path.join(shoot, `${name}.jpg`));
    // Nothing in it has an edge: nobody knows where it is in focus.
    await writeFrame(path.join(shoot, 'd.jpg'), { blur: 200 });
    if (hasExifTool) {
      const point = ['-SubjectArea=120 240 40 40', '-ExifImageWidth=480', '-ExifImageHeight=320'];
      exiftool('-overwrite_original', ...point, path.join(shoot, 'a.jpg'));
    }
    opened = await openTestEngine(path.join(temporaryFolder('culling'), 'home'), models);
    await opened.client.request('roots.add', { path: shoot });
    await untilSettled(opened.client, 4);
    const photos = await photosByName(opened.client);
    ids = ['a', 'b', 'c', 'd'].map((name) => photos.get(`${name}.jpg`)?.id ?? 0);
  });
  afterAll(() => opened.close());

  const flags = async () =>
    (await opened.client.request('photos.get', { ids })).map(({ verdict }) => verdict.flag);

  it('keeps one frame and rejects the others in one step, which one undo takes back', async () => {
    const [a = 0, b = 0, c = 0] = ids;
    const { summary } = await opened.client.request('verdicts.decide', {
      changes: [
        { ids: [b], change: { flag: 'pick' } },
        { ids: [a, c], change: { flag: 'reject' } },
      ],
      scoreVisible: true,
    });
    expect(summary).toBe('Picked 1 photo, rejected 2 photos');
    expect(await flags()).toEqual(['reject', 'pick', 'reject', 'none']);
    await opened.client.request('verdicts.undo', {});
    expect(await flags()).toEqual(['none', 'none', 'none', 'none']);
    await expect(
      opened.client.request('verdicts.decide', { changes: [], scoreVisible: true }),
    ).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('gives none of several verdicts where one of the photos is not known', async () => {
    await expect(
      opened.client.request('verdicts.decide', {
        changes: [
          { ids: ids.slice(0, 1), change: { flag: 'pick' } },
          { ids: [99_999], change: { flag: 'reject' } },
        ],
        scoreVisible: true,
      }),
    ).rejects.toMatchObject({ code: 'photo-unknown' });
    expect(await flags()).toEqual(['none', 'none', 'none', 'none']);
  });

  it('tells where photos are in focus, and by whose word', async () => {
    const [a = 0, b = 0] = ids;
    const points = await opened.client.request('photos.focus', { ids: [...ids, 99_999] });
    const byId = new Map(points.map((point) => [point.id, point]));
    if (hasExifTool) expect(byId.get(a)).toEqual({ id: a, x: 0.25, y: 0.75, by: 'camera' });
    expect(byId.get(b)?.by).toBe('sharpness');
    expect(points.map(({ id }) => id)).toEqual(ids.slice(0, 3));
  });
});
