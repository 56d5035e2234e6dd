import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRange } from '../../src-main/server/send-file.ts';
import { ask, PICTURE, startFixture, type Answer, type Fixture } from './fixture.ts';

let server: Fixture;
beforeAll(async () => void (server = await startFixture()));
afterAll(() => server.close());

const get = (target: string, headers: Record<string, string> = {}, method?: string) =>
  ask(server.port, target, { Cookie: server.cookie, ...headers }, method);

describe('the page', () => {
  it('comes with a policy that allows its own scripts alone', async () => {
    const { headers } = await get('/');
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('has assets that may be kept for good', async () => {
    const { headers, text } = await get('/assets/index-abc.js');
    expect(text).toBe('export {};');
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers['cache-control']).toContain('immutable');
  });

  it('answers HEAD with the headers alone', async () => {
    const answer = await get('/', {}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
    expect(answer.body).toHaveLength(0);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('is not there for %s', async (method) => {
    const answer = await get('/', {}, method);
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  });
});

describe('a path', () => {
  it.each([
    '/../secret.html',
    '/..%2fsecret.html',
    '/%2e%2e/secret.html',
    '/assets/../../secret.html',
    '/assets/..%5c..%5csecret.html',
    '/%00index.html',
    '/index.html%00.js',
    '/.hidden.js',
    '/assets//index-abc.js',
    '/assets',
    '/assets/',
    '/nothing.js',
    '/%E0%A4%A',
    '/C:%5csecret.html',
  ])('%s leads nowhere', async (target) => {
    const answer = await get(target);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('secret');
    expect(answer.text).not.toContain(server.folder);
  });

  it.each(['//evil.example/', 'http://evil.example/', '*'])('%s is no path', async (target) => {
    expect((await get(target)).status).toBe(400);
  });

  it('through a symbolic link out of the folder leads nowhere', async () => {
    const renderer = path.join(server.folder, 'renderer');
    symlinkSync(path.join(server.folder, 'secret.html'), path.join(renderer, 'link.html'));
    symlinkSync(server.folder, path.join(renderer, 'out'));
    expect((await get('/link.html')).status).toBe(404);
    expect((await get('/out/secret.html')).status).toBe(404);
  });

  it('to a file of a kind that no page needs leads nowhere', async () => {
    writeFileSync(path.join(server.folder, 'renderer', 'notes.txt'), 'x');
    expect((await get('/notes.txt')).status).toBe(404);
  });
});

describe('a picture', () => {
  it('is streamed with its type, and kept for good where its version is in the address', async () => {
    const answer = await get('/photo/1/thumbnail?v=7');
    expect(answer.status).toBe(200);
    expect(answer.body.equals(PICTURE)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '1000',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'accept-ranges': 'bytes',
    });
    expect((await get('/photo/1/preview')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    ['bytes=0-9', 206, 0, 10],
    ['bytes=990-', 206, 990, 1000],
    ['bytes=-5', 206, 995, 1000],
    ['bytes=500-5000', 206, 500, 1000],
    ['bytes=0-1,5-6', 200, 0, 1000],
    ['items=0-1', 200, 0, 1000],
    ['bytes=9-1', 200, 0, 1000],
  ])('answers the range %s with %i', async (range, status, first, end) => {
    const answer = await get('/photo/1/full', { Range: range });
    expect(answer.status).toBe(status);
    expect(answer.body.equals(PICTURE.subarray(first, end))).toBe(true);
    if (status === 206) {
      expect(answer.headers['content-range']).toBe(`bytes ${first}-${end - 1}/1000`);
    }
  });

  it.each(['bytes=1000-', 'bytes=-0', 'bytes=5000-6000'])('refuses the range %s', async (range) => {
    const answer = await get('/photo/1/full', { Range: range });
    expect(answer.status).toBe(416);
    expect(answer.headers['content-range']).toBe('bytes */1000');
  });

  it('answers HEAD without its bytes', async () => {
    const answer = await get('/photo/1/full', {}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe('1000');
    expect(answer.body).toHaveLength(0);
  });

  const silent = (answer: Answer) => {
    expect(answer.text).not.toContain(server.folder);
    expect(answer.text).not.toMatch(/\bat .*:\d+/);
    expect(answer.headers['cache-control']).toBe('no-store');
  };

  it.each([
    ['of an unknown photo', '/photo/99/thumbnail'],
    ['whose file has gone', '/photo/2/thumbnail'],
    ['that is none', '/photo/3/thumbnail'],
    ['whose file is a folder', '/photo/5/thumbnail'],
    ['of an unknown kind', '/photo/1/original'],
    ['with a number that is none', '/photo/1e3/thumbnail'],
    ['with a number too large', '/photo/99999999999999999/thumbnail'],
    ['with a path for a number', '/photo/..%2f1/thumbnail'],
    ['without a kind', '/photo/1'],
    ['with more after it', '/photo/1/thumbnail/x'],
  ])('%s is not found', async (_, target) => {
    const answer = await get(target);
    expect(answer.status).toBe(404);
    silent(answer);
  });

  it('that meets a bug says so, without where', async () => {
    const answer = await get('/photo/4/thumbnail');
    expect(answer.status).toBe(500);
    silent(answer);
  });
});

describe('an empty file', () => {
  it('has no range but its whole', () => {
    expect(parseRange(undefined, 0)).toBe('whole');
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable');
  });
});
