/** Edits that would help, asked of a real engine. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BridgeClient } from '../../src-shared/bridge-client.ts';
import { openTestEngine, photosByName, until, type OpenedEngine } from '../support/engine.ts';
import { writeFrame } from '../support/frames.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { writeTinyModels } from '../support/tiny-model.ts';

const models = temporaryFolder('suggest-models');
const shoot = temporaryFolder('suggest-shoot');
const photo = path.join(shoot, 'photo.jpg');
const sidecar = path.join(shoot, 'photo.xmp');
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('suggestions', () => {
  let opened: OpenedEngine;
  let client: BridgeClient;
  let id: number;
  let before: string;

  beforeAll(async () => {
    // Whatever is in the picture, so that what the tiny model says of it does not matter.
    const gains = { 'contrast-': 0.3, 'tint+': 0.2, 'tint-': 0.2, 'shadows+': 0.04 };
    writeTinyModels(models, { id: 'tiny', suggests: { gains, floor: 0.05 } });
    await writeFrame(photo, { tone: [120, 120, 120] });
    before = sha256(photo);
    opened = await openTestEngine(path.join(temporaryFolder('suggest'), 'home'), models);
    client = opened.client;
    await client.request('roots.add', { path: shoot });
    await until(
      () => client.request('status', {}),
      ({ scored, photos }) => photos === 1 && scored === 1,
      90,
    );
    id = (await photosByName(client)).get('photo.jpg')?.id ?? NaN;
  }, 120_000);

  afterAll(async () => {
    await opened?.close();
  });

  it('come best first with a picture of each, and the photo stays as it is', async () => {
    const { suggestions } = await client.request('suggestions.find', { id });
    expect(suggestions.map(({ suggestion: { edit, gain } }) => [edit, gain])).toEqual([
      ['contrast', 0.3],
      ['tint', 0.2],
    ]);
    const [first] = suggestions;
    expect(first?.suggestion.amount).toBeLessThan(0);
    expect(first?.suggestion.attributes.light).toBeTypeOf('number');
    const [head = '', body = ''] = first?.picture.split(',') ?? [];
    expect(head).toBe('data:image/jpeg;base64');
    const { width, height } = await sharp(Buffer.from(body, 'base64')).metadata();
    expect([width, height]).toEqual([first?.width, first?.height]);
    expect([width, height]).toEqual([480, 320]);
    expect(sha256(photo)).toBe(before);
  });

  it('asked for again are answered from memory, and can be cancelled', async () => {
    const moved = path.join(path.dirname(shoot), `${path.basename(shoot)}-away.jpg`);
    renameSync(photo, moved);
    try {
      const { suggestions } = await client.request('suggestions.find', { id });
      expect(suggestions).toHaveLength(2);
    } finally {
      renameSync(moved, photo);
    }
    const stop = new AbortController();
    const asked = client.request('suggestions.find', { id }, stop.signal);
    stop.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(client.request('suggestions.find', { id: 999 })).rejects.toMatchObject({
      code: 'photo-unknown',
    });
  });

  it('go into the sidecar and out of it again, beside a verdict', async () => {
    await client.request('verdicts.apply', {
      ids: [id],
      change: { stars: 4 },
      scoreVisible: false,
      reason: 'key',
    });
    await until(() => Promise.resolve(existsSync(sidecar)), Boolean, 30);
    const { suggestions } = await client.request('suggestions.find', { id });
    const changes = suggestions.map(({ suggestion }) => suggestion);
    const { written, leftOut } = await client.request('suggestions.export', { id, changes });
    expect([written?.file, leftOut]).toEqual([sidecar, []]);
    const text = readFileSync(sidecar, 'utf8');
    expect(text).toMatch(/crs:Contrast2012="-\d+"/);
    expect(text).toContain('crs:IncrementalTint=');
    // A second time there are settings already, and they may be the person's.
    await expect(client.request('suggestions.export', { id, changes })).rejects.toMatchObject({
      code: 'sidecar-developed',
    });
    expect(readFileSync(sidecar, 'utf8')).toBe(text);
    if (written === undefined) throw new Error('nothing was written');
    expect(await client.request('suggestions.takeBack', { id, written })).toEqual({ found: true });
    expect(readFileSync(sidecar, 'utf8')).not.toContain('crs:Contrast2012');
    const [now] = await client.request('photos.get', { ids: [id] });
    expect(now?.verdict.stars).toBe(4);
    expect(sha256(photo)).toBe(before);
    const elsewhere = { ...written, file: path.join(shoot, 'other.xmp') };
    writeFileSync(elsewhere.file, 'not ours');
    await expect(
      client.request('suggestions.takeBack', { id, written: elsewhere }),
    ).rejects.toMatchObject({ code: 'bad-request' });
    expect(readFileSync(elsewhere.file, 'utf8')).toBe('not ours');
  });
});

it('a model without calibration says that it cannot suggest, and one with another’s that it is invalid', async () => {
  const folder = temporaryFolder('suggest-other');
  writeTinyModels(folder, { id: 'tiny', suggests: { gains: {}, floor: 0.05 } });
  writeTinyModels(folder, { id: 'plain' });
  const other = await openTestEngine(path.join(temporaryFolder('suggest'), 'home'), folder);
  try {
    await other.client.request('roots.add', { path: shoot });
    const photos = await until(
      () => photosByName(other.client),
      (all) => all.get('photo.jpg')?.score !== undefined,
      90,
    );
    const id = photos.get('photo.jpg')?.id ?? NaN;
    await expect(other.client.request('suggestions.find', { id })).rejects.toMatchObject({
      code: 'suggestions-missing',
    });
    // Learnt with another model, and with other networks.
    const [mixed] = writeTinyModels(folder, { id: 'plain' });
    const own = (name: string) => path.join(folder, 'plain', '1', name);
    const described = (name: string) => ({
      path: `plain/1/${name}`,
      sha256: sha256(own(name)),
      bytes: readFileSync(own(name)).byteLength,
    });
    for (const name of ['suggestions.json', 'turns.onnx', 'damage.onnx']) {
      copyFileSync(path.join(folder, 'tiny', '1', name), own(name));
    }
    const learnt = readFileSync(own('suggestions.json'), 'utf8').replace(
      /"modelSha256":"\w+"/,
      `"modelSha256":"${mixed?.model.sha256}"`,
    );
    for (const hash of ['modelSha256', 'turnsSha256', 'damageSha256']) {
      const wrong = learnt.replace(new RegExp(`"${hash}":"\\w{8}`), `"${hash}":"00000000`);
      expect(wrong).not.toBe(learnt);
      writeFileSync(own('suggestions.json'), wrong);
      const suggestions = {
        file: described('suggestions.json'),
        turns: described('turns.onnx'),
        damage: described('damage.onnx'),
        floor: 0.05,
      };
      const manifest = { format: 1, default: 'plain', models: [{ ...mixed, suggestions }] };
      writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
      await expect(other.client.request('suggestions.find', { id })).rejects.toMatchObject({
        code: 'suggestions-invalid',
      });
    }
  } finally {
    await other.close();
  }
}, 120_000);
