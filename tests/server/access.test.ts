import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostName, isOwnHost, sameSecret } from '../../src-main/server/access.ts';
import { ask, startFixture, type Fixture } from './fixture.ts';

let server: Fixture;
beforeAll(async () => void (server = await startFixture()));
afterAll(() => server.close());

describe('the token', () => {
  it('in the address becomes a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const answer = await ask(server.port, `/?token=${server.token}`);
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([
      `keepers-${server.port}=${server.token}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    const page = await ask(server.port, '/', { Cookie: server.cookie });
    expect(page.status).toBe(200);
    expect(page.text).toContain('<title>Keepers</title>');
  });

  it('is found among other cookies', async () => {
    const Cookie = `theme=dark; ${server.cookie}; keepers-1=other`;
    expect((await ask(server.port, '/', { Cookie })).status).toBe(200);
  });

  it.each([
    ['none', '/', undefined],
    ['a wrong one in the address', '/?token=wrong', undefined],
    ['an empty one', '/?token=', undefined],
    ['a wrong cookie', '/', (port: number) => `keepers-${port}=wrong`],
    ['an empty cookie', '/', (port: number) => `keepers-${port}=`],
  ])('%s: the page says how to get in, and shows no picture', async (_, target, cookie) => {
    const headers = cookie === undefined ? {} : { Cookie: cookie(server.port) };
    const answer = await ask(server.port, target, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.text).toContain('keepers serve');
    expect(answer.text).not.toContain('<img');
    expect(answer.text).not.toContain(server.token);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each(['/assets/index-abc.js', '/photo/1/thumbnail', '/bridge', '/nothing'])(
    'is needed for %s',
    async (target) => {
      expect((await ask(server.port, target)).status).toBe(403);
      expect((await ask(server.port, `${target}?token=${server.token}`)).status).toBe(403);
    },
  );

  it('is new at every start, with 256 bits', async () => {
    const other = await startFixture();
    try {
      expect(other.token).not.toBe(server.token);
      expect(Buffer.from(other.token, 'base64url')).toHaveLength(32);
      const answer = await ask(other.port, '/', {
        Cookie: `keepers-${other.port}=${server.token}`,
      });
      expect(answer.status).toBe(403);
    } finally {
      await other.close();
    }
  });

  it('may hold any characters', async () => {
    const other = await startFixture({ token: 'a;b=c d\r\n' });
    try {
      const entered = await ask(other.port, `/?token=${encodeURIComponent('a;b=c d\r\n')}`);
      expect(entered.status).toBe(302);
      const Cookie = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      expect((await ask(other.port, '/', { Cookie })).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  it('is compared whatever the lengths', () => {
    expect(sameSecret('abc', 'abc')).toBe(true);
    expect(sameSecret('abc', 'abcd')).toBe(false);
    expect(sameSecret('', 'abc')).toBe(false);
  });
});

describe('the Host header', () => {
  const withCookie = (Host: string) => ask(server.port, '/', { Host, Cookie: server.cookie });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example'])(
    '%s is refused, even with the token',
    async (host) => {
      expect((await withCookie(host)).status).toBe(403);
      expect((await ask(server.port, `/?token=${server.token}`, { Host: host })).status).toBe(403);
    },
  );

  it.each(['192.168.1.2', '[fe80::1]', '0.0.0.0', 'a b', '127.0.0.1/x', '127.0.0.1@evil'])(
    '%s is refused on a loopback server',
    async (host) => expect((await withCookie(host)).status).toBe(403),
  );

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST:9000', '[::1]:8080', '127.0.0.1:9'])(
    '%s is answered: a tunnel may end at another port',
    async (host) => expect((await withCookie(host)).status).toBe(200),
  );

  it('of a server bound to the network may be an address or a name of its own, not any name', () => {
    for (const header of ['192.168.1.2:80', '[fe80::1]', 'localhost']) {
      expect(isOwnHost(header, '0.0.0.0')).toBe(true);
    }
    expect(isOwnHost('nas.lan:4737', 'nas.lan')).toBe(true);
    expect(isOwnHost('NAS.lan.', 'nas.lan')).toBe(true);
    expect(isOwnHost('evil.example', '0.0.0.0')).toBe(false);
    expect(isOwnHost('evil.example', 'nas.lan')).toBe(false);
    expect(isOwnHost(undefined, '0.0.0.0')).toBe(false);
  });

  it('is taken apart', () => {
    expect(hostName('Example.COM:80')).toBe('example.com');
    expect(hostName('[::1]:80')).toBe('::1');
    for (const bad of ['', ':80', 'a:b', 'a/b', 'user@a', '::1', 'a:123456']) {
      expect(hostName(bad)).toBeUndefined();
    }
  });
});

describe('the Origin header', () => {
  const withOrigin = (Origin: string) =>
    ask(server.port, '/', {
      Origin,
      Host: `127.0.0.1:${server.port}`,
      Cookie: server.cookie,
    });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost', ''])(
    '%s is refused',
    async (origin) => expect((await withOrigin(origin)).status).toBe(403),
  );

  it('of its own page is answered', async () => {
    expect((await withOrigin(`http://127.0.0.1:${server.port}`)).status).toBe(200);
  });

  it('of another loopback name is refused: the page was not served under it', async () => {
    expect((await withOrigin(`http://localhost:${server.port}`)).status).toBe(403);
  });
});
